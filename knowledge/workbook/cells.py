"""What a cell of a spreadsheet says, as the text that a profile keeps."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from knowledge.findings import FindingKind
from knowledge.workbook.hours_words import hours_from_japanese
from knowledge.workbook.layout import Column, ColumnKind

FIRST_DAY = date(1899, 12, 30)
LAST_SERIAL = 73_050
"""The serial number of the end of 2099, in the count of days that spreadsheets use."""
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_REIWA = re.compile(r"(?:令和|R)(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class CellError(ValueError):
    """The cell cannot be used; `kind` says why. Mend the file."""

    def __init__(self, kind: FindingKind, found: str) -> None:
        super().__init__(kind)
        self.kind, self.found = kind, found


def cell_text(value: object, data_type: str, column: Column) -> str:
    """Return the text of a cell as the profile keeps it; raise `CellError` for what cannot be used."""
    if value is None:
        return ""
    if data_type == "f":
        raise CellError(FindingKind.FORMULA, str(value))
    if data_type == "e":
        raise CellError(FindingKind.ERROR_VALUE, str(value))
    return READERS.get(column.kind, _text)(value, column)


def _text(value: object, column: Column) -> str:
    said = _plain(value)
    if not column.words:
        return said
    if said in column.words or not said:
        return said
    for kept, word in column.words.items():
        if unicodedata.normalize("NFKC", said) == unicodedata.normalize("NFKC", word):
            return kept
    raise CellError(FindingKind.NOT_A_CHOICE, said)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        raise CellError(FindingKind.WRONG_TYPE, str(value).upper())
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat("minutes")
    if isinstance(value, timedelta):
        raise CellError(FindingKind.WRONG_TYPE, str(value))
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _day(value: object, _column: Column) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if 1 <= value <= LAST_SERIAL:
            return (FIRST_DAY + timedelta(days=int(value))).isoformat()
        raise CellError(FindingKind.WRONG_TYPE, str(value))
    said = unicodedata.normalize("NFKC", _plain(value))
    if found := _DAY.fullmatch(said):
        year, month, day = (int(part) for part in found.groups())
    elif found := _REIWA.fullmatch(said):
        era, month, day = found[1], int(found[2]), int(found[3])
        year = 2018 + (1 if era == "元" else int(era))
    else:
        # The reader of the profile refuses it with its place.
        return said
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return said


def _number(value: object, _column: Column) -> str:
    if isinstance(value, datetime | date | time):
        raise CellError(FindingKind.WRONG_TYPE, str(value))
    return unicodedata.normalize("NFKC", _plain(value))


def _hours(value: object, _column: Column) -> str:
    return hours_from_japanese(_plain(value))


def _clock(value: object, _column: Column) -> str:
    if isinstance(value, float) and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return f"{minutes // 60:02}:{minutes % 60:02}"
    return hours_from_japanese(_plain(value))


READERS: dict[ColumnKind, Callable[[object, Column], str]] = {
    ColumnKind.DATE: _day,
    ColumnKind.NUMBER: _number,
    ColumnKind.HOURS: _hours,
    ColumnKind.CLOCK: _clock,
}
