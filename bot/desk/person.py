"""人と話したい: the coordinators' queue, with the truth about who reads and when."""

from dataclasses import replace

from bot.clock import tokyo
from bot.desk.alerting import tell_on_duty
from bot.desk.memo import for_a_person, join_messages, open_consultation
from bot.desk.presence import say_other_ways
from bot.desk.reply import Reply, Say
from bot.desk.talking import tell_of_words
from bot.desk.visit import Visit
from bot.desk.worry import DIFFERENT
from bot.texts.moments import when_said
from routing.consultation import Actor, Consultation, ConsultationState
from routing.decision import Decision, DecisionKind
from routing.urgency import Triage
from storage.messages import Message

NOBODYS = Decision(DecisionKind.PERSON)


def call_person(
    visit: Visit, messages: tuple[Message, ...], consultation: Consultation | None = None
) -> None:
    """Put the matter into the coordinators' queue and say honestly when somebody will answer."""
    consultation = consultation or _matter(visit)
    join_messages(visit, messages, consultation)
    waited = (
        consultation.state is ConsultationState.WAITING_FOR_PERSON and consultation.entered_at < visit.now
    )
    consultation = for_a_person(visit, consultation)
    tell_on_duty(visit.turn, consultation)
    visit.reply(Reply((Say(_when_somebody_answers(visit, waited=waited)),)), consultation)


def _matter(visit: Visit) -> Consultation:
    found = None if visit.awaits(DIFFERENT) else visit.open_consultation()
    return found or open_consultation(visit, NOBODYS, Triage())


def _when_somebody_answers(visit: Visit, *, waited: bool) -> str:
    """Return what somebody who wants a person is told: now, at a time, or the telephone."""
    on, there = visit.answering(), visit.presence()
    lines = [on.who_reads_foreign()] if on.speaks else []
    if there.somebody:
        lines.append(visit.say("person.waiting_on_duty" if waited else "person.requested_on_duty"))
        return "\n".join(lines)
    if there.next_duty is not None:
        when = when_said(visit.town.texts, tokyo(there.next_duty), tokyo(visit.now))
        lines.append(visit.say("person.requested_closed", when=when))
    else:
        lines.append(visit.say("person.requested_nobody"))
    lines.append(say_other_ways(visit.town, visit.now))
    return "\n".join(line for line in lines if line)


def note_for_coordinator(visit: Visit, messages: tuple[Message, ...]) -> None:
    """Add what was sent to the consultation a coordinator is answering; the bot says nothing."""
    with_somebody = (c for c in visit.open_consultations() if c.state is ConsultationState.WITH_COORDINATOR)
    consultation = next(with_somebody, visit.open_consultation())
    consultation = consultation or open_consultation(visit, NOBODYS, Triage())
    join_messages(visit, messages, consultation)
    visit.tx.consultations.save(replace(consultation, last_contact_at=visit.now), visit.by(Actor.RESIDENT))
    tell_of_words(visit.turn, consultation)
