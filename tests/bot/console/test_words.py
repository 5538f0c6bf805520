"""Everything the console can show has a word that people read, and every word it asks for is there."""

import re
from enum import StrEnum

import pytest

from bot.texts import load_texts
from knowledge.destinations import Category
from routing.alert import AlertState, AttemptFate
from routing.consultation import Actor, Channel, ChosenBy, ConsultationState, MatchStatus, Outcome, Subject
from routing.outgoing import Medium
from routing.referral import ReferralState
from routing.roles import Role
from routing.urgency import Level
from tests.house.sources import ROOT

TEXTS = load_texts(standing={"town": "ほおずき市"})
SOURCES = [
    path
    for folder in ("bot/console", "bot/desk")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".html"}
]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("role", Role),
        ("level", Level),
        ("state", ConsultationState),
        ("channel", Channel),
        ("category", Category),
        ("match_status", MatchStatus),
        ("subject", Subject),
        ("outcome", Outcome),
        ("chosen_by", ChosenBy),
        ("alert_state", AlertState),
        ("fate", AttemptFate),
        ("medium", Medium),
        ("actor", Actor),
        ("referral_state", ReferralState),
    ],
)
def test_every_value_has_a_word(kind: str, values: type[StrEnum]) -> None:
    assert [value for value in values if not TEXTS.has(f"console.{kind}.{value.value}")] == []


def test_every_sentence_that_a_page_asks_for_is_there() -> None:
    asked = {
        key
        for path in SOURCES
        for key in re.findall(
            r"[\"']((?:console|duty|report|wording|health|registry)\.\w+\.\w+)[\"']",
            path.read_text(encoding="utf-8"),
        )
        if not key.endswith("_") and key != "console.refused"
    }
    assert len(asked) > 100
    assert [key for key in sorted(asked) if not TEXTS.has(key)] == []


def test_every_event_of_the_trail_has_a_word() -> None:
    shapes = (r'"((?:account|sign_in|sign_out)(?:\.\w+)?)"', r'= "((?:alert|audit|consultation)\.\w+)"')
    named = {
        name
        for path in SOURCES
        if path.suffix == ".py" and path.name in {"signing_in.py", "accounts.py", "enrolling.py"}
        for shape in shapes
        for name in re.findall(shape, path.read_text(encoding="utf-8"))
        if "." in name
        and name not in {"sign_in.login", "sign_in.address", "sign_in.code", "sign_in.throttled"}
    }
    assert named
    assert [name for name in sorted(named) if not TEXTS.has(f"console.action.{name}")] == []
