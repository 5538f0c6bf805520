"""What stands on a つなぎシート: only the fields this receiver may see, and no word of the person without consent.

Sources: S44 (連携シート: a field list for each body); 個人情報保護法69条 (passing on within consent or law).
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

from routing.addresses import names_an_address


class SheetField(StrEnum):
    """Every field a sheet can have. Who gave notice of an abuse is none of them."""

    NUMBER = "number"
    RECEIVED = "received"
    SENDER = "sender"
    TELEPHONE = "telephone"
    LEVEL = "level"
    CATEGORY = "category"
    AREA = "area"
    SUMMARY = "summary"
    REQUEST = "request"
    WORDS = "words"
    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    RELATION = "relation"
    REMARKS = "remarks"
    MUST_NOT_TELL = "must_not_tell"
    CONSENT = "consent"


PERSONAL = frozenset(
    {
        SheetField.WORDS,
        SheetField.NAME,
        SheetField.PHONE,
        SheetField.ADDRESS,
        SheetField.RELATION,
        SheetField.REMARKS,
        SheetField.MUST_NOT_TELL,
    }
)
WRITTEN_BY_STAFF = frozenset({SheetField.SUMMARY, SheetField.REQUEST})

# A run of so many signs of somebody's message is a quotation, not a summary.
QUOTED = 12
_NUMBER = re.compile(r"0\d{9,10}")
_NOT_A_SIGN = re.compile(r"[\s、。,.!?!?・「」()（）\-‐–—ー]+")


@dataclass(frozen=True, slots=True)
class Receivers:
    """The field lists: what always may stand on a sheet, and what a kind of destination may see beside it."""

    always: tuple[SheetField, ...]
    by_kind: Mapping[str, frozenset[SheetField]]

    def allowed(self, kind: str, *, personal: bool) -> frozenset[SheetField]:
        """Return the fields for a kind of destination; `personal` says whether the person's data may leave."""
        own = self.by_kind.get(kind, self.by_kind["*"]) if personal else frozenset()
        return frozenset(self.always) | own


@cache
def load_receivers() -> Receivers:
    """Return the lists of `rules/sheets.toml`, read once per process."""
    tables = tomllib.loads(files("routing.rules").joinpath("sheets.toml").read_text(encoding="utf-8"))
    by_kind: dict[str, frozenset[SheetField]] = {}
    for row in tables["receiver"]:
        fields = frozenset(SheetField(name) for name in row["fields"])
        by_kind |= dict.fromkeys(row["kinds"], fields)
    return Receivers(tuple(SheetField(name) for name in tables["always"]["fields"]), by_kind)


def compose_sheet(
    facts: Mapping[SheetField, str], allowed: frozenset[SheetField], *, left_out: Iterable[SheetField] = ()
) -> dict[SheetField, str]:
    """Return the sheet: what is known and may be seen, in the order of the fields; nothing else, not even empty."""
    shown = allowed - frozenset(left_out)
    return {field: facts[field] for field in SheetField if field in shown and facts.get(field, "").strip()}


@dataclass(frozen=True, slots=True)
class Secrets:
    """What staff must not write into a sheet: particulars of people, their words, other numbers, who gave notice.

    `public` are the telephone numbers of offices, which may stand there.
    """

    particulars: tuple[str, ...] = field(default=(), repr=False)
    words: tuple[str, ...] = field(default=(), repr=False)
    notifier: str = field(default="", repr=False)
    public: tuple[str, ...] = ()


class Leak(StrEnum):
    """What was found in a text that may not stand there."""

    PARTICULARS = "particulars"
    NUMBER = "number"
    WORDS = "words"
    NOTIFIER = "notifier"


def find_leak(text: str, secrets: Secrets, *, personal: bool) -> Leak | None:
    """Return what a text written by staff gives away, None for nothing.

    The notifier is looked for always; names, numbers and quotations only where the person's data may not leave.
    """
    plain = _plain(text)
    if any(piece in plain for piece in _pieces(secrets.notifier)):
        return Leak.NOTIFIER
    if personal:
        return None
    if any(_plain(value) in plain for value in secrets.particulars if len(_plain(value)) >= 2):
        return Leak.PARTICULARS
    public = {_digits(number) for number in secrets.public}
    if any(number not in public for number in _NUMBER.findall(plain)):
        return Leak.NUMBER
    if names_an_address(text):
        # Somebody's who is not known to the case: a slip all the same.
        return Leak.PARTICULARS
    quotes = (_plain(said) for said in secrets.words)
    return Leak.WORDS if any(_quotes(plain, said) for said in quotes) else None


def _quotes(plain: str, said: str) -> bool:
    return any(said[start : start + QUOTED] in plain for start in range(max(0, len(said) - QUOTED + 1)))


def _pieces(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell somebody apart: a name or a number, no single sign."""
    return tuple(piece for part in re.split(r"[\s、。,/・]+", text) if len(piece := _plain(part)) >= 2)


def _plain(text: str) -> str:
    return _NOT_A_SIGN.sub("", unicodedata.normalize("NFKC", text)).lower()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", text))
