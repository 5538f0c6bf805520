"""The statements of erasure: which columns lose their content, and which rows go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Update, and_, delete, or_, select, true, update

from routing.consultation import ConsultationId, MunicipalitySlug, ResidentId
from routing.outgoing import OutgoingState
from storage.decisions import decision_of, decision_text
from storage.ground import ENDED, Ground, Lookup
from storage.relay_notes import take_names
from storage.tables.chat import MessageState, messages, persons
from storage.tables.consultations import answers, consultations, words
from storage.tables.events import EventState, events
from storage.tables.knowledge import SuggestionState, learned_phrases, suggested_phrases
from storage.tables.municipalities import municipalities
from storage.tables.outgoing import outgoing
from storage.tables.referrals import consents, referrals
from storage.tables.residents import Talk, residents
from storage.tables.timed import TimedState, timed

NOBODY = {
    **dict.fromkeys(("line_user", "line_user_hash", "area", "window", "window_until", "household")),
    **dict.fromkeys(("awaiting", "awaiting_until", "talk_until", "erasure_asked_at")),
    "active": False,
    "talk": Talk.BOT,
}
"""What stands in a resident's row when nothing is known of them any more."""

UNFINISHED = (OutgoingState.QUEUED, OutgoingState.REPLY_STARTED, OutgoingState.UNCERTAIN)


def erase_said(
    ground: Ground,
    resident: ResidentId,
    *,
    except_of: Sequence[ConsultationId],
    now: datetime,
    until: datetime | None = None,
) -> None:
    """Erase messages, raw events, outgoing payloads, learned phrases and pending questions of a resident.

    Those of some consultations stay, and what was received after `until`. Messages that belong to no consultation
    always go.
    """
    going = and_(
        messages.c.resident == resident,
        _until(messages.c.received_at, until),
        _not_of(messages.c.consultation, except_of),
    )
    carried = select(messages.c.event).where(going, messages.c.event.is_not(None))
    raw = update(events).where(events.c.id.in_(carried))
    ground.run(raw.where(events.c.state == EventState.WAITING).values(state=EventState.DONE, error="erased"))
    ground.run(raw.values(raw=None))
    said = ids_of(ground, select(messages.c.id).where(going))
    erase_message_texts(ground, said)
    _erase_outgoing(ground, resident, except_of, now, until)
    own = ids_of(
        ground,
        select(consultations.c.id).where(
            consultations.c.resident == resident,
            _until(consultations.c.entered_at, until),
            _not_of(consultations.c.id, except_of),
        ),
    )
    erase_taught(ground, own)
    strip_reasons(ground, answers.c.consultation.in_(own))
    cancel_timed(ground, (*own, *said), now=now)


def erase_message_texts(ground: Ground, message_ids: Sequence[str]) -> None:
    """Erase the text of messages and the words that lead to them."""
    for slice_ in _slices(message_ids):
        ground.run(delete(words).where(words.c.source.in_(slice_)))
        gone = update(messages).where(messages.c.id.in_(slice_))
        ground.run(gone.values(text=None, state=MessageState.ERASED, line_message=None))


def erase_taught(ground: Ground, of: Sequence[str], *, since: datetime | None = None) -> None:
    """Erase what the words of these consultations taught, and what they might have; every process notices."""
    for table in (learned_phrases, suggested_phrases):
        later = true() if since is None else table.c.at >= since
        which = and_(table.c.consultation.in_(list(of)), later)
        gone = ground.connection.execute(delete(table).where(which).returning(table.c.municipality))
        slugs = {row[0] for row in gone}
        changed = update(municipalities).where(municipalities.c.slug.in_(slugs))
        ground.run(changed.values(learned_version=municipalities.c.learned_version + 1))


def erase_open_suggestions(ground: Ground, message_ids: Sequence[str]) -> None:
    """Erase the suggestions that nobody has decided before the messages they came from went."""
    waiting = suggested_phrases.c.state == SuggestionState.OPEN
    of = select(messages.c.consultation).where(messages.c.id.in_(list(message_ids)))
    ground.run(delete(suggested_phrases).where(waiting, suggested_phrases.c.consultation.in_(of)))


def strip_reasons(ground: Ground, which: ColumnElement[bool]) -> None:
    """Take the reasons out of answers, for they quote what was written; what was offered stays."""
    for row in ground.rows(select(answers.c.id, answers.c.decision).where(which)):
        decision = decision_of(ground.open(answers.c.decision, row["id"], row["decision"]))
        plain = replace(decision, candidates=tuple(replace(c, because=()) for c in decision.candidates))
        sealed = ground.seal(answers.c.decision, row["id"], decision_text(plain))
        ground.run(update(answers).where(answers.c.id == row["id"]).values(decision=sealed))


def cancel_timed(ground: Ground, subjects: Sequence[str], *, now: datetime) -> None:
    """Cancel what is planned for consultations, messages or residents."""
    for slice_ in _slices(subjects):
        waiting = and_(timed.c.subject.in_(slice_), timed.c.state == TimedState.WAITING)
        ended = {"state": TimedState.CANCELLED, "finished_at": now}
        ground.run(update(timed).where(waiting).values(**ended))


