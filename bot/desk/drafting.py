"""Changing the knowledge in the console: looked at first, kept as a draft, then confirmed or dropped.

Reading and judging take seconds, so they happen outside every transaction that writes.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from bot.desk.importing import (
    Preview,
    Reader,
    StaleImportError,
    confirm_import,
    present_files,
    preview_import,
)
from bot.desk.knowing import kept_files
from bot.desk.sample_bench import BenchChange
from bot.ports import Randomness
from knowledge.changes import RowChange
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.profile_tables import Sample
from knowledge.proposal import Drafted, propose
from knowledge.tables import tables_of
from routing.consultation import AccountId, MunicipalitySlug
from storage.database import Database
from storage.history import By
from storage.knowledge_drafts import DraftId, KnowledgeDraft
from storage.transaction import Transaction

LIFE = timedelta(days=2)
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One changed row: its table, what names it, and each cell with what stood and will stand there."""

    kind: str
    table: str
    key: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ShownBench:
    """What the sample worries say of a change."""

    total: int
    hits: int
    hits_before: int
    affected: bool
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What a preview says, as a page shows it: long lists are cut, the counts are of everything."""

    findings: tuple[Finding, ...] = ()
    finding_counts: Mapping[str, int] = field(default_factory=dict)
    changes: tuple[ShownChange, ...] = ()
    change_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    bench: ShownBench = field(default_factory=lambda: ShownBench(0, 0, 0, affected=False))
    refused: bool = False
    nothing_new: bool = False


def look(database: Database, slug: MunicipalitySlug, read: Reader) -> Preview:
    """Return what a change would do; nothing is written, and no transaction is open while it is judged."""
    with database.reading() as tx:
        files, base = present_files(tx, slug)
    return preview_import(files, base, slug, read)


def version_reader(database: Database, slug: MunicipalitySlug, version: int) -> Reader:
    """Return what reads an older version as a change of the present one; raise `storage.errors.NotThereError`."""
    with database.reading() as tx:
        files = kept_files(tx, slug, version)
    return lambda _: Drafted(tables_of(files))


def keep_draft(
    tx: Transaction,
    preview: Preview,
    *,
    source: str,
    account: AccountId,
    now: datetime,
    randomness: Randomness,
) -> DraftId:
    """Keep a change that may be confirmed; drafts that nobody confirmed within two days go."""
    if preview.proposal.files is None:
        raise ValueError("a change with problems cannot be kept")
    tx.knowledge_drafts.remove_before(now - LIFE)
    id_ = DraftId(randomness.new_id())
    report = write_report(report_of(preview))
    files = preview.proposal.files
    draft = KnowledgeDraft(id_, preview.municipality, preview.base, account, now, source, files, report)
    tx.knowledge_drafts.add(draft)
    return id_


def confirm_draft(
    database: Database, draft: KnowledgeDraft, *, by: By, randomness: Randomness, accept_losses: bool
) -> int:
    """Let a draft count as a new version; return its number.

    Raise `StaleImportError` when the knowledge has changed since, `LosingImportError` where losses are not accepted.
    """
    slug = draft.municipality
    with database.reading() as tx:
        files, base = present_files(tx, slug)
    if base != draft.base:
        raise StaleImportError
    lost = tuple(Sample(text, ()) for text in read_report(draft.report).bench.lost)
    proposal = propose(files, Drafted(tables_of(draft.files)))
    preview = Preview(slug, base, proposal, BenchChange(lost=lost))
    with database.transaction() as tx:
        version = confirm_import(
            tx, preview, source=draft.source, by=by, randomness=randomness, accept_losses=accept_losses
        )
        tx.knowledge_drafts.remove(slug, draft.id)
    return version


def report_of(preview: Preview) -> Report:
    """Return a preview as a page shows it."""
    proposal, bench = preview.proposal, preview.bench
    by_weight: dict[Weight, list[Finding]] = {weight: [] for weight in Weight}
    for finding in proposal.findings:
        by_weight[finding.weight].append(finding)
    return Report(
        findings=tuple(f for found in by_weight.values() for f in found[:MOST_SHOWN]),
        finding_counts={weight.value: len(found) for weight, found in by_weight.items()},
        changes=tuple(map(_shown, proposal.changes[:MOST_SHOWN])),
        change_counts=_counts(proposal.changes),
        bench=ShownBench(
            bench.total,
            bench.hits,
            bench.hits_before,
            bench.affected,
            tuple(sample.text for sample in bench.gained),
            tuple(sample.text for sample in bench.lost),
        ),
        refused=proposal.refused,
        nothing_new=preview.nothing_new,
    )


def changes_shown(changes: tuple[RowChange, ...]) -> Report:
    """Return the changes of a version that counts or counted, as a page shows them."""
    return Report(changes=tuple(map(_shown, changes[:MOST_SHOWN])), change_counts=_counts(changes))


def _shown(change: RowChange) -> ShownChange:
    cells = tuple((cell.column, cell.before, cell.after) for cell in change.cells)
    return ShownChange(change.kind.value, change.table, change.key, cells)


def _counts(changes: tuple[RowChange, ...]) -> dict[str, dict[str, int]]:
    counted = Counter((change.table, change.kind.value) for change in changes)
    found: dict[str, dict[str, int]] = {}
    for (table, kind), count in sorted(counted.items()):
        found.setdefault(table, {})[kind] = count
    return found


def write_report(report: Report) -> str:
    """Return a report as JSON."""
    return json.dumps(asdict(report), ensure_ascii=False)


def read_report(text: str) -> Report:
    """Return what `write_report` wrote."""
    given = json.loads(text)
    bench = given["bench"]
    return Report(
        findings=tuple(
            Finding(
                Weight(each["weight"]),
                FindingKind(each["kind"]),
                each["table"],
                each["row"],
                each["column"],
                each["found"],
                each["became"],
            )
            for each in given["findings"]
        ),
        finding_counts=given["finding_counts"],
        changes=tuple(
            ShownChange(each["kind"], each["table"], each["key"], tuple(map(tuple, each["cells"])))
            for each in given["changes"]
        ),
        change_counts=given["change_counts"],
        bench=ShownBench(**{**bench, "gained": tuple(bench["gained"]), "lost": tuple(bench["lost"])}),
        refused=given["refused"],
        nothing_new=given["nothing_new"],
    )
