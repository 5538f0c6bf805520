"""Which numbers are shown for a danger."""

from datetime import UTC, datetime

import pytest

from knowledge.emergency_numbers import load_registry
from routing.numbers import MOST_NUMBERS, choose_numbers
from routing.urgency import Danger, Level, Triage, Voice

NOON = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)
REGISTRY = load_registry()


def shown(triage: Triage, *, now: datetime = NOON, regional: tuple[str, ...] = ()) -> list[str]:
    return [number.number for number in choose_numbers(triage, REGISTRY, regional, now)]


def danger(
    *kinds: Danger,
    level: Level = Level.EMERGENCY,
    minor: bool = False,
    child: bool = False,
    cannot_speak: bool = False,
) -> Triage:
    return Triage(level=level, dangers=kinds, minor=minor, child=child, cannot_speak=cannot_speak)


def test_illness_shows_the_ambulance_first() -> None:
    assert shown(danger(Danger.MEDICAL))[0] == "119"


def test_7119_is_shown_only_where_it_exists() -> None:
    assert "#7119" not in shown(danger(Danger.MEDICAL))
    assert "#7119" in shown(danger(Danger.MEDICAL), regional=("#7119",))


def test_a_missing_person_brings_the_police_first() -> None:
    assert shown(danger(Danger.MISSING_PERSON))[0] == "110"


def test_a_wish_to_die_brings_somebody_to_talk_to_and_still_a_number_that_sends_help() -> None:
    numbers = shown(danger(Danger.SUICIDE))
    assert numbers[0] == "0120-279-338"
    assert {"119", "110"} & set(numbers)


def test_a_regional_number_stands_in_for_the_nationwide_one_of_its_name() -> None:
    numbers = shown(danger(Danger.SUICIDE), regional=("0120-279-226",))
    assert "0120-279-226" in numbers
    assert "0120-279-338" not in numbers


def test_what_is_closed_is_not_shown() -> None:
    assert "0570-783-556" in shown(danger(Danger.SUICIDE, level=Level.URGENT))
    assert "0570-783-556" not in shown(danger(Danger.SUICIDE, level=Level.URGENT), now=NIGHT)


def test_who_cannot_speak_sees_the_text_route_first_while_it_is_open() -> None:
    quiet = danger(Danger.PARTNER_VIOLENCE, cannot_speak=True)
    assert shown(quiet)[0] == "0120-279-889"
    assert shown(quiet, now=NIGHT)[0] == "110"


def test_a_child_sees_lines_for_children_and_an_adult_does_not() -> None:
    assert "0120-0-78310" in shown(danger(Danger.CHILD_ABUSE, level=Level.URGENT, minor=True))
    assert "0120-0-78310" not in shown(danger(Danger.CHILD_ABUSE, level=Level.URGENT))


def test_a_parent_of_a_sick_child_sees_the_line_for_parents() -> None:
    assert "#8000" in shown(danger(Danger.MEDICAL, child=True))
    assert "#8000" not in shown(danger(Danger.MEDICAL))
    assert "#8000" not in shown(
        Triage(level=Level.EMERGENCY, dangers=(Danger.MEDICAL,), child=True, voice=Voice.SELF)
    )


@pytest.mark.parametrize("kind", list(Danger))
@pytest.mark.parametrize("level", [Level.EMERGENCY, Level.URGENT])
@pytest.mark.parametrize("now", [NOON, NIGHT])
def test_every_danger_has_one_to_four_numbers_at_any_hour(kind: Danger, level: Level, now: datetime) -> None:
    assert 1 <= len(shown(danger(kind, level=level), now=now)) <= MOST_NUMBERS


def test_only_current_numbers_are_shown() -> None:
    current = {number.number for number in REGISTRY.current()}
    for kind in Danger:
        assert set(shown(danger(kind))) <= current


def test_an_unclear_call_for_help_shows_both_numbers_that_send_help() -> None:
    assert {"119", "110"} <= set(shown(Triage(level=Level.URGENT)))
