"""A profile as records for the database, and back: desks and phrases by field, every other file as it was."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.csv_rows import read_rows
from knowledge.data_files import ProfileFiles
from knowledge.destination_rows import DESTINATION_COLUMNS, OPTIONAL_COLUMNS
from knowledge.problems import Problems

PHRASE_COLUMNS = ("destination", "entry", "text")
DESKS, PHRASES = "destinations.csv", "phrases.csv"


@dataclass(frozen=True, slots=True)
class ProfileRecords:
    """Desks and phrases with their cells by column, and the other files by name."""

    desks: tuple[Mapping[str, str], ...]
    phrases: tuple[Mapping[str, str], ...]
    documents: Mapping[str, bytes] = field(repr=False)


def to_records(files: ProfileFiles) -> ProfileRecords:
    """Take a profile apart; raise `knowledge.problems.DataError` when its tables cannot be read."""
    problems = Problems()
    desks = tuple(_filled(row.cells) for row in read_rows(files.file(DESKS), DESTINATION_COLUMNS, problems))
    phrases = tuple(dict(row.cells) for row in read_rows(files.file(PHRASES), PHRASE_COLUMNS, problems))
    problems.raise_if_any()
    documents = {name: content for name, content in files.contents.items() if name not in {DESKS, PHRASES}}
    return ProfileRecords(desks, phrases, documents)


def _filled(cells: Mapping[str, str]) -> Mapping[str, str]:
    """Leave empty cells out: most of the forty columns are empty, and an import may bring tens of thousands of rows."""
    return {column: cell for column, cell in cells.items() if cell}


def to_files(name: str, records: ProfileRecords) -> ProfileFiles:
    """Put a profile together again."""
    tables = {
        DESKS: _csv((*DESTINATION_COLUMNS, *OPTIONAL_COLUMNS), records.desks),
        PHRASES: _csv(PHRASE_COLUMNS, records.phrases),
    }
    return ProfileFiles(name, {**records.documents, **tables})


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, extrasaction="ignore", restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()
