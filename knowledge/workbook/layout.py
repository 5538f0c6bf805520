"""The layout of the workbook, from `sheets.toml`: one sheet for each table of a profile."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from knowledge.tables import KIND_OF, TableKind

SHEETS = Path(__file__).parent / "sheets.toml"


class ColumnKind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    DATE = "date"
    NUMBER = "number"
    HOURS = "hours"
    CLOCK = "clock"
    AREA = "area"
    DESTINATION = "destination"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the profile, its Japanese title and meaning, and the words of its choices by value."""

    name: str
    title: str
    width: int
    about: str = ""
    kind: ColumnKind = ColumnKind.TEXT
    choices: str = ""
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet and the table it shows."""

    table: TableKind
    name: str
    about: str
    columns: tuple[Column, ...]

    @property
    def titles(self) -> dict[str, str]:
        """Return the titles by name of column."""
        return {column.name: column.title for column in self.columns}


@dataclass(frozen=True, slots=True)
class Layout:
    """All sheets, the words of choices by list and value, and the words of the first sheet."""

    sheets: tuple[Sheet, ...]
    words: Mapping[str, Mapping[str, str]]
    start: str
    choices_sheet: str
    title: str
    lines: tuple[str, ...]
    meanings: str


@cache
def load_layout() -> Layout:
    """Read the layout; a sheet that lacks a column of its table is a mistake of ours and raises `ValueError`."""
    data = tomllib.loads(SHEETS.read_text(encoding="utf-8"))
    words: dict[str, dict[str, str]] = data["words"]
    sheets = tuple(_sheet(given, words) for given in data["sheets"])
    for sheet in sheets:
        if {column.name for column in sheet.columns} != set(sheet.table.columns):
            raise ValueError(f"the sheet of {sheet.table.file} does not have the columns of its table")
    start = data["start"]
    return Layout(
        sheets,
        words,
        start["sheet"],
        start["choices_sheet"],
        start["title"],
        tuple(start["lines"]),
        start["meanings"],
    )


def _sheet(given: dict[str, object], words: Mapping[str, Mapping[str, str]]) -> Sheet:
    columns = given["columns"]
    if not isinstance(columns, list):
        raise TypeError("a sheet needs columns")
    made = tuple(
        Column(
            column["name"],
            column["title"],
            column["width"],
            column["about"],
            ColumnKind(column.get("kind", "text")),
            column.get("choices", ""),
            words.get(column.get("choices", ""), {}),
        )
        for column in columns
    )
    return Sheet(KIND_OF[str(given["file"])], str(given["name"]), str(given["about"]), made)