def erase_excerpts(
    ground: Ground, consultation: str | None, since: datetime, message: str, *, now: datetime
) -> None:
    """Erase what may quote one message: reasons and learned phrases of its consultation since then, and its wait."""
    later = and_(answers.c.consultation == consultation, answers.c.at >= since)
    strip_reasons(ground, later)
    if consultation is not None:
        erase_taught(ground, (consultation,), since=since)
    cancel_timed(ground, (message,), now=now)


def void_answers_to(
    ground: Ground, municipality: MunicipalitySlug, event: str | None, *, now: datetime
) -> None:
    """Take back answers to one event that were not sent yet."""
    if event is None:
        return
    given = event.removeprefix(f"{municipality}:")
    pending = update(outgoing).where(
        outgoing.c.municipality == municipality,
        outgoing.c.dedupe_key == f"reply:{given}",
        outgoing.c.state.in_(UNFINISHED),
    )
    _void(ground, pending, "unsent", now)


def erase_identity(ground: Ground, resident: ResidentId, *, now: datetime) -> None:
    """Erase who a resident is: LINE user id, particulars, names on sheets and relays. The row stays, for counts."""
    own = ids_of(ground, select(consultations.c.id).where(consultations.c.resident == resident))
    erase_sheets(ground, own)
    take_names(ground, own)
    erase_people(ground, or_(persons.c.resident == resident, persons.c.consultation.in_(own)))
    for id_ in ids_of(ground, select(consents.c.id).where(consents.c.consultation.in_(own))):
        nobody = ground.seal(consents.c.must_not_tell, id_, "[]")
        ground.run(update(consents).where(consents.c.id == id_).values(must_not_tell=nobody))
    forget_chat(ground, resident, now=now)


def erase_sheets(ground: Ground, of: Sequence[str]) -> None:
    """Empty the referral sheets of consultations and end their links."""
    for id_ in ids_of(ground, select(referrals.c.id).where(referrals.c.consultation.in_(list(of)))):
        empty = ground.seal(referrals.c.sheet, id_, "")
        ground.run(update(referrals).where(referrals.c.id == id_).values(sheet=empty, token=None))


def erase_people(ground: Ground, which: ColumnElement[bool]) -> None:
    """Remove people with their particulars; consents stand on without naming them."""
    gone = select(persons.c.id).where(which)
    ground.run(update(consents).where(consents.c.subject.in_(gone)).values(subject=None))
    ground.run(update(consents).where(consents.c.giver.in_(gone)).values(giver=None))
    ground.run(delete(persons).where(which))


def forget_chat(ground: Ground, resident: ResidentId, *, now: datetime) -> None:
    """Forget the LINE user of a resident: nobody is known by it any more, and nothing can be sent."""
    _erase_chat_hash(ground, resident)
    ground.run(update(residents).where(residents.c.id == resident).values(**NOBODY, erased_at=now))


def _erase_chat_hash(ground: Ground, resident: ResidentId) -> None:
    """Erase the hash of the chat on its ended events; those that wait are still told apart by it."""
    row = ground.one(select(residents).where(residents.c.id == resident))
    line_user = ground.open_optional(residents.c.line_user, resident, row["line_user"]) if row else None
    if row is None or line_user is None:
        return
    for chat in (line_user, f"user:{line_user}"):
        hashes = ground.sealing.hashes(Lookup.CHAT, row["municipality"], chat)
        ended = update(events).where(events.c.chat.in_(hashes), events.c.state != EventState.WAITING)
        ground.run(ended.values(chat=ENDED, raw=None))


def _erase_outgoing(
    ground: Ground,
    resident: ResidentId,
    except_of: Sequence[ConsultationId],
    now: datetime,
    until: datetime | None,
) -> None:
    going = and_(
        outgoing.c.resident == resident,
        _until(outgoing.c.created_at, until),
        _not_of(outgoing.c.consultation, except_of),
    )
    _void(ground, update(outgoing).where(going, outgoing.c.state.in_(UNFINISHED)), "erased", now)
    ground.run(update(outgoing).where(going).values(**_emptied()))


def _void(ground: Ground, which: Update, reason: str, now: datetime) -> None:
    ended = {"state": OutgoingState.VOID, "finished_at": now, "last_error": reason}
    ground.run(which.values(lease_until=None, leased_by=None, **ended, **_emptied()))


def _emptied() -> dict[str, object]:
    return {"payload": None, "recipient": None, "reply_token": None, "recipient_hash": ENDED}


def _until(column: ColumnElement[datetime], end: datetime | None) -> ColumnElement[bool]:
    return true() if end is None else column <= end


def _not_of(column: ColumnElement[str], kept: Sequence[ConsultationId]) -> ColumnElement[bool]:
    return or_(column.is_(None), column.not_in(list(kept)))


def ids_of(ground: Ground, statement: Select[str]) -> list[str]:
    """Return the ids that a statement selects."""
    return list(ground.connection.execute(statement).scalars())


def _slices(ids: Sequence[str]) -> list[list[str]]:
    return [list(ids[start : start + 500]) for start in range(0, len(ids), 500)]
