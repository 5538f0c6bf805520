"""A coordinator talks in a chat: the bot is quiet but for danger, until it is given back or nobody writes any more."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.discretion import is_neutral
from bot.desk.notices import AlertNotice, owe_notice
from bot.desk.office import Office, office_of
from bot.desk.owing import About, owe_push
from bot.desk.referral_news import whom_to_tell
from bot.desk.reply import Reply, Say
from bot.desk.turn import Turn
from routing.consultation import Actor, Consultation, ConsultationId, ConsultationState, ResidentId
from routing.outgoing import Lane
from routing.referral_clock import UNANSWERED, UNDER_WAY
from storage.messages import Direction
from storage.residents import Talk
from storage.timed import Timed, TimedId
from storage.transaction import Transaction

TALK_BEGINS = "talk_begins"
TALK_ENDS = "talk_ends"
# After a day without a word the bot answers again, so that nobody writes into silence.
TALK_LASTS = timedelta(hours=24)


class NobodyThereError(ValueError):
    """The chat cannot be taken over: there is none, or whoever wrote has blocked or left us. Telephone instead."""


def take_over(office: Office, case: Consultation) -> Consultation:
    """Let the coordinator who acts answer in the chat from now on; raise `NobodyThereError`.

    The resident is told, unless they asked to be left or it was never said that answers are safe.
    """
    if case.resident is None or not office.tx.residents.get(case.resident).active:
        raise NobodyThereError("nobody is in this chat")
    until = office.now + TALK_LASTS
    begins = not office.tx.residents.get(case.resident).with_coordinator(office.now)
    office.tx.residents.set_talk(case.resident, Talk.COORDINATOR, until=until)
    _plan(office, TALK_ENDS, case.id, until, {})
    if begins and may_be_told(case):
        _plan(office, TALK_BEGINS, case.id, office.now, {})
    taken = replace(
        case,
        state=ConsultationState.WITH_COORDINATOR,
        owner=office.by.account or case.owner,
        outcome=None,
        closed_at=None,
    )
    return office.tx.consultations.save(taken, office.by)


def give_back(office: Office, case: Consultation) -> Consultation:
    """Let the bot answer again, and say so to the resident."""
    if case.resident is not None:
        office.tx.residents.set_talk(case.resident, Talk.BOT)
        _plan(office, TALK_ENDS, case.id, office.now, {"by": "hand"})
    if case.state is not ConsultationState.WITH_COORDINATOR:
        return case
    referrals = office.tx.referrals.open_of_consultation(case.id)
    referred = any(referral.state in UNANSWERED | UNDER_WAY for referral in referrals)
    state = ConsultationState.REFERRED if referred else ConsultationState.ANSWERED
    return office.tx.consultations.save(replace(case, state=state), office.by)


def begin_talk(turn: Turn, work: Timed) -> None:
    """Tell the resident that a person answers from now on."""
    case = turn.tx.consultations.get(ConsultationId(work.subject))
    if case.resident is not None and turn.tx.residents.get(case.resident).with_coordinator(turn.now):
        _say(turn, case, case.resident, "resident.coordinator.begins", work.dedupe_key)


def end_talk(turn: Turn, work: Timed) -> None:
    """Say that the talk is over when it was given back; after silence only let the bot answer again.

    Words that nobody answered come back to the queue: a talk that runs out must not swallow them.
    """
    case = turn.tx.consultations.get(ConsultationId(work.subject))
    if case.resident is None:
        return
    if work.payload.get("by") == "hand":
        if may_be_told(case):
            _say(turn, case, case.resident, "resident.coordinator.ends", work.dedupe_key)
        return
    resident = turn.tx.residents.get(case.resident)
    if resident.talk is Talk.BOT or resident.with_coordinator(turn.now):
        return
    said = turn.tx.messages.of_consultation(case.id)
    written = [m.at for m in said if m.author is Actor.COORDINATOR]
    if written and written[-1] + TALK_LASTS > turn.now:
        # They are still talking: the day counts from the coordinator's last word.
        until = written[-1] + TALK_LASTS
        turn.tx.residents.set_talk(resident.id, Talk.COORDINATOR, until=until)
        _plan(office_of(turn, Actor.BOT), TALK_ENDS, case.id, until, {})
        return
    turn.tx.residents.set_talk(resident.id, Talk.BOT)
    if said and said[-1].direction is Direction.IN and case.state is ConsultationState.WITH_COORDINATOR:
        waiting = replace(case, state=ConsultationState.WAITING_FOR_PERSON, next_date=turn.now)
        turn.tx.consultations.save(waiting, turn.by(Actor.BOT))
        tell_of_words(turn, case)


def tell_of_words(turn: Turn, case: Consultation) -> None:
    """Tell whoever has a case that the resident wrote; once an hour, and not a word of it."""
    texts, number, link = turn.town.texts, case.number, turn.console_link(case.number)
    notice = AlertNotice(
        subject=texts.say("alert.mail.subject_words", number=number),
        text=texts.say("alert.line.words", number=number, link=link, telephone=turn.town.telephone),
        link=link,
        link_label=texts.say("alert.button.open"),
        dedupe_key=f"words:{case.id}:{turn.now.strftime('%Y%m%d%H')}",
        lane=Lane.NORMAL,
    )
    for account in whom_to_tell(turn, case):
        owe_notice(turn, account, notice)


def is_talking(tx: Transaction, case: Consultation, now: datetime) -> bool:
    """Tell whether a coordinator answers in the chat of a case."""
    return case.resident is not None and tx.residents.get(case.resident).with_coordinator(now)


def may_be_told(case: Consultation) -> bool:
    """Tell whether something may be sent that nobody asked for: not to who wants to be left, nor into violence."""
    return not case.quiet and (case.safe_to_contact or not is_neutral(case.dangers))


def _say(turn: Turn, case: Consultation, resident: ResidentId, key: str, dedupe_key: str) -> None:
    reply = Reply((Say(turn.town.texts.say(key)),), neutral=is_neutral(case.dangers))
    owe_push(turn, resident, reply, About(case.id), dedupe_key=dedupe_key)


def _plan(office: Office, kind: str, subject: str, due: datetime, payload: dict[str, str]) -> None:
    office.tx.timed.add(
        Timed(
            id=TimedId(office.new_id()),
            municipality=office.place.slug,
            kind=kind,
            subject=subject,
            due_at=due,
            dedupe_key=f"{kind}:{subject}:{due.isoformat()}:{'/'.join(payload.values())}",
            payload=payload,
        )
    )
