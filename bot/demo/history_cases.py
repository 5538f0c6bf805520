"""One case of the demo's half year, with everything that hangs on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from bot.desk.case_words import index_messages, index_summary
from knowledge.areas import AreaId
from knowledge.destinations import Destination
from knowledge.profile import Profile
from routing.alert import Alert, AlertId, AlertState
from routing.consultation import (
    AccountId,
    Actor,
    Channel,
    ChosenBy,
    Consultation,
    ConsultationId,
    ConsultationState,
    MatchStatus,
    MunicipalitySlug,
    Outcome,
    ResidentId,
    WindowId,
)
from routing.decision import Candidate, Decision, DecisionKind
from routing.referral import ReferralId, ReferralState
from routing.urgency import Level, RuleId
from storage.answers import Answer, AnswerId
from storage.history import By
from storage.memo import NeedReason, Note, UnmetNeed
from storage.messages import Direction, Message, MessageId
from storage.referrals import Referral
from storage.transaction import Transaction

OUTCOMES = (
    (Outcome.CONNECTED,) * 9
    + (Outcome.HANDLED_THEMSELVES,) * 5
    + (Outcome.UNKNOWN,) * 3
    + (Outcome.NOT_REACHED, Outcome.WITHDRAWN, Outcome.PASSED_BACK)
)


class Kind(StrEnum):
    """What sort of story a case is."""

    PLAIN = "plain"
    UNMATCHED = "unmatched"
    URGENT = "urgent"


@dataclass(frozen=True, slots=True)
class Past:
    """The town whose past is told, and the chance that tells it."""

    slug: MunicipalitySlug
    profile: Profile = field(repr=False)
    staff: tuple[AccountId, ...]
    now: datetime
    chance: Random
    words: Mapping[str, tuple[str, ...]] = field(repr=False)

    def new_id(self) -> str:
        """Return the next id: the same for the same seed."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def area(self) -> AreaId | None:
        """Return one of the smallest areas, or none where nobody asked."""
        deepest = max((area.level for area in self.profile.areas), default=0)
        lowest = [area.id for area in self.profile.areas if area.level == deepest]
        return self.chance.choice(lowest) if lowest and self.chance.random() < 0.8 else None


@dataclass(frozen=True, slots=True)
class Made:
    """What one case is about, when it came and how."""

    kind: Kind
    text: str = field(repr=False)
    desk: Destination
    at: datetime
    channel: Channel
    person: int
    is_open: bool


def write_case(tx: Transaction, past: Past, made: Made) -> Consultation:
    """Write one case with its words, its answer, what staff did, and its end."""
    case = tx.consultations.add(_begun(tx, past, made), By(Actor.BOT, made.at))
    _keep_message(tx, past, case, made)
    _keep_answer(tx, past, case, made)
    if made.kind is Kind.URGENT:
        _keep_alert(tx, past, case, made)
    if made.kind is Kind.UNMATCHED:
        tx.unmet_needs.add(_need(past, case, NeedReason.UNMATCHED))
    if past.chance.random() < 0.15:
        _keep_note(tx, past, case)
    if past.chance.random() < 0.12 and made.kind is Kind.PLAIN:
        _keep_referral(tx, past, case, made)
    return case if made.is_open else _ended(tx, past, case, made)


def _begun(tx: Transaction, past: Past, made: Made) -> Consultation:
    matched = made.kind is Kind.PLAIN
    windows = past.profile.windows
    window = WindowId(past.chance.choice(windows).id) if made.channel is Channel.RELAY and windows else None
    waits = made.kind is not Kind.PLAIN or past.chance.random() < 0.15
    return Consultation(
        id=ConsultationId(past.new_id()),
        municipality=past.slug,
        number=0,
        resident=_resident(tx, past, made),
        channel=made.channel,
        received_at=made.at,
        entered_at=made.at,
        state=ConsultationState.WAITING_FOR_PERSON if waits else ConsultationState.ANSWERED,
        level=Level.URGENT if made.kind is Kind.URGENT else Level.NORMAL,
        urgency_rule=RuleId("none"),
        match_status=MatchStatus.MATCHED if matched else MatchStatus.UNMATCHED,
        category=made.desk.category if matched else None,
        area=past.area(),
        next_date=made.at + timedelta(days=past.chance.choice((1, 3, 3, 7))),
        last_contact_at=made.at,
        window=window,
        owner=past.chance.choice((*past.staff, None)),
        chosen=made.desk.id if matched and past.chance.random() < 0.6 else None,
        chosen_by=None,
    )


def _resident(tx: Transaction, past: Past, made: Made) -> ResidentId | None:
    if made.channel is not Channel.LINE:
        return None
    user = f"Udemo{made.person:027d}"
    found = tx.residents.of_line_user(past.slug, user, create_id=ResidentId(past.new_id()), now=made.at)
    # They have no telephone in the stand-in, so nothing can be sent to them.
    tx.residents.blocked(found.id, at=made.at)
    return found.id


