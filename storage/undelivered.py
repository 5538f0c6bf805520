"""Messages that did not arrive, or may not have, with the number of their case."""

from dataclasses import dataclass

from sqlalchemy import and_, select

from routing.consultation import MunicipalitySlug
from routing.outgoing import OutgoingState
from storage.ground import Ground
from storage.owed import OutgoingRecord, record_of
from storage.tables.consultations import consultations
from storage.tables.outgoing import outgoing

STATES = (OutgoingState.DEAD, OutgoingState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One message; `number` is that of its case, None for one without or for a restricted case.

    `can_be_sent_again` is false where its content is gone, or where it will be repeated by itself.
    """

    record: OutgoingRecord
    number: int | None
    can_be_sent_again: bool


def undelivered_of(
    ground: Ground, municipality: MunicipalitySlug, *, limit: int = 100
) -> tuple[Undelivered, ...]:
    """Return the newest undelivered messages of a municipality, newest first."""
    case = consultations.c
    statement = (
        select(outgoing, case.number.label("case_number"))
        .join(
            consultations,
            and_(case.id == outgoing.c.consultation, case.restricted.is_(False)),
            isouter=True,
        )
        .where(outgoing.c.municipality == municipality, outgoing.c.state.in_(STATES))
        .order_by(outgoing.c.created_at.desc(), outgoing.c.id)
        .limit(limit)
    )
    return tuple(
        Undelivered(
            record_of(row),
            row["case_number"],
            row["state"] is OutgoingState.DEAD and row["payload"] is not None,
        )
        for row in ground.rows(statement)
    )
