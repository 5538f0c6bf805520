"""Telephone numbers as spreadsheets and lists spoil them, brought back into form where that is certain."""

import re
import unicodedata
from dataclasses import dataclass

_DASHES = re.compile("[‐‑‒–—―−ー－ｰ]")
_SPLIT = re.compile(r"[、,/／;\n]|または|又は")
_EXTENSION = re.compile(r"\(?\s*(?:内線|ext\.?)\s*[:：]?\s*([\d\-・,~]+)\s*\)?", re.IGNORECASE)
_FLOAT = re.compile(r"(\d+)\.0+")
_GROUPS = re.compile(r"\+?\d+(?:-\d+)*")
NONE_WORDS = frozenset({"", "-", "なし", "無", "無し", "非公開", "未定", "不明", "ー", "*", "0"})
SHORT = re.compile(r"1\d{2}|#\d{4}|188|189")
MOBILE_STARTS = ("70", "80", "90", "50")


class PhoneError(ValueError):
    """The text is no telephone number. Mend the file."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A number in digits and hyphens, its extension, and further numbers of the same cell."""

    number: str = ""
    extension: str = ""
    others: tuple[str, ...] = ()


def read_phone(text: str) -> Phone:
    """Read one cell: widths, dashes, brackets and a lost leading zero are mended; several numbers are told apart.

    A cell that says that there is none gives an empty number. Raises `PhoneError` for anything else.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).strip()
    plain = re.sub(r"^(?:TEL|電話|Tel)[.:：]?\s*", "", plain)
    if plain in NONE_WORDS:
        return Phone()
    extension = ""
    if found := _EXTENSION.search(plain):
        extension, plain = found[1], _EXTENSION.sub("", plain).strip()
    numbers = [_one(piece.strip()) for piece in _SPLIT.split(plain) if piece.strip()]
    if not numbers:
        raise PhoneError(text)
    return Phone(numbers[0], extension, tuple(numbers[1:]))


def _one(text: str) -> str:
    whole = _FLOAT.fullmatch(text)
    plain = whole[1] if whole else text
    if SHORT.fullmatch(plain):
        return plain
    plain = re.sub(r"\((\d+)\)", r"-\1-", plain).replace(" ", "-")
    plain = re.sub(r"-+", "-", plain).strip("-")
    plain = re.sub(r"^\+81-?(?:0)?", "0", plain)
    if not _GROUPS.fullmatch(plain):
        raise PhoneError(text)
    return _with_zero(plain, text)


def _with_zero(plain: str, text: str) -> str:
    digits = plain.replace("-", "")
    if digits.startswith("0"):
        if len(digits) == 10 or (len(digits) == 11 and digits[1:3] in MOBILE_STARTS) or _toll_free(digits):
            return plain
        raise PhoneError(text)
    # Nine digits are a fixed line without its zero, ten with a mobile start a mobile or IP telephone.
    if len(digits) == 9 or (len(digits) == 10 and digits.startswith((*MOBILE_STARTS, "80"))):
        return "0" + plain
    raise PhoneError(text)


def _toll_free(digits: str) -> bool:
    return len(digits) in {10, 11} and digits.startswith(("0120", "0800", "0570", "0990"))
