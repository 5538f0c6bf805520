"""Builds the judge that `match` and `evaluate` ask: from a profile, or from a knowledge base in a file."""

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.destinations import DestinationId
from knowledge.entries import Entry, EntryId, LearnedPhrase
from knowledge.problems import DataError
from knowledge.profile import find_profile, load_profile
from routing.judge import Judge, judge_of_entries, judge_of_profile

csv.field_size_limit(min(sys.maxsize, 2**31 - 1))


class SourceError(ValueError):
    """The knowledge to match against cannot be had; the message names every reason. Mend the arguments or files."""


def add_source_arguments(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    """Add `--municipality`, `--knowledge`, `--phrases` and `--live`."""
    source = parser.add_mutually_exclusive_group(required=required)
    source.add_argument("--municipality", metavar="SLUG", help="the profile to match against")
    source.add_argument(
        "--knowledge", metavar="PATH", type=Path, help="a CSV file: id,name,description[,phrases][,desk]"
    )
    parser.add_argument(
        "--phrases", metavar="PATH", type=Path, help="a CSV file of learned phrases: destination,text"
    )
    parser.add_argument("--live", action="store_true", help="add what the database has learned")


@dataclass(frozen=True, slots=True)
class Source:
    """A judge, the names of its municipality, and the desks of entries where entries are the candidates."""

    judge: Judge
    names: tuple[str, ...] = ()
    desks: Mapping[str, str] = field(default_factory=dict)


def make_source(arguments: argparse.Namespace) -> Source:
    """Return the source the arguments ask for; raise `SourceError` with every reason why it cannot be made."""
    learned = list(read_phrases(arguments.phrases)) if arguments.phrases else []
    if arguments.live:
        learned.extend(_learned_in_database(arguments.municipality))
    try:
        if arguments.knowledge is not None:
            entries = tuple(read_entries(arguments.knowledge))
            desks = {str(entry.id): str(entry.desk) for entry in entries}
            return Source(judge_of_entries(entries, learned), desks=desks)
        profile = load_profile(find_profile(arguments.municipality))
        town = profile.municipality
        return Source(judge_of_profile(profile, learned), (*town.names, town.name, town.slug))
    except (DataError, LookupError) as error:
        raise SourceError(str(error.args[0] if error.args else error)) from error


def read_entries(path: Path) -> Iterator[Entry]:
    """Yield the entries of a CSV file; an entry without a desk is its own. Raise `SourceError` by line."""
    for number, row in _rows(path, {"id", "name"}):
        id_ = (row.get("id") or "").strip()
        if not id_:
            raise SourceError(f"{path}:{number}: no id")
        phrases = tuple(part.strip() for part in (row.get("phrases") or "").split("|") if part.strip())
        desk = (row.get("desk") or "").strip() or f"entry:{id_}"
        yield Entry(
            EntryId(id_), DestinationId(desk), row.get("name") or "", row.get("description") or "", phrases
        )


def read_phrases(path: Path) -> Iterator[LearnedPhrase]:
    """Yield learned phrases of a CSV file `destination,text`."""
    for _, row in _rows(path, {"destination", "text"}):
        target, text = (row.get("destination") or "").strip(), (row.get("text") or "").strip()
        if target and text:
            yield LearnedPhrase(target, text)


def _rows(path: Path, needed: set[str]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = needed.difference(reader.fieldnames or ())
            if missing:
                raise SourceError(f"{path}: columns missing: {', '.join(sorted(missing))}")
            for row in reader:
                yield reader.line_num, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError(f"{path}: {error}") from error


def _learned_in_database(name: str | None) -> tuple[LearnedPhrase, ...]:
    if name is None:
        raise SourceError("--live needs --municipality: the database learns for municipalities")
    # The database is loaded only for --live; match and evaluate need none otherwise.
    from bot.commands.learned_phrases import NoDatabaseError, learned_phrases_of  # noqa: PLC0415

    try:
        return learned_phrases_of(find_profile(name).name)
    except (NoDatabaseError, LookupError) as error:
        raise SourceError(str(error)) from error
