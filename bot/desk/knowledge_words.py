"""Findings, changes and tables in the words of staff: pages call sheets and columns what the workbook calls them."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from bot.texts import Texts
from knowledge.findings import Finding, FindingKind
from knowledge.workbook.hours_words import hours_in_japanese
from knowledge.workbook.layout import Column, ColumnKind, Sheet, load_layout


@cache
def load_patterns() -> Mapping[str, re.Pattern[str]]:
    """Read the patterns of mistakes, once per process."""
    text = files("bot.desk").joinpath("problem_patterns.toml").read_text(encoding="utf-8")
    return {name: re.compile(pattern, re.DOTALL) for name, pattern in tomllib.loads(text).items()}


def finding_said(texts: Texts, finding: Finding) -> str:
    """Return what was found as a sentence, without its place."""
    if finding.kind is FindingKind.INVALID:
        return problem_said(texts, finding.found)
    fields = {"found": finding.found, "became": finding.became}
    key = "knowledge.finding_became" if finding.became else "knowledge.finding_found"
    said = texts.say(f"knowledge.finding.{finding.kind.name.lower()}")
    return texts.say(key, said=said, **fields) if finding.found else said


def problem_said(texts: Texts, text: str) -> str:
    """Return a mistake of a profile as a sentence; as it stands where no pattern knows it."""
    for name, pattern in load_patterns().items():
        if found := pattern.fullmatch(text):
            return texts.say(f"knowledge.problem.{name}", **found.groupdict())
    return text


def table_said(texts: Texts, file: str) -> str:
    """Return what the workbook calls a table of a profile."""
    sheet = sheet_of(file)
    if sheet is not None:
        return sheet.name
    key = f"knowledge.file.{file.partition('.')[0]}"
    return texts.say(key) if texts.has(key) else file


def column_said(file: str, column: str) -> str:
    """Return what the workbook calls a column."""
    found = column_of(file, column)
    return found.title if found is not None else column


def cell_said(file: str, column: str, value: str) -> str:
    """Return a cell as the workbook shows it: choices and hours in words."""
    found = column_of(file, column)
    if found is None:
        return value
    if found.kind is ColumnKind.HOURS:
        return hours_in_japanese(value)
    return found.words.get(value, value)


def sheet_of(file: str) -> Sheet | None:
    """Return the sheet of a table, None for a file that has none."""
    return next((sheet for sheet in load_layout().sheets if sheet.table.file == file), None)


def column_of(file: str, column: str) -> Column | None:
    """Return a column of a sheet, None for one it does not have."""
    sheet = sheet_of(file)
    return next((each for each in sheet.columns if each.name == column), None) if sheet else None
