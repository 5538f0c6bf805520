"""The statements of erasure: which columns lose their content, and which rows go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, delete, or_, select, update

from routing.consultation import ConsultationId, ResidentId
from routing.outgoing import OutgoingState
from storage.ground import Ground, Lookup
from storage.tables.chat import MessageState, messages, persons
from storage.tables.consultations import consultations, words
from storage.tables.events import EventState, events
from storage.tables.knowledge import SuggestionState, learned_phrases, suggested_phrases
from storage.tables.municipalities import municipalities
from storage.tables.outgoing import outgoing
from storage.tables.referrals import consents, referrals
from storage.tables.residents import Talk, residents
from storage.tables.timed import TimedState, timed

ERASED = "erased"
NOBODY = {
    **dict.fromkeys(("line_user", "line_user_hash", "area", "window", "window_until", "household")),
    **dict.fromkeys(("awaiting", "awaiting_until", "talk_until")),
    "active": False,
    "talk": Talk.BOT,
}
"""What stands in a resident's row when nothing is known of them any more."""

UNFINISHED = (OutgoingState.QUEUED, OutgoingState.REPLY_STARTED, OutgoingState.UNCERTAIN)


def erase_said(
    ground: Ground, resident: ResidentId, *, except_of: Sequence[ConsultationId], now: datetime
) -> None:
    """Erase messages, raw events, outgoing payloads, learned phrases and pending questions of a resident.

    Those of some consultations stay. Messages that belong to no consultation always go.
    """
    going = and_(messages.c.resident == resident, _not_of(messages.c.consultation, except_of))
    carried = select(messages.c.event).where(going, messages.c.event.is_not(None))
    raw = update(events).where(events.c.id.in_(carried))
    ground.run(raw.where(events.c.state == EventState.WAITING).values(state=EventState.DONE, error="erased"))
    ground.run(raw.values(raw=None))
    erase_consultation_words(ground, _ids(ground, select(messages.c.id).where(going)))
    _erase_outgoing(ground, resident, except_of, now)
    own = select(consultations.c.id).where(
        consultations.c.resident == resident, _not_of(consultations.c.id, except_of)
    )
    erase_taught(ground, own)
    ground.run(
        update(timed)
        .where(timed.c.subject.in_(own), timed.c.state == TimedState.WAITING)
        .values(state=TimedState.CANCELLED, finished_at=now)
    )


def erase_consultation_words(ground: Ground, message_ids: Sequence[str]) -> None:
    """Erase the text of messages and the words that lead to them."""
    for start in range(0, len(message_ids), 500):
        slice_ = list(message_ids[start : start + 500])
        ground.run(delete(words).where(words.c.source.in_(slice_)))
        gone = update(messages).where(messages.c.id.in_(slice_))
        ground.run(gone.values(text=None, state=MessageState.ERASED, line_message=None))


def erase_taught(ground: Ground, own: Select[str]) -> None:
    """Erase what the words of these consultations taught, and what they might have; every process notices."""
    taught = select(learned_phrases.c.municipality).where(learned_phrases.c.consultation.in_(own))
    noticed = update(municipalities).where(municipalities.c.slug.in_(taught))
    ground.run(noticed.values(learned_version=municipalities.c.learned_version + 1))
    ground.run(delete(learned_phrases).where(learned_phrases.c.consultation.in_(own)))
    ground.run(delete(suggested_phrases).where(suggested_phrases.c.consultation.in_(own)))


def erase_open_suggestions(ground: Ground, own: Select[str]) -> None:
    """Erase the suggestions that nobody has decided before the messages they came from went."""
    waiting = suggested_phrases.c.state == SuggestionState.OPEN
    ground.run(delete(suggested_phrases).where(waiting, suggested_phrases.c.consultation.in_(own)))


def erase_identity(ground: Ground, resident: ResidentId, *, now: datetime) -> None:
    """Erase who a resident is: LINE user id, particulars, what stood on sheets. The row stays, for counts."""
    _erase_chat(ground, resident)
    own = select(consultations.c.id).where(consultations.c.resident == resident)
    ground.run(update(referrals).where(referrals.c.consultation.in_(own)).values(token=None))
    for id_ in _ids(ground, select(referrals.c.id).where(referrals.c.consultation.in_(own))):
        empty = ground.seal(referrals.c.sheet, id_, "")
        ground.run(update(referrals).where(referrals.c.id == id_).values(sheet=empty))
    about = or_(persons.c.resident == resident, persons.c.consultation.in_(own))
    gone = select(persons.c.id).where(about)
    ground.run(update(consents).where(consents.c.subject.in_(gone)).values(subject=None))
    ground.run(update(consents).where(consents.c.giver.in_(gone)).values(giver=None))
    for id_ in _ids(ground, select(consents.c.id).where(consents.c.consultation.in_(own))):
        nobody = ground.seal(consents.c.must_not_tell, id_, "[]")
        ground.run(update(consents).where(consents.c.id == id_).values(must_not_tell=nobody))
    ground.run(delete(persons).where(about))
    ground.run(update(residents).where(residents.c.id == resident).values(**NOBODY, erased_at=now))


def _erase_chat(ground: Ground, resident: ResidentId) -> None:
    """Erase the hash of the chat on its handled events; those that wait are still told apart by it."""
    row = ground.one(select(residents).where(residents.c.id == resident))
    line_user = ground.open_optional(residents.c.line_user, resident, row["line_user"]) if row else None
    if row is None or line_user is None:
        return
    hashes = ground.sealing.hashes(Lookup.CHAT, row["municipality"], line_user)
    handled = update(events).where(events.c.chat.in_(hashes), events.c.state != EventState.WAITING)
    ground.run(handled.values(chat=ERASED, raw=None))


def _erase_outgoing(
    ground: Ground, resident: ResidentId, except_of: Sequence[ConsultationId], now: datetime
) -> None:
    going = and_(outgoing.c.resident == resident, _not_of(outgoing.c.consultation, except_of))
    owed = update(outgoing).where(going, outgoing.c.state.in_(UNFINISHED))
    ground.run(owed.values(state=OutgoingState.VOID, finished_at=now, last_error="erased", lease_until=None))
    emptied = {"payload": None, "recipient": None, "reply_token": None, "recipient_hash": ERASED}
    ground.run(update(outgoing).where(going).values(**emptied))


def _not_of(column: ColumnElement[str], kept: Sequence[ConsultationId]) -> ColumnElement[bool]:
    return or_(column.is_(None), column.not_in(list(kept)))


def _ids(ground: Ground, statement: Select[str]) -> list[str]:
    return list(ground.connection.execute(statement).scalars())
