"""Every sentence of the relay pages is there, and none stands about unused."""

import re

from bot.texts import load_texts
from tests.house.sources import ROOT

TEXTS = load_texts()
KEYS = [key.removeprefix("relay.") for key in tuple(TEXTS.keys()) if key.startswith("relay.")]
SOURCES = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("bot/relay", "bot/desk", "bot/console/templates")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".py", ".html"}
)
# Keys that are put together from a part and a value.
BUILT = ("form.", "look.", "outcome.", "stage.", "shut.", "door.", "chat.")


def test_every_sentence_that_a_relay_page_asks_for_is_there() -> None:
    templates = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot/relay").rglob("*.html"))
    asked = set(re.findall(r'say\([\'"]([a-z_]+\.[a-z_]+)[\'"][),]', templates))
    assert len(asked) > 80
    assert [key for key in sorted(asked) if key not in KEYS] == []


def test_every_sentence_of_the_relay_pages_is_used() -> None:
    unused = [key for key in KEYS if f'"{key}"' not in SOURCES and f"relay.{key}" not in SOURCES]
    unused = [key for key in unused if f"'{key}'" not in SOURCES]
    assert [key for key in unused if not key.startswith(BUILT)] == []
