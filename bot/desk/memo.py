"""The memo of a consultation: opened with the first message, and kept true as more is said."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.desk.case_words import index_messages
from bot.desk.visit import Visit
from knowledge.destinations import Category
from routing.consultation import (
    Actor,
    Channel,
    Consultation,
    ConsultationId,
    ConsultationState,
    MatchStatus,
    Subject,
)
from routing.decision import Decision, DecisionKind, Flag
from routing.urgency import Level, RuleId, Triage, Voice
from storage.answers import Answer, AnswerId
from storage.messages import Message

NO_RULE = RuleId("none")
NEXT_DATE = {Level.SAME_DAY: timedelta(days=1), Level.NORMAL: timedelta(days=3)}
URGENT_NEXT_DATE = timedelta(hours=1)
LEVELS = tuple(Level)
BOT_HAS_IT = frozenset({ConsultationState.ANSWERED, ConsultationState.WAITING_FOR_RESIDENT})


def open_consultation(visit: Visit, decision: Decision, triage: Triage) -> Consultation:
    """Open a consultation with its memo, as the next number of the municipality."""
    status = match_status(decision, triage)
    categories = categories_of(visit, decision)
    return visit.tx.consultations.add(
        Consultation(
            id=ConsultationId(visit.new_id()),
            municipality=visit.town.slug,
            number=0,
            resident=visit.resident.id,
            channel=Channel.LINE,
            received_at=visit.origin.at,
            entered_at=visit.now,
            state=first_state(decision, triage),
            level=triage.level,
            urgency_rule=triage.rules[0] if triage.rules else NO_RULE,
            match_status=status,
            category=categories[0] if categories and status is not MatchStatus.UNMATCHED else None,
            area=decision.area or visit.resident.area,
            window=visit.resident.sent_by(visit.now),
            next_date=visit.now + NEXT_DATE.get(triage.level, URGENT_NEXT_DATE),
            last_contact_at=visit.now,
            subject=_subject(decision, triage),
            dangers=triage.dangers,
            danger_topic=triage.danger_topic,
            multiple_needs=Flag.MULTIPLE_NEEDS in decision.flags,
            quiet=Flag.REFUSES_HELP in decision.flags,
        ),
        visit.by(Actor.BOT),
    )


def go_on(visit: Visit, found: Consultation, decision: Decision, triage: Triage) -> Consultation:
    """Add a message to an open consultation: its level only rises, and a match replaces "unmatched"."""
    status = match_status(decision, triage)
    categories = categories_of(visit, decision)
    rises = LEVELS.index(triage.level) < LEVELS.index(found.level)
    matched_now = found.match_status is not MatchStatus.MATCHED and status in {
        MatchStatus.MATCHED,
        MatchStatus.CHOICE,
    }
    due = visit.now + NEXT_DATE.get(triage.level, URGENT_NEXT_DATE)
    changed = replace(
        found,
        last_contact_at=visit.now,
        level=triage.level if rises else found.level,
        urgency_rule=triage.rules[0] if rises and triage.rules else found.urgency_rule,
        next_date=due if rises or found.next_date is None else found.next_date,
        match_status=status if matched_now else found.match_status,
        category=categories[0] if matched_now and categories else found.category,
        dangers=tuple(dict.fromkeys((*found.dangers, *triage.dangers))),
        danger_topic=found.danger_topic or triage.danger_topic,
        multiple_needs=found.multiple_needs or Flag.MULTIPLE_NEEDS in decision.flags,
        area=decision.area or found.area,
        quiet=found.quiet or Flag.REFUSES_HELP in decision.flags,
        subject=_subject(decision, triage) if found.subject is Subject.UNKNOWN else found.subject,
        # Once a person has it, or somebody asked for one, the bot's next answer does not take it from them.
        state=first_state(decision, triage) if found.state in BOT_HAS_IT else found.state,
    )
    return visit.tx.consultations.save(changed, visit.by(Actor.BOT))


def for_a_person(visit: Visit, consultation: Consultation, *, unmatched: bool = False) -> Consultation:
    """Put an open consultation into the coordinators' queue, unless a person has it already."""
    state = consultation.state
    changed = replace(
        consultation,
        state=ConsultationState.WAITING_FOR_PERSON if state in BOT_HAS_IT else state,
        match_status=MatchStatus.UNMATCHED if unmatched else consultation.match_status,
        last_contact_at=visit.now,
    )
    return visit.tx.consultations.save(changed, visit.by(Actor.RESIDENT))


def first_state(decision: Decision, triage: Triage) -> ConsultationState:
    """Return where a consultation stands after the bot's answer: answered, waiting for the person, or for staff."""
    if triage.alert or triage.danger_topic or {Flag.ACCUSATION, Flag.REFUSES_HELP} & set(decision.flags):
        return ConsultationState.WAITING_FOR_PERSON
    if decision.kind in {DecisionKind.ANSWER, DecisionKind.CHOOSE}:
        return ConsultationState.ANSWERED
    if decision.kind is DecisionKind.ASK and decision.options:
        return ConsultationState.WAITING_FOR_RESIDENT
    return ConsultationState.WAITING_FOR_PERSON


def match_status(decision: Decision, triage: Triage) -> MatchStatus:
    """Return what matching made of a message, for the memo and the coordinators' queue.

    For danger a rule names the desk, and without any words nothing was matched: neither is a need that no desk meets.
    """
    if triage.alert:
        return MatchStatus.MATCHED if decision.candidates else MatchStatus.NOT_TRIED
    if decision.kind is DecisionKind.ANSWER:
        return MatchStatus.MATCHED
    if decision.kind is DecisionKind.CHOOSE or (decision.kind is DecisionKind.ASK and decision.options):
        return MatchStatus.CHOICE
    if decision.kind is DecisionKind.PERSON or Flag.REFUSES_HELP in decision.flags:
        return MatchStatus.NOT_TRIED
    return MatchStatus.UNMATCHED


def categories_of(visit: Visit, decision: Decision) -> tuple[Category, ...]:
    """Return the categories of a decision's candidates, best first."""
    desks = (visit.town.desks.get(candidate.destination) for candidate in decision.candidates)
    return tuple(desk.category for desk in desks if desk is not None)


def _subject(decision: Decision, triage: Triage) -> Subject:
    if triage.voice is Voice.OTHER or Flag.THIRD_PERSON in decision.flags:
        return Subject.THIRD_PARTY
    return Subject.WRITER if triage.voice is Voice.SELF else Subject.UNKNOWN


def join_messages(visit: Visit, messages: Iterable[Message], consultation: Consultation) -> None:
    """Say of each message to which consultation it belongs; a bubble no longer waits."""
    joined = tuple(messages)
    ids = [message.id for message in joined]
    visit.tx.messages.join(ids, consultation.id)
    visit.tx.messages.handled(ids)
    index_messages(visit.tx, consultation, joined)


def remember_answer(visit: Visit, consultation: Consultation, decision: Decision) -> Answer:
    """Keep what was decided, so that a button tapped later knows what it was about."""
    answer = Answer(
        id=AnswerId(visit.new_id()),
        municipality=visit.town.slug,
        consultation=consultation.id,
        at=visit.now,
        decision=decision,
        knowledge_version=visit.town.version,
    )
    visit.tx.answers.add(answer)
    return answer
