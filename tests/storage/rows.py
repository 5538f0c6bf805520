"""Builders: whole domain objects of which a test names only what it is about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from routing.alert import Alert, AlertId, AlertState
from routing.consultation import (
    AccountId,
    Actor,
    Channel,
    Consultation,
    ConsultationId,
    ConsultationState,
    MatchStatus,
    MunicipalitySlug,
    ResidentId,
)
from routing.outgoing import Lane, Medium, OutgoingId
from routing.roles import Role
from routing.urgency import Level, RuleId
from storage.accounts import Account
from storage.history import By
from storage.messages import Direction, Message, MessageId
from storage.municipalities import StoredMunicipality
from storage.outgoing import Owed
from storage.residents import Resident
from storage.transaction import Transaction

TOWN = MunicipalitySlug("hoozuki")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
LEASE = timedelta(seconds=60)
BOT = By(Actor.BOT, NOW)

_numbers = count(1)


def new_id() -> str:
    """Return an id that no other row has."""
    return f"00000000-0000-7000-8000-{next(_numbers):012d}"


def town(slug: MunicipalitySlug = TOWN) -> StoredMunicipality:
    """Return a municipality."""
    return StoredMunicipality(slug, "ほおずき市", NOW)


def resident(tx: Transaction, line_user: str = "U1") -> Resident:
    """Return the resident with a LINE user id, made if need be."""
    return tx.residents.of_line_user(TOWN, line_user, create_id=ResidentId(new_id()), now=NOW)


def consultation(**fields: Any) -> Consultation:
    """Return a consultation that is not stored yet."""
    plain = Consultation(
        id=ConsultationId(new_id()),
        municipality=TOWN,
        number=0,
        resident=None,
        channel=Channel.LINE,
        received_at=NOW,
        entered_at=NOW,
        state=ConsultationState.ANSWERED,
        level=Level.NORMAL,
        urgency_rule=RuleId("none"),
        match_status=MatchStatus.MATCHED,
        category=None,
        area=None,
        next_date=None,
        last_contact_at=NOW,
    )
    return replace(plain, **fields)


def stored(tx: Transaction, **fields: Any) -> Consultation:
    """Return a stored consultation."""
    return tx.consultations.add(consultation(**fields), BOT)


def message(text: str, of: Resident | None = None, **fields: Any) -> Message:
    """Return a text message that is not stored yet."""
    plain = Message(
        id=MessageId(new_id()),
        municipality=TOWN,
        resident=of.id if of else None,
        direction=Direction.IN,
        author=Actor.RESIDENT,
        kind="text",
        text=text,
        at=NOW,
        received_at=NOW,
    )
    return replace(plain, **fields)


def owed(key: str, **fields: Any) -> Owed:
    """Return an outgoing message that is not stored yet."""
    plain = Owed(
        id=OutgoingId(new_id()),
        municipality=TOWN,
        dedupe_key=key,
        lane=Lane.NORMAL,
        medium=Medium.LINE,
        recipient="U1",
        payload='[{"type": "text", "text": "お返事があります"}]',
        created_at=NOW,
        due_at=NOW,
    )
    return replace(plain, **fields)


def account(login: str = "coordinator1", **fields: Any) -> Account:
    """Return a coordinator's account that is not stored yet."""
    plain = Account(
        id=AccountId(new_id()),
        municipality=TOWN,
        login=login,
        name="職員の名前",
        role=Role.COORDINATOR,
        created_at=NOW,
    )
    return replace(plain, **fields)


def alert(of: Consultation, **fields: Any) -> Alert:
    """Return an alert that is not stored yet."""
    plain = Alert(
        id=AlertId(new_id()),
        municipality=TOWN,
        consultation=of.id,
        level=Level.URGENT,
        state=AlertState.RAISED,
        raised_at=NOW,
        deadline=NOW + MINUTE * 15,
        next_step_at=NOW + MINUTE * 15,
    )
    return replace(plain, **fields)
