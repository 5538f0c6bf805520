"""Codes of municipalities and ids of rows, as spreadsheets spoil them."""

import re
import unicodedata
from dataclasses import dataclass

PREFECTURES = 47
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?E\+?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Code:
    """A code, empty where it cannot be used; `mended` when it was brought back into form."""

    text: str
    mended: bool = False
    lost: bool = False


def check_digit(five: str) -> str:
    """Return the sixth digit of a municipality's code (JIS X 0402: weights 6 to 2, modulo 11)."""
    total = sum(int(digit) * weight for digit, weight in zip(five, range(6, 1, -1), strict=True))
    return str((11 - total % 11) % 10)


def read_municipality_code(text: str) -> Code:
    """Give a code its leading zero or its check digit back, where only one of them can be missing."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    if not plain.isdecimal():
        return Code("", lost=bool(plain))
    if len(plain) == 6:
        return Code(plain)
    candidates = set()
    if len(plain) == 5 and check_digit("0" + plain[:4]) == plain[4]:
        candidates.add("0" + plain)
    padded = plain.zfill(5)
    if len(plain) in {4, 5} and 1 <= int(padded[:2]) <= PREFECTURES:
        candidates.add(padded + check_digit(padded))
    return Code(candidates.pop(), mended=True) if len(candidates) == 1 else Code("", lost=True)


def read_id(text: str) -> Code:
    """Return an id; scientific notation is undone only where no digit was lost."""
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix(".0")
    found = _SCIENTIFIC.fullmatch(plain)
    if found is None:
        return Code(plain)
    decimals, exponent = found[2] or "", int(found[3])
    if len(decimals) < exponent:
        return Code("", lost=True)
    return Code((found[1] + decimals)[: exponent + 1], mended=True)
