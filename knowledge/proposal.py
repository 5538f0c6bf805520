"""A proposed state of the knowledge: checked as a whole, compared with what counts now, before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from knowledge.changes import RowChange, changes_between, unchanged_kept
from knowledge.data_files import ProfileFiles
from knowledge.findings import Finding, FindingKind, Weight, refusing
from knowledge.problems import DataError, Problem
from knowledge.profile import Profile, read_profile
from knowledge.tables import Tables, tables_of, write_tables


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row was read: the sheet or file as people call it, its row, and titles of columns by name."""

    table: str
    row: int
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)


Origins = Mapping[tuple[str, int], Origin]
"""The origin of each row by file of the profile and position in its table."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a reader made of a file: whole tables, where each row came from, and what was found on the way."""

    tables: Tables = field(repr=False)
    origins: Origins = field(default_factory=dict, repr=False)
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A state that may become the next version. `files` and `profile` are None where problems refuse it."""

    findings: tuple[Finding, ...]
    changes: tuple[RowChange, ...] = ()
    files: ProfileFiles | None = field(default=None, repr=False)
    profile: Profile | None = field(default=None, repr=False)

    @property
    def refused(self) -> bool:
        """Tell whether problems stand in the way."""
        return self.files is None


def propose(base: ProfileFiles, draft: Drafted) -> Proposal:
    """Check a draft against everything a profile must fulfil and compare it with `base`."""
    changes = changes_between(tables_of(base), draft.tables)
    profile, problems = _check(base, draft)
    findings = (*draft.findings, *problems)
    if profile is None or refusing(findings):
        return Proposal(findings, changes)
    return Proposal(findings, changes, unchanged_kept(base, draft.tables), profile)


def refused(findings: Iterable[Finding]) -> Proposal:
    """Return a proposal of nothing, for a file that could not be read at all."""
    return Proposal(tuple(findings))


def _check(base: ProfileFiles, draft: Drafted) -> tuple[Profile | None, list[Finding]]:
    try:
        written = write_tables(draft.tables, base)
    except DataError as error:
        return None, [_placed(problem, draft.origins, {}) for problem in error.problems]
    try:
        return read_profile(written.files), []
    except DataError as error:
        return None, [_placed(problem, draft.origins, written.rows) for problem in error.problems]


def _placed(problem: Problem, origins: Origins, rows: Mapping[tuple[str, int], int]) -> Finding:
    """Say a problem of the written files with the place where the row was read."""
    file = problem.file.rpartition("/")[2]
    origin = origins.get((file, rows.get((file, problem.line), -1)))
    if origin is None:
        table = next((o.table for (name, _), o in origins.items() if name == file), problem.file)
        return Finding(Weight.PROBLEM, FindingKind.INVALID, table, 0, problem.column, problem.text)
    column = origin.titles.get(problem.column, problem.column)
    return Finding(Weight.PROBLEM, FindingKind.INVALID, origin.table, origin.row, column, problem.text)
