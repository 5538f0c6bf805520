"""Taking a worry: which consultation it belongs to, and the answer with its cards."""

from bot.desk.alerting import tell_on_duty
from bot.desk.answering import ELSE, Answering
from bot.desk.asking_back import plan_follow_up
from bot.desk.composing import compose_answer
from bot.desk.danger import compose_numbers
from bot.desk.discretion import is_neutral
from bot.desk.foreign import compose_foreign
from bot.desk.learning import suggest_unmatched
from bot.desk.memo import categories_of, go_on, join_messages, open_consultation, remember_answer
from bot.desk.place import AREA_ASKED, ask_for_area, may_ask_for_area
from bot.desk.reply import Reply, Say
from bot.desk.visit import Visit
from routing.consultation import Actor, Consultation, ConsultationState, MatchStatus
from routing.continuing import OpenMatter, continues
from routing.decision import Decision, DecisionKind, Flag
from routing.languages import JAPANESE, language_of
from routing.urgency import Triage
from storage.messages import Message

DIFFERENT = "different"
LONG_TEXT = 400


def take_worry(visit: Visit, messages: tuple[Message, ...], decision: Decision, triage: Triage) -> None:
    """Open or continue a consultation for these messages and answer it."""
    visit = _note_language(visit, messages, decision)
    consultation = consultation_for(visit, decision, triage)
    join_messages(visit, messages, consultation)
    said = [message.text for message in messages]
    suggest_unmatched(visit.tx, consultation, said, by=visit.by(Actor.BOT), randomness=visit.desk.randomness)
    answer_worry(visit, consultation, decision, triage, length=sum(len(m.text) for m in messages))


def answer_worry(
    visit: Visit,
    consultation: Consultation,
    decision: Decision,
    triage: Triage,
    *,
    length: int = 0,
    first: str = "",
) -> None:
    """Answer a decision on an open consultation; `first` is said before everything else."""
    answer = remember_answer(visit, consultation, decision)
    if consultation.match_status is MatchStatus.MATCHED:
        plan_follow_up(visit.turn, consultation)
    on = visit.answering(consultation.id, answer.id)
    if Flag.OTHER_LANGUAGE in decision.flags:
        tell_on_duty(visit.turn, consultation)
        visit.reply(compose_foreign(on, visit.desk.registry), consultation)
        return
    reply = _worry_reply(visit, on, decision, triage)
    reply = _framed(on, reply, decision, long=length >= LONG_TEXT, first=first)
    if Flag.AREA_NEEDED in decision.flags and may_ask_for_area(visit):
        visit.reply(ask_for_area(visit, reply), consultation, note=AREA_ASKED)
    else:
        visit.reply(reply, consultation)


def _worry_reply(visit: Visit, on: Answering, decision: Decision, triage: Triage) -> Reply:
    reply = compose_answer(on, decision, triage)
    if not triage.danger_topic:
        return reply
    numbers = compose_numbers(on, triage, visit.desk.registry)
    who = () if decision.kind not in {DecisionKind.ANSWER, DecisionKind.CHOOSE} else (Say(on.who_looks()),)
    return Reply((*reply.parts, numbers, *who), reply.quick_replies, neutral=is_neutral(triage.dangers))


def _framed(on: Answering, reply: Reply, decision: Decision, *, long: bool, first: str) -> Reply:
    """Put kind words around an answer: thanks for a long text, and the wish for one sentence where it did not help."""
    before = [Say(first)] if first else []
    if long:
        before.append(Say(on.say("long.thanks")))
    after = [Say(on.say("long.ask"))] if long and decision.kind is DecisionKind.HANDOVER else []
    return Reply((*before, *reply.parts, *after), reply.quick_replies, reply.neutral)


def _note_language(visit: Visit, messages: tuple[Message, ...], decision: Decision) -> Visit:
    """Remember the language somebody writes, and forget it when they turn to Japanese."""
    language = JAPANESE
    if Flag.OTHER_LANGUAGE in decision.flags:
        written = language_of(" ".join(message.text for message in messages).lower())
        # Who writes in Japanese that they do not read it reads something else.
        language = ELSE if written == JAPANESE else written
    if language != visit.resident.language:
        visit.tx.residents.set_language(visit.resident.id, language)
    return visit.refreshed()


def consultation_for(visit: Visit, decision: Decision, triage: Triage) -> Consultation:
    """Return the consultation a worry belongs to: the open one that it continues, else a new one."""
    if visit.awaits(DIFFERENT):
        visit.stop_waiting()
        return open_consultation(visit, decision, triage)
    for found in visit.open_consultations():
        if _continues(visit, found, decision, triage):
            return go_on(visit, found, decision, triage)
    return open_consultation(visit, decision, triage)


def _continues(visit: Visit, found: Consultation, decision: Decision, triage: Triage) -> bool:
    last = visit.tx.answers.latest_of(found.id)
    matter = OpenMatter(
        last_contact_at=found.last_contact_at,
        desks=tuple(c.destination for c in last.decision.candidates) if last else (),
        category=found.category,
        dangerous=bool(found.dangers),
        unmatched=found.match_status is not MatchStatus.MATCHED,
        asked=found.state is ConsultationState.WAITING_FOR_RESIDENT,
    )
    return continues(matter, decision, triage, categories_of(visit, decision), visit.now)
