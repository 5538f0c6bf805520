"""What the command line tells of an import: findings by kind, changes by table, hits gained and lost."""

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.desk.importing import Preview
from bot.desk.sample_bench import BenchChange
from knowledge.changes import ChangeKind, RowChange
from knowledge.findings import Finding, Weight, quote

SHOWN_OF_A_KIND = 20
SHOWN_ROWS = 40


def report_lines(preview: Preview, *, everything: bool = False) -> Iterator[str]:
    """Yield the report; unless `everything` is asked for, long lists end with a count of what is not shown."""
    proposal = preview.proposal
    for weight in Weight:
        yield from _findings(weight, proposal.findings, everything=everything)
    yield from _changes(proposal.changes, everything=everything)
    if proposal.refused:
        yield "refused: nothing was changed"
    elif preview.nothing_new:
        yield "nothing new: the file says what is known already"
    else:
        yield from bench_lines(preview.bench)


def _findings(weight: Weight, findings: Iterable[Finding], *, everything: bool) -> Iterator[str]:
    shown: Counter[str] = Counter()
    for finding in (finding for finding in findings if finding.weight is weight):
        shown[finding.kind] += 1
        if everything or shown[finding.kind] <= SHOWN_OF_A_KIND:
            yield f"{weight.upper():8} {finding}"
    for kind, count in shown.items():
        if not everything and count > SHOWN_OF_A_KIND:
            yield f"{weight.upper():8} {kind}: {count - SHOWN_OF_A_KIND} more (--all shows them)"


def _changes(changes: tuple[RowChange, ...], *, everything: bool) -> Iterator[str]:
    for number, change in enumerate(changes):
        if not everything and number >= SHOWN_ROWS:
            break
        columns = ", ".join(cell.column for cell in change.cells) if change.kind is ChangeKind.CHANGED else ""
        yield f"{change.kind.upper():8} {change.table}: {quote(change.key)}" + (
            f" ({columns})" if columns else ""
        )
    counts = Counter((change.table, change.kind) for change in changes)
    for (table, kind), count in sorted(counts.items()):
        yield f"{table}: {count} {kind}"


def bench_lines(bench: BenchChange) -> Iterator[str]:
    """Yield what the test bench says."""
    if not bench.affected:
        yield f"sample worries: {bench.total}, none is affected"
        return
    for sample in bench.lost:
        yield f"LOST     {quote(sample.text)} -> {', '.join(sample.expected)}"
    for sample in bench.gained:
        yield f"GAINED   {quote(sample.text)} -> {', '.join(sample.expected)}"
    yield f"sample worries found: {bench.hits} of {bench.total} (before: {bench.hits_before})"


def report_row(preview: Preview) -> dict[str, object]:
    """Return the whole report for scripts."""
    proposal, bench = preview.proposal, preview.bench
    return {
        "municipality": preview.municipality,
        "base": preview.base,
        "refused": proposal.refused,
        "findings": [finding_row(finding) for finding in proposal.findings],
        "changes": [change_row(change) for change in proposal.changes],
        "bench": {
            "total": bench.total,
            "hits": bench.hits,
            "before": bench.hits_before,
            "gained": [sample.text for sample in bench.gained],
            "lost": [sample.text for sample in bench.lost],
        },
    }


def finding_row(finding: Finding) -> dict[str, object]:
    """Return a finding for scripts."""
    return {
        "weight": finding.weight.value,
        "kind": finding.kind.name.lower(),
        "table": finding.table,
        "row": finding.row,
        "column": finding.column,
        "found": quote(finding.found),
        "became": quote(finding.became),
    }


def change_row(change: RowChange) -> dict[str, object]:
    """Return a change for scripts: the names of the columns, not what stands in them."""
    return {
        "kind": change.kind.value,
        "table": change.table,
        "key": quote(change.key),
        "columns": [cell.column for cell in change.cells],
    }
