"""What is owed to people: a message to send, one under lease, and how one stands."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping

from routing.alert import AlertId
from routing.consultation import AccountId, ConsultationId, MunicipalitySlug, ResidentId
from routing.outgoing import Lane, Medium, OutgoingId, OutgoingState


@dataclass(frozen=True, slots=True)
class Owed:
    """A message to be sent. `id` is a UUID and becomes LINE's retry key; `dedupe_key` makes it be asked for once.

    `recipient` is a LINE user id or an e-mail address; `payload` what the sender of the medium understands (JSON text).
    `position` orders messages made at the same moment for one recipient. Past `useful_until` it is void.
    """

    id: OutgoingId
    municipality: MunicipalitySlug
    dedupe_key: str
    lane: Lane
    medium: Medium
    recipient: str = field(repr=False)
    payload: str = field(repr=False)
    created_at: datetime
    due_at: datetime
    position: int = 0
    resident: ResidentId | None = None
    account: AccountId | None = None
    consultation: ConsultationId | None = None
    alert: AlertId | None = None
    reply_token: str | None = field(default=None, repr=False)
    reply_expires_at: datetime | None = None
    useful_until: datetime | None = None
    dangerous: bool = False
    silent: bool = False


@dataclass(frozen=True, slots=True)
class ClaimedOutgoing:
    """A message under lease. `attempts` counts earlier calls; `first_tried_at` is when this message's first call began.

    `state` `REPLY_STARTED` means that an earlier reply was left without an answer, by LINE or by a worker that died:
    whether it arrived is unknown.
    """

    owed: Owed
    state: OutgoingState
    attempts: int
    first_tried_at: datetime
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class OutgoingRecord:
    """How a message stands, without payload and recipient: for lists, cases and health pages."""

    id: OutgoingId
    municipality: MunicipalitySlug
    lane: Lane
    medium: Medium
    state: OutgoingState
    created_at: datetime
    due_at: datetime
    attempts: int
    resident: ResidentId | None
    account: AccountId | None
    consultation: ConsultationId | None
    alert: AlertId | None
    dangerous: bool
    finished_at: datetime | None
    last_error: str


def record_of(row: RowMapping) -> OutgoingRecord:
    """Return how the message of a row stands."""
    return OutgoingRecord(
        id=OutgoingId(row["id"]),
        municipality=MunicipalitySlug(row["municipality"]),
        lane=row["lane"],
        medium=row["medium"],
        state=row["state"],
        created_at=row["created_at"],
        due_at=row["due_at"],
        attempts=row["attempts"],
        resident=row["resident"],
        account=row["account"],
        consultation=row["consultation"],
        alert=row["alert"],
        dangerous=row["dangerous"],
        finished_at=row["finished_at"],
        last_error=row["last_error"] or "",
    )
