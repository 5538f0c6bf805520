"""What the documents say is true: settings, verbs and links."""

import re

from bot.__main__ import VERBS
from bot.settings import PREFIX, SETTINGS
from tests.house.sources import ROOT, texts


def test_every_setting_stands_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [PREFIX + s.name for s in SETTINGS if PREFIX + s.name not in readme] == []


def test_every_verb_that_a_document_names_exists() -> None:
    named = {
        match.group(1)
        for path, text in texts(".md")
        for match in re.finditer(r"`madoguchi ([a-z]+)[ `]", text)
        if path.name != "CHANGELOG.md"
    }
    assert named <= set(VERBS)


def test_every_verb_has_its_module() -> None:
    assert [verb for verb in VERBS if not (ROOT / "bot/commands" / f"{verb}.py").exists()] == []


def test_links_between_documents_lead_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts(".md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\":]+)\"", text)
        for target in [target[0] or target[1]]
        if not (ROOT / path.parent / target).exists()
    ]
    assert broken == []
