"""From what a clerk wrote to a consultation: memo, words, people, consent, and an alert where it is due."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from bot.clock import TOKYO, tokyo
from bot.desk.alerting import raise_alert, tell_on_duty
from bot.desk.counter import Counter
from bot.desk.holding import hold_for_abuse
from bot.desk.memo import LEVELS, NEXT_DATE, NO_RULE, URGENT_NEXT_DATE, first_state, match_status
from knowledge.destinations import Category
from routing.consent import ConsentState
from routing.consultation import (
    Channel,
    Consultation,
    ConsultationId,
    ConsultationState,
    MatchStatus,
    Subject,
)
from routing.decision import Decision, Flag
from routing.question import Question
from routing.relay import RelayNote
from routing.triage import assess
from routing.urgency import RuleId, Triage
from storage.answers import Answer, AnswerId
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.messages import Direction, Message, MessageId
from storage.relays import Relay

SAID_BY_CLERK = RuleId("window")
"""The rule of an urgency that the clerk set."""

LONGEST_SUMMARY = 200
HOW = "counter"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a note is, apart from who wrote it; of an earlier day it is what the desk would say now."""

    triage: Triage
    decision: Decision


def judge_note(counter: Counter, note: RelayNote) -> Judged:
    """Return the danger in a note, or what the clerk said of it if that is graver, and the desks that fit."""
    turn = counter.turn
    triage = assess(note.trouble, turn.desk.rules)
    if note.haste is not None and LEVELS.index(note.haste) < LEVELS.index(triage.level):
        triage = replace(triage, level=note.haste, rules=(SAID_BY_CLERK, *triage.rules))
    area = note.area or counter.window.area
    return Judged(triage, turn.town.judge.judge(Question(note.trouble, area, tokyo(turn.now))))


def open_relayed(counter: Counter, relay: Relay, judged: Judged) -> Consultation:
    """Store the consultation of a relay with everything that belongs to it, and call somebody where it is urgent."""
    consultation = counter.turn.tx.consultations.add(_consultation(counter, relay, judged), counter.by())
    add_words(counter, relay, consultation.id)
    _keep_people_and_consent(counter, relay, consultation.id)
    if relay.note.notifier:
        counter.turn.tx.consultations.set_notifier(consultation.id, relay.note.notifier)
    counter.turn.tx.answers.add(
        Answer(
            id=AnswerId(counter.turn.new_id()),
            municipality=consultation.municipality,
            consultation=consultation.id,
            at=counter.turn.now,
            decision=judged.decision,
            knowledge_version=counter.turn.town.version,
        )
    )
    hold_for_abuse(counter.turn, consultation)
    if judged.triage.alert:
        raise_alert(counter.turn, consultation, judged.triage)
    elif consultation.state is ConsultationState.WAITING_FOR_PERSON:
        tell_on_duty(counter.turn, consultation)
    return consultation


def add_words(counter: Counter, relay: Relay, consultation: ConsultationId) -> None:
    """Keep the clerk's line as said by the clerk, not by the visitor."""
    counter.turn.tx.messages.add(
        Message(
            id=MessageId(counter.turn.new_id()),
            municipality=relay.municipality,
            resident=None,
            direction=Direction.IN,
            author=counter.by().actor,
            account=counter.account.id,
            kind="text",
            text=relay.note.trouble,
            at=_received_at(relay.note.told_on, counter.turn.now),
            received_at=counter.turn.now,
            consultation=consultation,
        )
    )


def _consultation(counter: Counter, relay: Relay, judged: Judged) -> Consultation:
    note, triage, decision, now = relay.note, judged.triage, judged.decision, counter.turn.now
    status = match_status(decision, triage)
    return Consultation(
        id=ConsultationId(counter.turn.new_id()),
        municipality=relay.municipality,
        number=0,
        resident=None,
        channel=Channel.RELAY,
        received_at=_received_at(note.told_on, now),
        entered_at=now,
        state=_state(counter, relay, judged),
        level=triage.level,
        urgency_rule=triage.rules[0] if triage.rules else NO_RULE,
        match_status=status,
        category=None if status is MatchStatus.UNMATCHED else _category(counter, decision),
        area=note.area or decision.area or counter.window.area,
        next_date=now + NEXT_DATE.get(triage.level, URGENT_NEXT_DATE),
        last_contact_at=now,
        window=counter.window_id,
        subject=note.about,
        dangers=triage.dangers,
        danger_topic=triage.danger_topic,
        multiple_needs=Flag.MULTIPLE_NEEDS in decision.flags,
        quiet=Flag.REFUSES_HELP in decision.flags,
        summary=note.trouble.strip()[:LONGEST_SUMMARY],
    )


def _state(counter: Counter, relay: Relay, judged: Judged) -> ConsultationState:
    """Return who has it next: a person where one is asked for, where nobody asked the one it is about, and for all
    that a public facility noticed.
    """
    wants_person = relay.note.call_back or relay.consent is ConsentState.NOT_ASKED
    if wants_person or counter.is_facility or judged.triage.alert:
        return ConsultationState.WAITING_FOR_PERSON
    state = first_state(judged.decision, judged.triage)
    # The bot's short question would reach nobody: the visitor has gone home.
    asks = state is ConsultationState.WAITING_FOR_RESIDENT
    return ConsultationState.WAITING_FOR_PERSON if asks else state


def _category(counter: Counter, decision: Decision) -> Category | None:
    desks = (counter.turn.town.desks.get(candidate.destination) for candidate in decision.candidates)
    return next((desk.category for desk in desks if desk is not None), None)


def _received_at(told_on: date | None, now: datetime) -> datetime:
    """Return when the visitor came: now, or at noon of an earlier day, of which no hour is known."""
    if told_on is None or told_on == tokyo(now).date():
        return now
    return datetime.combine(told_on, time(12), TOKYO).astimezone(UTC)


def _keep_people_and_consent(counter: Counter, relay: Relay, consultation: ConsultationId) -> None:
    note = relay.note
    person = None
    if note.name or note.phone:
        person = PersonId(counter.turn.new_id())
        counter.turn.tx.persons.add(
            Person(
                id=person,
                municipality=relay.municipality,
                created_at=counter.turn.now,
                consultation=consultation,
                name=note.name,
                phone=note.phone,
                relation=note.relation,
            )
        )
    giver = person if note.about is not Subject.WRITER else None
    for subject in dict.fromkeys((None, person if giver is None else None)):
        counter.turn.tx.consents.add(
            Consent(
                id=ConsentId(counter.turn.new_id()),
                municipality=relay.municipality,
                consultation=consultation,
                state=relay.consent,
                by=counter.by(),
                text_version=consent_version(counter, note.about),
                how=HOW,
                subject=subject,
                giver=giver,
            )
        )


def consent_version(counter: Counter, about: Subject) -> str:
    """Return which sentence the clerk read out, and about whom; the sentence is kept under that name."""
    turn = counter.turn
    whom = "self" if about is Subject.WRITER else "other"
    version = f"{turn.town.texts.say('relay.consent.version')}/{whom}/relay"
    turn.tx.consents.keep_text(
        turn.town.slug, version, turn.town.texts.say("relay.consent.ask"), now=turn.now
    )
    return version