def _keep_message(tx: Transaction, past: Past, case: Consultation, made: Made) -> None:
    said = _message(past, case, made.text, author=Actor.RESIDENT, at=made.at)
    tx.messages.add(said)
    index_messages(tx, case, (said,))
    if past.chance.random() < 0.3 and past.staff:
        at = min(made.at + timedelta(minutes=past.chance.randrange(20, 600)), past.now)
        reply = past.chance.choice(past.words["replies"])
        tx.messages.add(_message(past, case, reply, author=Actor.COORDINATOR, at=at))


def _message(past: Past, case: Consultation, text: str, *, author: Actor, at: datetime) -> Message:
    return Message(
        id=MessageId(past.new_id()),
        municipality=case.municipality,
        resident=case.resident,
        direction=Direction.IN if author is Actor.RESIDENT else Direction.OUT,
        author=author,
        kind="text",
        text=text,
        at=at,
        received_at=at,
        consultation=case.id,
        account=past.chance.choice(past.staff) if author is Actor.COORDINATOR else None,
    )


def _keep_answer(tx: Transaction, past: Past, case: Consultation, made: Made) -> None:
    confidence = round(past.chance.uniform(0.55, 0.97), 2) if made.kind is Kind.PLAIN else 0.12
    kind = DecisionKind.ANSWER if made.kind is Kind.PLAIN else DecisionKind.HANDOVER
    decision = Decision(kind, (Candidate(made.desk.id, confidence, (made.desk.name,)),))
    at = made.at + timedelta(seconds=2)
    answer = Answer(AnswerId(past.new_id()), case.municipality, case.id, at, decision, 1)
    tx.answers.add(answer)
    if case.chosen is not None:
        tx.answers.choose(answer.id, case.chosen, by=ChosenBy.USER, at=at)


def _keep_alert(tx: Transaction, past: Past, case: Consultation, made: Made) -> None:
    """Keep an alert that somebody took; of an open case nobody has written down yet what was done."""
    taken = min(made.at + timedelta(minutes=past.chance.randrange(2, 14)), past.now)
    acted = None if made.is_open else taken + timedelta(minutes=40)
    tx.alerts.add(
        Alert(
            id=AlertId(past.new_id()),
            municipality=case.municipality,
            consultation=case.id,
            level=Level.URGENT,
            state=AlertState.ACKNOWLEDGED if made.is_open else AlertState.CLOSED,
            raised_at=made.at,
            deadline=made.at + timedelta(minutes=15),
            acknowledged_by=past.chance.choice(past.staff),
            acknowledged_at=taken,
            action="" if made.is_open else past.chance.choice(past.words["actions"]),
            action_at=acted,
        )
    )


def _keep_note(tx: Transaction, past: Past, case: Consultation) -> None:
    text, account = past.chance.choice(past.words["notes"]), past.chance.choice(past.staff)
    tx.notes.add(Note(past.new_id(), case.municipality, case.id, account, case.received_at, text))


def _keep_referral(tx: Transaction, past: Past, case: Consultation, made: Made) -> None:
    sent = made.at + timedelta(hours=2)
    waiting = made.is_open
    tx.referrals.add(
        Referral(
            id=ReferralId(past.new_id()),
            municipality=case.municipality,
            consultation=case.id,
            destination=made.desk.id,
            state=ReferralState.NOTED if waiting else ReferralState.CLOSED,
            created_at=made.at,
            sent_at=min(sent, past.now),
            closed_at=None if waiting else min(sent + timedelta(days=4), past.now),
        ),
        By(Actor.COORDINATOR, min(sent, past.now), past.chance.choice(past.staff)),
    )


def _ended(tx: Transaction, past: Past, case: Consultation, made: Made) -> Consultation:
    outcome = Outcome.UNMET if made.kind is Kind.UNMATCHED else past.chance.choice(OUTCOMES)
    at = min(made.at + timedelta(days=past.chance.choice((0, 1, 2, 3, 5, 8)), hours=3), past.now)
    closed = replace(
        case,
        state=ConsultationState.CLOSED,
        outcome=outcome,
        closed_at=at,
        next_date=None,
        summary=past.chance.choice(past.words["summaries"]),
    )
    account = case.owner or past.chance.choice(past.staff)
    after = tx.consultations.save(closed, By(Actor.COORDINATOR, at, account))
    index_summary(tx, after)
    if outcome is Outcome.UNMET:
        tx.unmet_needs.add(_need(past, after, NeedReason.CLOSED_UNMET))
    return after


def _need(past: Past, case: Consultation, reason: NeedReason) -> UnmetNeed:
    at = case.closed_at or case.received_at
    return UnmetNeed(
        past.new_id(), case.municipality, case.id, reason, at, case.category, case.area, case.chosen
    )
