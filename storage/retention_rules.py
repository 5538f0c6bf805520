"""Retention, kind by kind: which rows are past their time, and what is taken from them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Table, and_, delete, exists, or_, select, tuple_, update

from routing.consultation import ConsultationState, MunicipalitySlug, ResidentId
from routing.outgoing import OWED, OutgoingState
from routing.referral import OPEN_STATES
from routing.relay import RelayState
from routing.retention import Kind
from routing.sharing import ForwardState
from storage.erasing import erase_message_texts, erase_open_suggestions, forget_chat
from storage.ground import Ground
from storage.record_end import end_record
from storage.tables.accounts import invitations
from storage.tables.chat import MessageState, messages, unsent_messages
from storage.tables.consultations import consultations
from storage.tables.duty import digests
from storage.tables.events import EventState, events
from storage.tables.forwarded import forwarded
from storage.tables.outgoing import outgoing, outgoing_attempts
from storage.tables.referrals import referrals
from storage.tables.relays import relays
from storage.tables.residents import residents
from storage.tables.timed import TimedState, timed


@dataclass(frozen=True, slots=True)
class Span:
    """What is asked: a municipality, before which moment things are past their time, and the present."""

    municipality: MunicipalitySlug
    before: datetime
    now: datetime


Keys = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """The rows of one kind: where they stand, when they are past their time, and how they are relieved of it."""

    table: Table
    past: Callable[[Span], ColumnElement[bool]]
    remove: Callable[[Ground, Keys, Span], None]


def _raw_events(span: Span) -> ColumnElement[bool]:
    return and_(
        events.c.state != EventState.WAITING, events.c.raw.is_not(None), _before(events.c.received_at, span)
    )


def _outgoing_content(span: Span) -> ColumnElement[bool]:
    left = or_(outgoing.c.payload.is_not(None), outgoing.c.recipient.is_not(None))
    return and_(outgoing.c.state.not_in(list(OWED)), left, _before(outgoing.c.created_at, span))


def _messages(span: Span) -> ColumnElement[bool]:
    closed = select(consultations.c.id).where(
        consultations.c.municipality == span.municipality, _closed(span), ~_held(span)
    )
    return and_(messages.c.text.is_not(None), messages.c.consultation.in_(closed))


def _contact(span: Span) -> ColumnElement[bool]:
    mere = and_(messages.c.consultation.is_(None), messages.c.state != MessageState.WAITING)
    return and_(messages.c.text.is_not(None), mere, _before(messages.c.at, span))


def _memo(span: Span) -> ColumnElement[bool]:
    return and_(_closed(span), consultations.c.cleared_at.is_(None), ~_held(span))


def _identity(span: Span) -> ColumnElement[bool]:
    still = or_(consultations.c.closed_at.is_(None), consultations.c.closed_at >= span.before, _held(span))
    kept = exists().where(consultations.c.resident == residents.c.id, still)
    return and_(residents.c.erased_at.is_(None), _before(residents.c.last_seen_at, span), ~kept)


def _digests(span: Span) -> ColumnElement[bool]:
    # The newest of each account tells from when on the next one has to report.
    newer = digests.alias("newer")
    followed = exists().where(newer.c.account == digests.c.account, newer.c.day > digests.c.day)
    return and_(_before(digests.c.made_at, span), followed)


def _links(span: Span) -> ColumnElement[bool]:
    spent = or_(invitations.c.used_at < span.before, invitations.c.revoked_at < span.before)
    return or_(spent, _before(invitations.c.expires_at, span))


def _closed(span: Span) -> ColumnElement[bool]:
    return and_(consultations.c.state == ConsultationState.CLOSED, _before(consultations.c.closed_at, span))


def _held(span: Span) -> ColumnElement[bool]:
    """Return the condition that a consultation is held: for abuse, or by an open referral."""
    open_referral = exists().where(
        referrals.c.consultation == consultations.c.id, referrals.c.state.in_(list(OPEN_STATES))
    )
    return or_(
        and_(consultations.c.held_until.is_not(None), consultations.c.held_until > span.now), open_referral
    )


def _before(column: ColumnElement[datetime], span: Span) -> ColumnElement[bool]:
    return and_(column.is_not(None), column < span.before)


def _empty(table: Table, **values: object) -> Callable[[Ground, Keys, Span], None]:
    def remove(ground: Ground, keys: Keys, _: Span) -> None:
        ground.run(update(table).where(table.c.id.in_([key[0] for key in keys])).values(**values))

    return remove


def _delete(table: Table, *parts: Table) -> Callable[[Ground, Keys, Span], None]:
    """Return a remover of whole rows, with the rows of other tables that hang on them by their table's name."""

    def remove(ground: Ground, keys: Keys, _: Span) -> None:
        for part in parts:
            ground.run(delete(part).where(part.c[table.name].in_([key[0] for key in keys])))
        ground.run(delete(table).where(tuple_(*table.primary_key).in_([tuple(key) for key in keys])))

    return remove


def _erase_texts(ground: Ground, keys: Keys, _: Span) -> None:
    ids = [key[0] for key in keys]
    erase_open_suggestions(ground, ids)
    erase_message_texts(ground, ids)


def _forget(ground: Ground, keys: Keys, span: Span) -> None:
    for key in keys:
        forget_chat(ground, ResidentId(key[0]), now=span.now)


def _end(ground: Ground, keys: Keys, span: Span) -> None:
    for key in keys:
        end_record(ground, key[0], now=span.now)


RULES: Mapping[Kind, Rule] = {
    Kind.RAW_EVENTS: Rule(events, _raw_events, _empty(events, raw=None)),
    Kind.OUTGOING_CONTENT: Rule(
        outgoing, _outgoing_content, _empty(outgoing, payload=None, recipient=None, reply_token=None)
    ),
    Kind.MESSAGES: Rule(messages, _messages, _erase_texts),
    Kind.CONTACT: Rule(messages, _contact, _erase_texts),
    Kind.FINISHED_WORK: Rule(
        timed,
        lambda span: and_(timed.c.state != TimedState.WAITING, _before(timed.c.finished_at, span)),
        _delete(timed),
    ),
    Kind.HANDLED_EVENTS: Rule(
        events,
        lambda span: and_(events.c.state != EventState.WAITING, _before(events.c.received_at, span)),
        _delete(events),
    ),
    Kind.TOMBSTONES: Rule(
        unsent_messages, lambda span: _before(unsent_messages.c.at, span), _delete(unsent_messages)
    ),
    Kind.SENT: Rule(
        outgoing,
        lambda span: and_(
            outgoing.c.state.in_(sorted(set(OutgoingState) - OWED)), _before(outgoing.c.finished_at, span)
        ),
        _delete(outgoing, outgoing_attempts),
    ),
    Kind.FORWARDED: Rule(
        forwarded,
        lambda span: and_(forwarded.c.state != ForwardState.WAITING, _before(forwarded.c.received_at, span)),
        _delete(forwarded),
    ),
    Kind.KEPT_NOTES: Rule(
        relays,
        lambda span: and_(relays.c.state == RelayState.KEPT, _before(relays.c.changed_at, span)),
        _delete(relays),
    ),
    Kind.DIGESTS: Rule(digests, _digests, _delete(digests)),
    Kind.LINKS: Rule(invitations, _links, _delete(invitations)),
    Kind.IDENTITY: Rule(residents, _identity, _forget),
    Kind.MEMO: Rule(consultations, _memo, _end),
}
