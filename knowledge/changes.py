"""What differs between two states of a profile: rows added, changed cell by cell, and removed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.data_files import ProfileFiles
from knowledge.tables import KINDS, Row, TableKind, Tables, tables_of, write_tables


class ChangeKind(StrEnum):
    """What became of a row."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something else."""

    column: str
    before: str = field(repr=False)
    after: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row that came, changed or went; `key` names it within its table."""

    kind: ChangeKind
    table: str
    key: str
    cells: tuple[CellChange, ...] = ()


def changes_between(old: Tables, new: Tables) -> tuple[RowChange, ...]:
    """Return what differs, table by table: added, changed, removed. The order of rows does not count."""
    found: list[RowChange] = []
    for kind in KINDS:
        found.extend(_table_changes(kind, old.get(kind.file, ()), new.get(kind.file, ())))
    return tuple(found)


def _table_changes(kind: TableKind, old: tuple[Row, ...], new: tuple[Row, ...]) -> Iterator[RowChange]:
    before, after = _keyed(kind, old), _keyed(kind, new)
    for key, row in after.items():
        if key not in before:
            yield RowChange(ChangeKind.ADDED, kind.file, _name(key), _cells(kind, {}, row))
        elif cells := _cells(kind, before[key], row):
            yield RowChange(ChangeKind.CHANGED, kind.file, _name(key), cells)
    for key, row in before.items():
        if key not in after:
            yield RowChange(ChangeKind.REMOVED, kind.file, _name(key), _cells(kind, row, {}))


def _keyed(kind: TableKind, rows: tuple[Row, ...]) -> dict[tuple[str, ...], Row]:
    """Return rows by key; a key that stands again gets its count, so that no row hides another."""
    seen: Counter[tuple[str, ...]] = Counter()
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = kind.key_of(row)
        seen[key] += 1
        found[key if seen[key] == 1 else (*key, f"({seen[key]})")] = row
    return found


def _cells(kind: TableKind, before: Row, after: Row) -> tuple[CellChange, ...]:
    if before == after:
        return ()
    return tuple(
        CellChange(column, was, now)
        for column in kind.columns
        if not kind.same(column, was := before.get(column, "").strip(), now := after.get(column, "").strip())
    )


def _name(key: tuple[str, ...]) -> str:
    return " / ".join(part for part in key if part)


def unchanged_kept(base: ProfileFiles, new: Tables) -> ProfileFiles:
    """Return `new` as files in which whatever did not change stays as it was, to the byte where a file is whole.

    So an export that comes back untouched is the same profile, comments of its settings included.
    """
    old = tables_of(base)
    merged = {kind.file: _merged(kind, old[kind.file], new.get(kind.file, ())) for kind in KINDS}
    written = write_tables(merged, base).files
    contents = dict(written.contents)
    for kind in KINDS:
        content = base.contents.get(kind.file)
        if content is not None and merged[kind.file] == old[kind.file]:
            contents[kind.file] = content
    return ProfileFiles(base.folder, contents)


def _merged(kind: TableKind, old: tuple[Row, ...], new: tuple[Row, ...]) -> tuple[Row, ...]:
    before = _keyed(kind, old)
    return tuple(
        was if (was := before.get(key)) is not None and not _cells(kind, was, row) else row
        for key, row in _keyed(kind, new).items()
    )
