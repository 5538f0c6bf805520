"""Taking what tells who somebody is out of a resident's words, so that the rest may teach the matcher.

Names of people, places and bodies, telephones, addresses, ages, dates of birth, mail and account numbers become ○○.
Rather a word too much than a name too few: what is left is still shown to staff before it counts, or was corrected by
them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.tokens import Spoken, speech_of

HIDDEN = "○○"
LONGEST = 120

_NUMBER = "0-9〇一二三四五六七八九十百"
_PATTERNS = (
    r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+",  # mail
    r"https?://\S+|www\.\S+",
    r"(?:line|ライン)\s*(?:の)?\s*(?:id|アイディー?)\s*[:はが]?\s*[\w.@-]{3,}",
    r"(?<!\w)@[a-z0-9_.-]{3,}",
    # telephone, postal code, account: five digits or more, in groups or not
    r"〒?\+?(?:\d[\s()\-‐-―ーのー]{0,2}){4,}\d",
    rf"(?:西暦|明治|大正|昭和|平成|令和|[mtshr])?\s*[{_NUMBER}元]+年\s*[{_NUMBER}]+月(?:\s*[{_NUMBER}]+日)?(?:生まれ|生)?",
    rf"[{_NUMBER}]+月\s*[{_NUMBER}]+日(?:生まれ)?",
    rf"(?:明治|大正|昭和|平成|令和)\s*[{_NUMBER}元]+年?(?:生まれ|生)?",
    rf"(?:今年|満|当年|数え)?\s*[{_NUMBER}]{{1,4}}\s*(?:歳|才|さい(?![ぁ-ん])|代(?=の|で|後|前|半)|ヶ月児|か月児)(?:[{_NUMBER}]{{1,2}}[かヶケ]月)?",
    # address
    rf"[{_NUMBER}]+\s*丁目(?:[{_NUMBER}の\-]|番地?|号)*",
    rf"[{_NUMBER}]+\s*(?:番地|番\s*[{_NUMBER}]+\s*号?)(?:の?[{_NUMBER}]+)*",
    r"\d{1,4}-\d{1,4}(?:-\d{1,4})*",
    rf"[{_NUMBER}]+\s*号(?:室|棟)?(?!線)",
    # 「名前は…です」 and 「…と申します」 tell names that no dictionary has
    r"(?<=名前は)\s*[^\s、。]{1,20}?(?=です|といい|と言い|と申|だ|$|[、。\s])",
    r"(?<![^\s、。])[^\s、。は]{1,15}(?=と申し|ともうし|といいます|と言います)",
)
_ANY = re.compile("|".join(f"(?:{pattern})" for pattern in _PATTERNS), re.IGNORECASE)
_HIDDEN_RUN = re.compile(rf"{HIDDEN}(?:[\s、・]*(?:の|町|市|区|村|字)?{HIDDEN})+")
_SENTENCE = re.compile(r"[。!?\n]")


@dataclass(frozen=True, slots=True)
class NameWords:
    """The lists that tell a name from a word of every day."""

    honorifics: frozenset[str]
    roles: frozenset[str]
    buildings: frozenset[str]
    building_kinds: frozenset[str]
    facilities: frozenset[str]
    facility_kinds: frozenset[str]


@cache
def load_name_words() -> NameWords:
    """Read the lists, once per process."""
    cells = tomllib.loads(files("knowledge").joinpath("personal_data.toml").read_text(encoding="utf-8"))
    return NameWords(**{name: frozenset(words) for name, words in cells.items()})


def without_personal_data(text: str) -> str:
    """Return a text in NFKC with everything that may tell who somebody is replaced by ○○."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    plain = _ANY.sub(HIDDEN, plain)
    return _HIDDEN_RUN.sub(HIDDEN, _without_names(plain))


def teachable(text: str) -> str:
    """Return what of a text may teach the matcher: at most 120 characters, whole sentences where they fit.

    Empty when nothing telling is left.
    """
    plain = without_personal_data(text)
    if len(plain) > LONGEST:
        ends = [found.end() for found in _SENTENCE.finditer(plain[:LONGEST])]
        plain = plain[: ends[-1] if ends else LONGEST]
    plain = plain.strip(" 。、")
    return plain if any(sign.isalnum() for sign in plain.replace(HIDDEN, "")) else ""


def _without_names(text: str) -> str:
    spoken = speech_of(text)
    hidden = set(_hidden_places(spoken))
    return "".join(HIDDEN if place in hidden else word.surface for place, word in enumerate(spoken))


def _hidden_places(spoken: Sequence[Spoken]) -> Iterator[int]:
    known = load_name_words()
    for place, word in enumerate(spoken):
        if word.proper and word.surface not in known.roles:
            yield place
        elif word.surface in known.honorifics:
            yield from _named_before(spoken, place, known.roles)
        elif word.surface in known.buildings:
            yield from _named_before(spoken, place, known.building_kinds)
            yield from _named_after(spoken, place)
        elif word.noun and _named_building(word.surface, known):
            yield place
        elif word.surface in known.facilities:
            yield from _named_before(spoken, place, known.facility_kinds | known.facilities)


def _named_building(surface: str, known: NameWords) -> bool:
    """Tell whether a word is the name of a building, such as サンハイツ."""
    kind = next((building for building in known.buildings if surface.endswith(building)), surface)
    return surface.removesuffix(kind) not in {"", *known.building_kinds}


def _named_before(spoken: Sequence[Spoken], place: int, generic: frozenset[str]) -> Iterator[int]:
    """Yield the nouns right before a place, unless they are a word of every day."""
    first = place
    while first > 0 and spoken[first - 1].noun and place - first < 4:
        first -= 1
    whole = "".join(word.surface for word in spoken[first:place])
    if whole in generic or not whole:
        return
    yield from (at for at in range(first, place) if spoken[at].surface not in generic)


def _named_after(spoken: Sequence[Spoken], place: int) -> Iterator[int]:
    """Yield the noun right after a word such as コーポ, which may stand before its name."""
    if place + 1 < len(spoken) and spoken[place + 1].noun and spoken[place].surface not in {"ビル", "団地"}:
        yield place + 1
