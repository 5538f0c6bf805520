"""Bringing knowledge in: preview, confirm, one new version or nothing; older versions come back as new ones."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from bot.desk.founding import plan_rota
from bot.desk.knowing import keep_profile, kept_files, kept_profile
from bot.desk.sample_bench import BenchChange, compare
from bot.ports import Randomness
from knowledge.changes import RowChange, changes_between
from knowledge.data_files import ProfileFiles
from knowledge.profile import Profile, read_profile
from knowledge.proposal import Drafted, Proposal, propose
from knowledge.tables import tables_of
from knowledge.windows import WindowStatus
from routing.consultation import MunicipalitySlug
from storage.audit import AuditEntry
from storage.history import By
from storage.transaction import Transaction

Reader = Callable[[ProfileFiles], Drafted]
"""Reads what was handed in, given the profile as it is now."""

IMPORTED, RESTORED = "knowledge.import", "knowledge.restore"
LONGEST_SOURCE = 120


class RefusedImportError(Exception):
    """Problems stand in the way; the findings of the preview name each. Mend the file, do not retry."""


class StaleImportError(Exception):
    """The knowledge has changed since the preview was made. Make a new preview."""


class LosingImportError(Exception):
    """The edit would lose sample worries that are found today. Ask again with the losses accepted."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do to the version that counts (`base`); nothing is written yet."""

    municipality: MunicipalitySlug
    base: int
    proposal: Proposal
    bench: BenchChange = field(default_factory=BenchChange)

    @property
    def nothing_new(self) -> bool:
        """Tell whether the file says what is known already."""
        return not self.proposal.refused and not self.proposal.changes


def preview_import(base_files: ProfileFiles, base: int, slug: MunicipalitySlug, read: Reader) -> Preview:
    """Read a file against the present state; needs no transaction, so it may take its time.

    `base_files` and `base` come from `present_files`.
    """
    proposal = propose(base_files, read(base_files))
    if proposal.profile is None or not proposal.changes:
        return Preview(slug, base, proposal)
    return Preview(slug, base, proposal, compare(read_profile(base_files), proposal.profile))


def present_files(tx: Transaction, slug: MunicipalitySlug) -> tuple[ProfileFiles, int]:
    """Return the knowledge that counts and its version; raise `storage.errors.NotThereError` where there is none."""
    version = tx.municipalities.get(slug).knowledge_version
    return kept_files(tx, slug, version), version


def confirm_import(
    tx: Transaction,
    preview: Preview,
    *,
    source: str,
    by: By,
    randomness: Randomness,
    accept_losses: bool = False,
) -> int:
    """Store the proposed state as a new version that counts at once; return its number.

    `source` says where it came from and holds no personal data. The version stays the same where nothing is new.
    Raise `RefusedImportError`, `StaleImportError` or `LosingImportError`; then nothing is written.
    """
    proposal, slug = preview.proposal, preview.municipality
    if proposal.files is None or proposal.profile is None:
        raise RefusedImportError
    if tx.municipalities.get(slug).knowledge_version != preview.base:
        raise StaleImportError
    if preview.bench.lost and not accept_losses:
        raise LosingImportError
    if preview.nothing_new:
        return preview.base
    version = _keep(tx, slug, proposal.files, source, by)
    _carry_over(tx, slug, proposal.profile, proposal.changes, randomness)
    _note(tx, slug, (IMPORTED, version), by, proposal.changes)
    return version


def restore_version(
    tx: Transaction, slug: MunicipalitySlug, version: int, *, by: By, randomness: Randomness
) -> int:
    """Let an older version count again, as a new one, so that the history stays whole; return its number."""
    now_files, _ = present_files(tx, slug)
    files = kept_files(tx, slug, version)
    changes = changes_between(tables_of(now_files), tables_of(files))
    number = _keep(tx, slug, files, f"version {version} restored", by)
    _carry_over(tx, slug, read_profile(files), changes, randomness)
    _note(tx, slug, (RESTORED, number), by, changes)
    return number


def changes_of_version(tx: Transaction, slug: MunicipalitySlug, version: int) -> tuple[RowChange, ...]:
    """Return what a version changed against the one before it; all of it for the first."""
    before = tables_of(kept_files(tx, slug, version - 1)) if version > 1 else {}
    return changes_between(before, tables_of(kept_files(tx, slug, version)))


def present_profile(tx: Transaction, slug: MunicipalitySlug) -> Profile:
    """Return the profile that counts."""
    return kept_profile(tx, slug, tx.municipalities.get(slug).knowledge_version)


def _keep(tx: Transaction, slug: MunicipalitySlug, files: ProfileFiles, source: str, by: By) -> int:
    return keep_profile(tx, slug, files, source=source[:LONGEST_SOURCE], now=by.at, made_by=by.account)


def _carry_over(
    tx: Transaction,
    slug: MunicipalitySlug,
    profile: Profile,
    changes: tuple[RowChange, ...],
    randomness: Randomness,
) -> None:
    """Bring windows and rota, which have tables of their own, to what the new version says, if it changed them.

    A window that is gone from the list stays in the registry as withdrawn: old consultations name it.
    """
    changed = {change.table for change in changes}
    if "windows.csv" in changed:
        listed = {window.id for window in profile.windows}
        gone = [w for w in tx.windows.of_municipality(slug) if w.id not in listed]
        tx.windows.put(slug, [replace(window, status=WindowStatus.WITHDRAWN) for window in gone])
        tx.windows.put(slug, profile.windows)
    if "targets.csv" in changed:
        tx.targets.plan(slug, profile.targets)
    if "rota.csv" in changed:
        plan_rota(tx, profile, randomness)


def _note(
    tx: Transaction, slug: MunicipalitySlug, done: tuple[str, int], by: By, changes: tuple[RowChange, ...]
) -> None:
    """Write who did what (action and version) to which tables; what the cells say stays in the versions."""
    action, version = done
    tables = tuple(sorted({change.table for change in changes}))
    tx.audit.note(AuditEntry(by, action, "knowledge_version", str(version), slug, tables))
