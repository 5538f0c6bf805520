"""Drafts of the bot's sentences, and what earlier versions of a town's wording said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, delete, select

from routing.consultation import AccountId, MunicipalitySlug
from storage.ground import Ground, place
from storage.tables.knowledge import knowledge_documents, knowledge_versions
from storage.tables.wording import text_drafts

TEXTS = "texts.toml"


@dataclass(frozen=True, slots=True)
class TextDraft:
    """A sentence that is being reworded; an empty one goes back to the common wording.

    `base` is the version of the knowledge that its writer saw.
    """

    municipality: MunicipalitySlug
    key: str
    sentence: str
    base: int
    at: datetime
    account: AccountId


@dataclass(frozen=True, slots=True)
class WordingVersion:
    """The town's own sentences of one version, as the file `texts.toml` had them."""

    version: int
    made_at: datetime
    made_by: AccountId | None
    content: bytes


class TextDrafts:
    """The drafts of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def put(self, draft: TextDraft) -> None:
        """Keep a draft in place of an earlier one of the same sentence."""
        self._ground.put(
            text_drafts,
            {
                "municipality": draft.municipality,
                "key": draft.key,
                "sentence": draft.sentence,
                "base": draft.base,
                "at": draft.at,
                "account": draft.account,
            },
        )

    def drop(self, municipality: MunicipalitySlug, key: str) -> None:
        """Forget a draft."""
        table = text_drafts
        self._ground.run(delete(table).where(table.c.municipality == municipality, table.c.key == key))

    def of_municipality(self, municipality: MunicipalitySlug) -> dict[str, TextDraft]:
        """Return the drafts of a municipality by key."""
        statement = select(text_drafts).where(text_drafts.c.municipality == municipality)
        return {row["key"]: _draft(row) for row in self._ground.rows(statement.order_by(text_drafts.c.key))}

    def versions(self, municipality: MunicipalitySlug, *, limit: int = 100) -> Sequence[WordingVersion]:
        """Return what the newest versions of the knowledge say in their own words, newest first."""
        versions, documents = knowledge_versions, knowledge_documents
        statement = (
            select(versions.c.version, versions.c.made_at, versions.c.made_by, documents.c.content)
            .join(
                documents,
                (documents.c.municipality == versions.c.municipality)
                & (documents.c.version == versions.c.version)
                & (documents.c.name == TEXTS),
                isouter=True,
            )
            .where(versions.c.municipality == municipality)
            .order_by(versions.c.version.desc())
            .limit(limit)
        )
        return [
            WordingVersion(
                row["version"], row["made_at"], row["made_by"], self._opened(municipality, row) or b""
            )
            for row in self._ground.rows(statement)
        ]

    def _opened(self, municipality: MunicipalitySlug, row: RowMapping) -> bytes | None:
        where = place(knowledge_documents.c.content, f"{municipality}/{row['version']}/{TEXTS}")
        return self._ground.sealing.open(row["content"], where) if row["content"] else None


def _draft(row: RowMapping) -> TextDraft:
    return TextDraft(
        municipality=MunicipalitySlug(row["municipality"]),
        key=row["key"],
        sentence=row["sentence"],
        base=row["base"],
        at=row["at"],
        account=AccountId(row["account"]),
    )
