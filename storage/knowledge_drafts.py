"""Changes of the knowledge that were looked at and wait for their confirmation; they count for nobody."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from sqlalchemy import RowMapping, delete, select

from knowledge.data_files import ProfileFiles
from routing.consultation import AccountId, MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground, place
from storage.tables.knowledge import knowledge_drafts

DraftId = NewType("DraftId", str)


@dataclass(frozen=True, slots=True)
class KnowledgeDraft:
    """A proposed state as the files of a profile, made from version `base`; `report` is its preview (JSON)."""

    id: DraftId
    municipality: MunicipalitySlug
    base: int
    account: AccountId
    at: datetime
    source: str
    files: ProfileFiles = field(repr=False)
    report: str = field(repr=False)


class KnowledgeDrafts:
    """The drafts of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, draft: KnowledgeDraft) -> None:
        """Keep a draft."""
        self._ground.run(
            knowledge_drafts.insert().values(
                id=draft.id,
                municipality=draft.municipality,
                base=draft.base,
                account=draft.account,
                at=draft.at,
                source=draft.source,
                content=self._ground.sealing.seal(
                    _packed(draft.files.contents), place(knowledge_drafts.c.content, draft.id)
                ),
                report=draft.report,
            )
        )

    def get(self, municipality: MunicipalitySlug, id_: DraftId) -> KnowledgeDraft:
        """Return a draft of this municipality; raise `NotThereError` for none."""
        table = knowledge_drafts
        row = self._ground.one(select(table).where(table.c.id == id_, table.c.municipality == municipality))
        if row is None:
            raise NotThereError("no such draft")
        where = place(table.c.content, id_)
        return _draft(row, self._ground.sealing.open(row["content"], where))

    def remove(self, municipality: MunicipalitySlug, id_: DraftId) -> None:
        """Drop a draft."""
        table = knowledge_drafts
        self._ground.run(delete(table).where(table.c.id == id_, table.c.municipality == municipality))

    def remove_before(self, moment: datetime) -> int:
        """Drop every draft made before a moment; return how many."""
        return self._ground.run(delete(knowledge_drafts).where(knowledge_drafts.c.at < moment)).rowcount


def _packed(contents: Mapping[str, bytes]) -> bytes:
    plain = {name: content.decode("utf-8", "surrogateescape") for name, content in contents.items()}
    return zlib.compress(json.dumps(plain).encode(), 1)


def _draft(row: RowMapping, content: bytes) -> KnowledgeDraft:
    plain = json.loads(zlib.decompress(content))
    contents = {name: text.encode("utf-8", "surrogateescape") for name, text in plain.items()}
    slug = MunicipalitySlug(row["municipality"])
    return KnowledgeDraft(
        id=DraftId(row["id"]),
        municipality=slug,
        base=row["base"],
        account=row["account"],
        at=row["at"],
        source=row["source"],
        files=ProfileFiles(slug, contents),
        report=row["report"],
    )
