"""Editing one destination, its residents' words, or the sample worries: each edit is read like an import."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.desk.importing import Reader
from knowledge.data_files import ProfileFiles
from knowledge.destinations import DestinationId
from knowledge.proposal import Drafted, Origin
from knowledge.tables import DESTINATIONS, KIND_OF, Row, tables_of, tidy

PHRASES, SAMPLES = "phrases.csv", "samples.csv"
ENTRY_MARK = "："
EDITED = "edited"


@dataclass(frozen=True, slots=True)
class Editable:
    """One destination as its form shows it; `seen` tells whether somebody else has changed it meanwhile."""

    cells: Row = field(repr=False)
    phrases: tuple[str, ...] = field(repr=False)
    seen: str = ""


def editable(files: ProfileFiles, id_: DestinationId) -> Editable | None:
    """Return a destination for its form, None where there is none."""
    tables = tables_of(files)
    row = next((row for row in tables[DESTINATIONS] if row["id"] == id_), None)
    if row is None:
        return None
    phrases = tuple(_phrase_line(each) for each in tables[PHRASES] if each["destination"] == id_)
    return Editable(row, phrases, mark_of(row, phrases))


def mark_of(row: Row, phrases: Sequence[str]) -> str:
    """Return a short mark of what a form was made from."""
    told = json.dumps([sorted(row.items()), list(phrases)], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def destination_reader(id_: DestinationId, cells: Mapping[str, str], phrases: Sequence[str]) -> Reader:
    """Return what reads an edited or new destination with the words that residents have for it.

    `cells` are columns of `destinations.csv`; those not given stay. A line of `phrases` may begin with the sign of
    its subject and a full-width colon.
    """

    def read(base: ProfileFiles) -> Drafted:
        tables = dict(tables_of(base))
        known = {name: value for name, value in cells.items() if name in KIND_OF[DESTINATIONS].columns}
        before = next((row for row in tables[DESTINATIONS] if row["id"] == id_), {})
        row = tidy({**before, **known, "id": id_})
        rows = _replaced(tables[DESTINATIONS], row)
        tables[DESTINATIONS] = rows
        first, tables[PHRASES] = _with_phrases(tables[PHRASES], id_, phrases)
        place = next(number for number, each in enumerate(rows) if each["id"] == id_)
        origins = {(DESTINATIONS, place): Origin(EDITED, 1)}
        for number in range(len(phrases)):
            origins[(PHRASES, first + number)] = Origin(PHRASES, number + 1)
        return Drafted(tables, origins)

    return read


def sample_reader(text: str, expected: Sequence[DestinationId]) -> Reader:
    """Return what reads one more sample worry, or one that has other right destinations now; none takes it out."""

    def read(base: ProfileFiles) -> Drafted:
        tables = dict(tables_of(base))
        plain = " ".join(text.split())
        others = tuple(row for row in tables[SAMPLES] if row["text"] != plain)
        more = ({"text": plain, "expected": "|".join(expected)},) if expected else ()
        tables[SAMPLES] = (*others, *more)
        return Drafted(tables, {(SAMPLES, len(others)): Origin(EDITED, 1)})

    return read


def _replaced(rows: Sequence[Row], row: Row) -> tuple[Row, ...]:
    if any(each["id"] == row["id"] for each in rows):
        return tuple(row if each["id"] == row["id"] else each for each in rows)
    return (*rows, row)


def _with_phrases(
    rows: Sequence[Row], id_: DestinationId, lines: Sequence[str]
) -> tuple[int, tuple[Row, ...]]:
    """Return all phrases with those of one destination replaced where they stood, and where that is."""
    kept = [row for row in rows if row["destination"] == id_]
    first = next((number for number, row in enumerate(rows) if row["destination"] == id_), len(rows))
    others = [row for row in rows[first:] if row["destination"] != id_]
    return first, (*rows[:first], *_phrase_rows(id_, lines, kept), *others)


def _phrase_line(row: Row) -> str:
    entry = row.get("entry", "")
    return f"{entry}{ENTRY_MARK}{row['text']}" if entry else row["text"]


def _phrase_rows(id_: DestinationId, lines: Sequence[str], kept: Sequence[Row]) -> list[Row]:
    """Return lines as rows; only a subject that the destination has already is taken for one."""
    subjects = {row["entry"] for row in kept if row.get("entry")}
    found: list[Row] = []
    for line in lines:
        entry, mark, text = line.strip().partition(ENTRY_MARK)
        if not mark or entry not in subjects:
            entry, text = "", line
        if text.strip():
            found.append(tidy({"destination": id_, "entry": entry, "text": text}))
    return found
