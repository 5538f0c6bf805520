"""What a municipality knows, in the database: seeded once from its profile, then ruled by the database."""

from datetime import datetime

from knowledge.data_files import ProfileFiles
from knowledge.destinations import DestinationId
from knowledge.profile import Profile, read_profile
from knowledge.profile_records import ProfileRecords, to_files, to_records
from knowledge.profile_tables import Phrase
from routing.consultation import AccountId, MunicipalitySlug
from storage.knowledge import KnowledgeVersion
from storage.transaction import Transaction


def keep_profile(
    tx: Transaction,
    slug: MunicipalitySlug,
    files: ProfileFiles,
    *,
    source: str,
    now: datetime,
    made_by: AccountId | None = None,
) -> int:
    """Store a profile as a new version and let it count; return its number."""
    records = to_records(files)
    version = tx.knowledge.add_version(
        KnowledgeVersion(
            municipality=slug,
            version=0,
            made_at=now,
            source=source,
            made_by=made_by,
            desks=records.desks,
            phrases=tuple(
                Phrase(DestinationId(p["destination"]), p["entry"], p["text"]) for p in records.phrases
            ),
            documents=records.documents,
        )
    )
    tx.knowledge.use_version(slug, version)
    return version


def kept_profile(tx: Transaction, slug: MunicipalitySlug, version: int) -> Profile:
    """Return a version as a profile; it was checked when it was stored, so mistakes cannot come back."""
    return read_profile(kept_files(tx, slug, version))


def kept_files(tx: Transaction, slug: MunicipalitySlug, version: int) -> ProfileFiles:
    """Return a version as the files of a profile; raise `storage.errors.NotThereError` for none."""
    kept = tx.knowledge.version(slug, version)
    phrases = tuple({"destination": p.destination, "entry": p.entry, "text": p.text} for p in kept.phrases)
    return to_files(slug, ProfileRecords(kept.desks, phrases, kept.documents))
