"""What the desk learns at run time: phrases in use, and phrases that wait for somebody to accept them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from sqlalchemy import RowMapping, case, select, update

from knowledge.entries import LearnedPhrase
from routing.consultation import AccountId, ConsultationId, MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground, Lookup
from storage.history import By
from storage.tables.knowledge import (
    SuggestionOrigin,
    SuggestionState,
    learned_phrases,
    suggested_phrases,
)
from storage.tables.municipalities import municipalities

__all__ = [
    "Learning",
    "Lesson",
    "LessonId",
    "Suggestion",
    "SuggestionId",
    "SuggestionOrigin",
    "SuggestionState",
]

LessonId = NewType("LessonId", str)
SuggestionId = NewType("SuggestionId", str)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A learned phrase with where it came from. Its text was a resident's words, so it is sealed."""

    id: LessonId
    municipality: MunicipalitySlug
    target: str
    text: str = field(repr=False)
    at: datetime
    account: AccountId | None = None
    consultation: ConsultationId | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phrase that may be learned, without personal data; `target` is what it may belong to, where that is known.

    `times` counts how often the same words came.
    """

    id: SuggestionId
    municipality: MunicipalitySlug
    origin: SuggestionOrigin
    text: str = field(repr=False)
    at: datetime
    target: str | None = None
    consultation: ConsultationId | None = None
    times: int = 1


class Learning:
    """Learned and suggested phrases of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def learn(self, lesson: Lesson) -> bool:
        """Add a learned phrase, or take it into use again, and make every process notice; False when it was in use."""
        table = learned_phrases
        hash_ = self._hash(lesson.municipality, lesson.text)
        new = self._ground.insert_new(
            table,
            {
                "id": lesson.id,
                "municipality": lesson.municipality,
                "target": lesson.target,
                "text": self._ground.seal(table.c.text, lesson.id, lesson.text),
                "text_hash": hash_,
                "consultation": lesson.consultation,
                "account": lesson.account,
                "at": lesson.at,
                "active": True,
            },
        )
        if not new:
            same = update(table).where(
                table.c.municipality == lesson.municipality,
                table.c.target == lesson.target,
                table.c.text_hash == hash_,
                table.c.active.is_(False),
            )
            new = bool(
                self._ground.run(same.values(active=True, account=lesson.account, at=lesson.at)).rowcount
            )
        if new:
            self._changed(lesson.municipality)
        return new

    def forget(self, municipality: MunicipalitySlug, id_: LessonId) -> None:
        """Take a learned phrase out of use and make every process notice; raise `NotThereError` for none."""
        table = learned_phrases
        found = update(table).where(table.c.id == id_, table.c.municipality == municipality, table.c.active)
        if not self._ground.run(found.values(active=False)).rowcount:
            raise NotThereError("no such learned phrase")
        self._changed(municipality)

    def lessons(self, municipality: MunicipalitySlug) -> tuple[Lesson, ...]:
        """Return the learned phrases in use, oldest first."""
        table = learned_phrases
        statement = select(table).where(table.c.municipality == municipality, table.c.active)
        return tuple(
            Lesson(
                id=LessonId(row["id"]),
                municipality=municipality,
                target=row["target"],
                text=self._ground.open(table.c.text, row["id"], row["text"]),
                at=row["at"],
                account=row["account"],
                consultation=row["consultation"],
            )
            for row in self._ground.rows(statement.order_by(table.c.at, table.c.id))
        )

    def learned(self, municipality: MunicipalitySlug) -> tuple[LearnedPhrase, ...]:
        """Return the learned phrases as matching takes them."""
        return tuple(LearnedPhrase(lesson.target, lesson.text) for lesson in self.lessons(municipality))

    def suggest(self, given: Suggestion) -> bool:
        """Keep a suggestion; the same words again only count. False when they are known already."""
        table = suggested_phrases
        hash_ = self._hash(given.municipality, given.text)
        new = self._ground.insert_new(
            table,
            {
                "id": given.id,
                "municipality": given.municipality,
                "origin": given.origin,
                "state": SuggestionState.OPEN,
                "target": given.target,
                "text": self._ground.seal(table.c.text, given.id, given.text),
                "text_hash": hash_,
                "times": given.times,
                "consultation": given.consultation,
                "at": given.at,
            },
        )
        if not new:
            same = update(table).where(table.c.municipality == given.municipality, table.c.text_hash == hash_)
            # What a person said of its destination counts more than that nothing was found.
            kept = table.c.target if given.target is None else given.target
            waiting = case((table.c.state == SuggestionState.OPEN, kept), else_=table.c.target)
            self._ground.run(same.values(times=table.c.times + 1, target=waiting))
        return new

    def suggestions(
        self, municipality: MunicipalitySlug, *, limit: int | None = None
    ) -> tuple[Suggestion, ...]:
        """Return the open suggestions: those that came most often first, then the newest."""
        table = suggested_phrases
        statement = select(table).where(
            table.c.municipality == municipality, table.c.state == SuggestionState.OPEN
        )
        ordered = statement.order_by(table.c.times.desc(), table.c.at.desc(), table.c.id).limit(limit)
        return tuple(self._suggestion(row) for row in self._ground.rows(ordered))

    def count_open(self, municipality: MunicipalitySlug) -> int:
        """Return how many suggestions wait."""
        table = suggested_phrases
        return self._ground.count(
            table, table.c.municipality == municipality, table.c.state == SuggestionState.OPEN
        )

    def suggestion(self, municipality: MunicipalitySlug, id_: SuggestionId) -> Suggestion:
        """Return an open suggestion; raise `NotThereError` for none, or for one that was decided."""
        table = suggested_phrases
        row = self._ground.one(
            select(table).where(
                table.c.id == id_,
                table.c.municipality == municipality,
                table.c.state == SuggestionState.OPEN,
            )
        )
        if row is None:
            raise NotThereError("no such suggestion waits")
        return self._suggestion(row)

    def decide(self, municipality: MunicipalitySlug, id_: SuggestionId, to: SuggestionState, by: By) -> None:
        """Close a suggestion; its text goes, its hash stays so that it is not suggested again.

        Raise `NotThereError` when somebody else has decided it already.
        """
        table = suggested_phrases
        waiting = update(table).where(
            table.c.id == id_, table.c.municipality == municipality, table.c.state == SuggestionState.OPEN
        )
        done = waiting.values(state=to, text=None, decided_by=by.account, decided_at=by.at)
        if not self._ground.run(done).rowcount:
            raise NotThereError("no such suggestion waits")

    def _suggestion(self, row: RowMapping) -> Suggestion:
        column = suggested_phrases.c.text
        return Suggestion(
            id=SuggestionId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            origin=row["origin"],
            text=self._ground.open_optional(column, row["id"], row["text"]) or "",
            at=row["at"],
            target=row["target"],
            consultation=row["consultation"],
            times=row["times"],
        )

    def _hash(self, municipality: MunicipalitySlug, text: str) -> str:
        return self._ground.sealing.hash(Lookup.PHRASE, municipality, text)

    def _changed(self, municipality: MunicipalitySlug) -> None:
        statement = update(municipalities).where(municipalities.c.slug == municipality)
        self._ground.run(statement.values(learned_version=municipalities.c.learned_version + 1))
