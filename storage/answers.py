"""Answers given: what was decided and offered, and what the person chose; old cards find theirs by id."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import RowMapping, bindparam, select

from knowledge.destinations import DestinationId
from routing.consultation import ChosenBy, ConsultationId, MunicipalitySlug
from routing.decision import Decision
from storage.decisions import decision_of, decision_text
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.consultations import answers

AnswerId = NewType("AnswerId", str)

LATEST_OF = (
    select(answers)
    .where(answers.c.consultation == bindparam("of"))
    .order_by(answers.c.at.desc(), answers.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one consultation, with the version of the knowledge it came from."""

    id: AnswerId
    municipality: MunicipalitySlug
    consultation: ConsultationId
    at: datetime
    decision: Decision
    knowledge_version: int = 0
    chosen: DestinationId | None = None
    chosen_by: ChosenBy | None = None
    chosen_at: datetime | None = None
    rejected_at: datetime | None = None


class Answers:
    """The answers of all consultations."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, answer: Answer) -> None:
        """Store an answer."""
        best = answer.decision.candidates[0] if answer.decision.candidates else None
        self._ground.insert(
            answers,
            {
                "id": answer.id,
                "municipality": answer.municipality,
                "consultation": answer.consultation,
                "at": answer.at,
                "kind": answer.decision.kind,
                "flags": ",".join(answer.decision.flags),
                "best": best.destination if best else None,
                "confidence": best.confidence if best else None,
                "decision": self._ground.seal(answers.c.decision, answer.id, decision_text(answer.decision)),
                "knowledge_version": answer.knowledge_version,
                "chosen": answer.chosen,
                "chosen_by": answer.chosen_by,
                "chosen_at": answer.chosen_at,
                "rejected_at": answer.rejected_at,
            },
        )

    def get(self, id_: AnswerId) -> Answer:
        """Return an answer; raises `NotThereError` (an old card whose matter is gone)."""
        row = self._ground.find(answers, {"id": id_})
        if row is None:
            raise NotThereError("no such answer")
        return self._answer(row)

    def of_consultation(self, consultation: ConsultationId) -> tuple[Answer, ...]:
        """Return the answers of a consultation, oldest first."""
        statement = select(answers).where(answers.c.consultation == consultation)
        return tuple(
            self._answer(row) for row in self._ground.rows(statement.order_by(answers.c.at, answers.c.id))
        )

    def latest_of(self, consultation: ConsultationId) -> Answer | None:
        """Return the newest answer of a consultation."""
        row = self._ground.one(LATEST_OF, {"of": consultation})
        return None if row is None else self._answer(row)

    def choose(self, id_: AnswerId, destination: DestinationId, *, by: ChosenBy, at: datetime) -> None:
        """Note the destination that was picked."""
        values = {"chosen": destination, "chosen_by": by, "chosen_at": at, "rejected_at": None}
        self._ground.change(answers, {"id": id_}, values)

    def reject(self, id_: AnswerId, *, at: datetime) -> None:
        """Note that the person said ちがう."""
        self._ground.change(answers, {"id": id_}, {"rejected_at": at})

    def _answer(self, row: RowMapping) -> Answer:
        return Answer(
            id=AnswerId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            consultation=ConsultationId(row["consultation"]),
            at=row["at"],
            decision=decision_of(self._ground.open(answers.c.decision, row["id"], row["decision"])),
            knowledge_version=row["knowledge_version"],
            chosen=row["chosen"],
            chosen_by=row["chosen_by"],
            chosen_at=row["chosen_at"],
            rejected_at=row["rejected_at"],
        )
