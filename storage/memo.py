"""What belongs to a consultation beside its memo: staff's notes, the index of words, unmet needs."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, func, select, update

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.consultation import AccountId, ConsultationId, MunicipalitySlug
from storage.ground import Ground, Lookup
from storage.statements import insertion
from storage.tables.consultations import NeedReason, notes, unmet_needs, words

__all__ = ["NeedReason", "Note", "Notes", "UnmetNeed", "UnmetNeeds", "Words"]

SUMMARY = "summary"
"""The source of words that stand in the memo's summary; other sources are ids of messages and notes."""


@dataclass(frozen=True, slots=True)
class Note:
    """An internal note of staff; it can never be sent to the resident."""

    id: str
    municipality: MunicipalitySlug
    consultation: ConsultationId
    account: AccountId
    at: datetime
    text: str = field(repr=False)


class Notes:
    """The notes of all consultations."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, note: Note) -> None:
        """Store a note."""
        self._ground.run(
            notes.insert().values(
                id=note.id,
                municipality=note.municipality,
                consultation=note.consultation,
                account=note.account,
                at=note.at,
                text=self._ground.seal(notes.c.text, note.id, note.text),
            )
        )

    def move(self, consultation: ConsultationId, to: ConsultationId) -> None:
        """Put the notes of one consultation into another."""
        self._ground.run(update(notes).where(notes.c.consultation == consultation).values(consultation=to))

    def of_consultation(self, consultation: ConsultationId) -> tuple[Note, ...]:
        """Return the notes of a consultation, oldest first."""
        statement = select(notes).where(notes.c.consultation == consultation).order_by(notes.c.at, notes.c.id)
        return tuple(self._note(row) for row in self._ground.rows(statement))

    def _note(self, row: RowMapping) -> Note:
        return Note(
            id=row["id"],
            municipality=MunicipalitySlug(row["municipality"]),
            consultation=ConsultationId(row["consultation"]),
            account=AccountId(row["account"]),
            at=row["at"],
            text=self._ground.open(notes.c.text, row["id"], row["text"]),
        )


class Words:
    """Keyed hashes of content words, by which sealed texts are found."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def index(
        self, municipality: MunicipalitySlug, consultation: ConsultationId, source: str, found: Iterable[str]
    ) -> None:
        """Set the words of one source (a message's or note's id, or `SUMMARY`) in place of those it had."""
        self._ground.remove(words, {"source": source, "consultation": consultation})
        rows = [
            {
                "municipality": municipality,
                "word": self._ground.sealing.hash(Lookup.WORD, municipality, said),
                "consultation": consultation,
                "source": source,
            }
            for said in set(found)
        ]
        if rows:
            self._ground.connection.execute(insertion(words), rows)

    def move(self, sources: Iterable[str], consultation: ConsultationId) -> None:
        """Let the words of some messages lead to another consultation, with the messages that went there."""
        statement = update(words).where(words.c.source.in_(list(sources)))
        self._ground.run(statement.values(consultation=consultation))

    def follow(self, consultation: ConsultationId, to: ConsultationId) -> None:
        """Let the words of messages and notes, not of the summary, lead to the consultation that took this one in."""
        mine = (words.c.consultation == consultation, words.c.source != SUMMARY)
        self._ground.run(update(words).where(*mine).values(consultation=to))


@dataclass(frozen=True, slots=True)
class UnmetNeed:
    """A need that no destination met; two with the same category and area count together in reports."""

    id: str
    municipality: MunicipalitySlug
    consultation: ConsultationId
    reason: NeedReason
    at: datetime
    category: Category | None = None
    area: AreaId | None = None
    destination: DestinationId | None = None


class UnmetNeeds:
    """The log of unmet needs."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, need: UnmetNeed) -> bool:
        """Log a need; False when this consultation has one for this reason already."""
        names = ("id", "municipality", "consultation", "reason", "category", "area", "destination", "at")
        return self._ground.insert_new(unmet_needs, {name: getattr(need, name) for name in names})

    def within(
        self, municipality: MunicipalitySlug, *, first: datetime, end: datetime
    ) -> tuple[UnmetNeed, ...]:
        """Return the needs of a span of time (start included), oldest first."""
        statement = select(unmet_needs).where(
            unmet_needs.c.municipality == municipality, unmet_needs.c.at >= first, unmet_needs.c.at < end
        )
        return tuple(UnmetNeed(**row) for row in self._ground.rows(statement.order_by(unmet_needs.c.at)))

    def rolled_up(
        self, municipality: MunicipalitySlug, *, first: datetime, end: datetime
    ) -> dict[tuple[Category | None, AreaId | None], int]:
        """Return how many needs there are for each category and area in a span of time."""
        columns = unmet_needs.c
        statement = (
            select(columns.category, columns.area, func.count().label("number"))
            .where(columns.municipality == municipality, columns.at >= first, columns.at < end)
            .group_by(columns.category, columns.area)
        )
        return {(row["category"], row["area"]): row["number"] for row in self._ground.rows(statement)}
