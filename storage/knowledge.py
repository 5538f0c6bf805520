"""What the town knows, as versions behind one pointer."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, Table, func, select, update

from knowledge.destinations import DestinationId
from knowledge.profile_tables import Phrase
from routing.consultation import AccountId, MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground, place
from storage.tables.knowledge import (
    knowledge_desks,
    knowledge_documents,
    knowledge_entries,
    knowledge_phrases,
    knowledge_versions,
)
from storage.tables.municipalities import municipalities


@dataclass(frozen=True, slots=True)
class KnowledgeVersion:
    """One version, whole: each desk's fields by name, phrases, and every other file of a profile as it was."""

    municipality: MunicipalitySlug
    version: int
    made_at: datetime
    source: str
    made_by: AccountId | None = None
    desks: tuple[Mapping[str, str], ...] = field(default=(), repr=False)
    phrases: tuple[Phrase, ...] = field(default=(), repr=False)
    documents: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version in the list of them."""

    version: int
    made_at: datetime
    source: str
    made_by: AccountId | None = None


class Knowledge:
    """The knowledge of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add_version(self, given: KnowledgeVersion) -> int:
        """Store a version beside the one that counts and return its number; the given number does not count.

        Each desk needs an `id`. Nothing changes for anybody before `use_version`.
        """
        town = given.municipality
        highest = select(func.max(knowledge_versions.c.version)).where(
            knowledge_versions.c.municipality == town
        )
        number = int(self._ground.connection.execute(highest).scalar() or 0) + 1
        key: dict[str, object] = {"municipality": town, "version": number}
        self._ground.run(
            knowledge_versions.insert().values(
                **key, made_at=given.made_at, made_by=given.made_by, source=given.source
            )
        )
        self._add_desks(key, given)
        self._add_phrases(key, given.phrases)
        for name, content in given.documents.items():
            # Contacts of staff are among them, so all are sealed; most of the rest is public anyway.
            where = place(knowledge_documents.c.content, f"{town}/{number}/{name}")
            sealed = self._ground.sealing.seal(content, where)
            self._ground.run(knowledge_documents.insert().values(**key, name=name, content=sealed))
        return number

    def use_version(self, municipality: MunicipalitySlug, version: int) -> None:
        """Move the pointer: from the next look on, every process uses this version. Raises `NotThereError`."""
        key = (knowledge_versions.c.municipality == municipality, knowledge_versions.c.version == version)
        if self._ground.count(knowledge_versions, *key) == 0:
            raise NotThereError("no such version of the knowledge")
        statement = update(municipalities).where(municipalities.c.slug == municipality)
        self._ground.run(statement.values(knowledge_version=version))

    def current(self, municipality: MunicipalitySlug) -> KnowledgeVersion | None:
        """Return the version that counts, or None before the first import."""
        statement = select(municipalities.c.knowledge_version).where(municipalities.c.slug == municipality)
        number = self._ground.connection.execute(statement).scalar()
        return self.version(municipality, number) if number else None

    def version(self, municipality: MunicipalitySlug, version: int) -> KnowledgeVersion:
        """Return one version, whole; raises `NotThereError`."""
        table = knowledge_versions
        row = self._ground.one(
            select(table).where(table.c.municipality == municipality, table.c.version == version)
        )
        if row is None:
            raise NotThereError("no such version of the knowledge")
        desks, phrases, documents = knowledge_desks, knowledge_phrases, knowledge_documents

        def of(part: Table) -> Select[tuple[object, ...]]:
            return select(part).where(part.c.municipality == municipality, part.c.version == version)

        return KnowledgeVersion(
            municipality=municipality,
            version=version,
            made_at=row["made_at"],
            source=row["source"],
            made_by=row["made_by"],
            desks=tuple(
                json.loads(desk["record"]) for desk in self._ground.rows(of(desks).order_by(desks.c.position))
            ),
            phrases=tuple(
                Phrase(DestinationId(phrase["desk"]), phrase["entry"], phrase["text"])
                for phrase in self._ground.rows(of(phrases).order_by(phrases.c.position))
            ),
            documents=self._documents(municipality, version, of(documents)),
        )

    def _documents(
        self, municipality: MunicipalitySlug, version: int, statement: Select[tuple[object, ...]]
    ) -> dict[str, bytes]:
        column, key = knowledge_documents.c.content, f"{municipality}/{version}"
        return {
            row["name"]: self._ground.sealing.open(row["content"], place(column, f"{key}/{row['name']}"))
            for row in self._ground.rows(statement)
        }

    def document(self, municipality: MunicipalitySlug, version: int, name: str) -> bytes:
        """Return one file of a version as it was, empty where the version has none."""
        table = knowledge_documents
        statement = select(table).where(
            table.c.municipality == municipality, table.c.version == version, table.c.name == name
        )
        return self._documents(municipality, version, statement).get(name, b"")

    def versions(self, municipality: MunicipalitySlug) -> Sequence[VersionLine]:
        """Return every version, newest first, without what stands in it."""
        table = knowledge_versions
        rows = self._ground.rows(
            select(table).where(table.c.municipality == municipality).order_by(table.c.version.desc())
        )
        return [VersionLine(row["version"], row["made_at"], row["source"], row["made_by"]) for row in rows]

    def _add_desks(self, key: dict[str, object], given: KnowledgeVersion) -> None:
        subjects = {(phrase.destination, phrase.entry) for phrase in given.phrases}
        desks: list[dict[str, object]] = []
        for position, desk in enumerate(given.desks):
            id_, record = DestinationId(desk["id"]), json.dumps(dict(desk), ensure_ascii=False)
            desks.append({**key, "desk": id_, "position": position, "record": record})
            subjects.add((id_, ""))
        if desks:
            # One call for all rows: tens of thousands must not keep other writers waiting.
            self._ground.connection.execute(knowledge_desks.insert(), desks)
        entries = [{**key, "desk": desk, "entry": entry} for desk, entry in sorted(subjects)]
        if entries:
            self._ground.connection.execute(knowledge_entries.insert(), entries)

    def _add_phrases(self, key: dict[str, object], phrases: Iterable[Phrase]) -> None:
        rows = [
            {
                **key,
                "position": position,
                "desk": phrase.destination,
                "entry": phrase.entry,
                "text": phrase.text,
            }
            for position, phrase in enumerate(phrases)
        ]
        if rows:
            self._ground.connection.execute(knowledge_phrases.insert(), rows)
