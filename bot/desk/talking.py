"""A coordinator talks in a chat: the bot is quiet but for danger, until it is given back or nobody writes any more."""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.desk.discretion import is_neutral
from bot.desk.notices import AlertNotice, owe_notice
from bot.desk.office import Office
from bot.desk.owing import BY_A_PERSON, About, owe_push
from bot.desk.referral_news import whom_to_tell
from bot.desk.reply import Reply, Say
from bot.desk.turn import Turn
from routing.consultation import Actor, Consultation, ConsultationId, ConsultationState, ResidentId
from routing.outgoing import Lane
from routing.referral_clock import UNANSWERED, UNDER_WAY
from storage.messages import Direction, Message, MessageId
from storage.residents import Talk
from storage.timed import Timed, TimedId

SAYS = "coordinator_says"
TALK_ENDS = "talk_ends"
# After a day without a word the bot answers again, so that nobody writes into silence.
TALK_LASTS = timedelta(hours=24)
LONGEST_MESSAGE = 1_000


class NotWritten(StrEnum):
    """Why a coordinator's message does not go out."""

    NOBODY_THERE = "nobody_there"
    ASKED_TO_BE_LEFT = "asked_to_be_left"
    NOT_SAID_SAFE = "not_said_safe"
    NOTHING_SAID = "nothing_said"
    TOO_LONG = "too_long"


class NotWrittenError(ValueError):
    """A message to a resident was not sent; `why` says what to do. Nothing was written."""

    def __init__(self, why: NotWritten) -> None:
        super().__init__(why.value)
        self.why = why


def hindrance(office: Office, case: Consultation) -> NotWritten | None:
    """Return what speaks against writing unasked: nobody to reach, a wish to be left, violence not said to be safe."""
    if case.resident is None or not office.tx.residents.get(case.resident).active:
        return NotWritten.NOBODY_THERE
    if case.quiet:
        return NotWritten.ASKED_TO_BE_LEFT
    if is_neutral(case.dangers) and not case.safe_to_contact:
        return NotWritten.NOT_SAID_SAFE
    return None


def take_over(office: Office, case: Consultation) -> Consultation:
    """Let the coordinator who acts answer in the chat from now on; raise `NotWrittenError` when nobody is there."""
    if case.resident is None or not office.tx.residents.get(case.resident).active:
        raise NotWrittenError(NotWritten.NOBODY_THERE)
    _keep_talking(office, case, case.resident)
    taken = replace(
        case,
        state=ConsultationState.WITH_COORDINATOR,
        owner=office.by.account or case.owner,
        outcome=None,
        closed_at=None,
    )
    return office.tx.consultations.save(taken, office.by)


def write(office: Office, case: Consultation, text: str, *, knowingly: bool = False) -> Consultation:
    """Write to the resident in the coordinator's name, taking the chat over.

    `knowingly` says that the writer was told what speaks against it (an answer in a running talk needs no such word).
    Raise `NotWrittenError` otherwise, with the text unsent.
    """
    said = text.strip()
    if not said or len(said) > LONGEST_MESSAGE:
        raise NotWrittenError(NotWritten.TOO_LONG if said else NotWritten.NOTHING_SAID)
    against = hindrance(office, case)
    if against is NotWritten.NOBODY_THERE or (against is not None and not knowingly):
        raise NotWrittenError(against)
    resident = office.tx.residents.get(_resident(case))
    begins = not resident.with_coordinator(office.now)
    taken = take_over(office, case)
    message = Message(
        id=MessageId(office.new_id()),
        municipality=case.municipality,
        resident=resident.id,
        direction=Direction.OUT,
        author=Actor.COORDINATOR,
        kind="text",
        text=said,
        at=office.now,
        received_at=office.now,
        consultation=case.id,
        account=office.by.account,
    )
    office.tx.messages.add(message)
    _plan(office, SAYS, message.id, office.now, {"begins": "yes" if begins else ""})
    return taken


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


def say_to_resident(turn: Turn, work: Timed) -> None:
    """Owe the resident what a coordinator wrote."""
    message = turn.tx.messages.get(MessageId(work.subject))
    if message.resident is None or message.consultation is None or not message.text:
        return
    case = turn.tx.consultations.get(message.consultation)
    say = turn.town.texts.say
    parts = [Say(say("resident.coordinator.begins"))] if work.payload.get("begins") else []
    parts.append(Say(say("resident.coordinator.prefix") + message.text))
    reply = Reply(tuple(parts), neutral=is_neutral(case.dangers))
    owe_push(
        turn, message.resident, reply, About(case.id, note=BY_A_PERSON), dedupe_key=f"{SAYS}:{message.id}"
    )


def end_talk(turn: Turn, work: Timed) -> None:
    """Say that the talk is over when it was given back; after silence only let the bot answer again.

    Words that nobody answered come back to the queue: a talk that runs out must not swallow them.
    """
    case = turn.tx.consultations.get(ConsultationId(work.subject))
    if case.resident is None:
        return
    if work.payload.get("by") == "hand":
        reply = Reply(
            (Say(turn.town.texts.say("resident.coordinator.ends")),), neutral=is_neutral(case.dangers)
        )
        owe_push(turn, case.resident, reply, About(case.id), dedupe_key=work.dedupe_key)
        return
    resident = turn.tx.residents.get(case.resident)
    if resident.talk is Talk.BOT or resident.with_coordinator(turn.now):
        return
    turn.tx.residents.set_talk(resident.id, Talk.BOT)
    said = turn.tx.messages.of_consultation(case.id)
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


def _keep_talking(office: Office, case: Consultation, resident: ResidentId) -> None:
    until = office.now + TALK_LASTS
    office.tx.residents.set_talk(resident, Talk.COORDINATOR, until=until)
    _plan(office, TALK_ENDS, case.id, until, {})


def _resident(case: Consultation) -> ResidentId:
    if case.resident is None:
        raise NotWrittenError(NotWritten.NOBODY_THERE)
    return case.resident


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
