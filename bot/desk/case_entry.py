"""A consultation that came by telephone or over the counter, entered by a person: valid without any name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import tokyo
from bot.desk.alerting import raise_alert
from bot.desk.case_words import index_messages
from bot.desk.turn import Turn
from knowledge.areas import AreaId
from routing.consent import ConsentState
from routing.consultation import (
    Actor,
    Channel,
    Consultation,
    ConsultationId,
    ConsultationState,
    MatchStatus,
    Subject,
    WindowId,
)
from routing.decision import Decision, DecisionKind
from routing.question import Question
from routing.triage import assess
from routing.urgency import Level, RuleId, Triage
from storage.answers import Answer, AnswerId
from storage.casework import Intake
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.history import By
from storage.messages import Direction, Message, MessageId

LONGEST_TEXT = 2000
LEVELS = tuple(Level)
NEXT_DATE = timedelta(days=1)
CONSENT_TEXT = "counter/1"


class Worry(StrEnum):
    """The boxes of the national 相談受付・申込票, and one for the small troubles of every day.

    Source: 厚生労働省, 自立相談支援機関使用標準様式 (相談受付・申込票).
    """

    HEALTH = "health"
    HOUSING = "housing"
    INCOME = "income"
    RENT = "rent"
    TAXES = "taxes"
    DEBT = "debt"
    JOB = "job"
    WORK_TROUBLE = "work_trouble"
    NEIGHBOURS = "neighbours"
    FAMILY = "family"
    PARENTING = "parenting"
    CARE = "care"
    WITHDRAWAL = "withdrawal"
    ABUSE = "abuse"
    FOOD = "food"
    SMALL_HELP = "small_help"
    OTHER = "other"


class Sex(StrEnum):
    """What stands on the form where somebody wants to say it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was taken down. Only the text, the channel and the urgency are needed; `person` and `sheet` may be empty.

    `person` holds name, phone, address and relation; `sheet` every other box of the form by its name.
    """

    text: str = field(repr=False)
    channel: Channel
    level: Level
    received_at: datetime
    subject: Subject = Subject.UNKNOWN
    window: WindowId | None = None
    area: AreaId | None = None
    person: Mapping[str, str] = field(default_factory=dict, repr=False)
    sheet: Mapping[str, str] = field(default_factory=dict, repr=False)
    consent: ConsentState = ConsentState.NOT_ASKED


def enter(turn: Turn, entry: Entry, by: By) -> Consultation:
    """Open a consultation with its memo, its words, and what the matcher suggests; danger in the words alerts.

    The graver of what the person chose and what the words say counts, so that no haste at the counter hides danger.
    """
    triage = assess(entry.text, turn.desk.rules)
    question = Question(entry.text, entry.area, tokyo(turn.now))
    decision = turn.town.judge.judge(question)
    case = turn.tx.consultations.add(_consultation(turn, entry, triage, decision, by), by)
    _keep_words(turn, entry, case, by)
    _keep_answer(turn, case, decision)
    _keep_form(turn, entry, case, by)
    if triage.alert:
        raise_alert(turn, case, triage)
    return case


def _consultation(turn: Turn, entry: Entry, triage: Triage, decision: Decision, by: By) -> Consultation:
    graver = LEVELS.index(triage.level) < LEVELS.index(entry.level)
    best = decision.candidates[0] if decision.kind is DecisionKind.ANSWER and decision.candidates else None
    desk = turn.town.desks.get(best.destination) if best else None
    return Consultation(
        id=ConsultationId(turn.new_id()),
        municipality=turn.town.slug,
        number=0,
        resident=None,
        channel=entry.channel,
        received_at=entry.received_at,
        entered_at=turn.now,
        state=ConsultationState.WITH_COORDINATOR,
        level=triage.level if graver else entry.level,
        urgency_rule=triage.rules[0] if graver and triage.rules else RuleId("person"),
        match_status=MatchStatus.MATCHED if desk else MatchStatus.UNMATCHED,
        category=desk.category if desk else None,
        area=entry.area,
        next_date=turn.now + NEXT_DATE,
        last_contact_at=entry.received_at,
        window=entry.window,
        owner=by.account,
        subject=entry.subject,
        dangers=triage.dangers,
        danger_topic=triage.danger_topic,
    )


def _keep_words(turn: Turn, entry: Entry, case: Consultation, by: By) -> None:
    message = Message(
        id=MessageId(turn.new_id()),
        municipality=case.municipality,
        resident=None,
        direction=Direction.IN,
        author=Actor.RESIDENT,
        kind="text",
        text=entry.text,
        at=entry.received_at,
        received_at=turn.now,
        consultation=case.id,
        account=by.account,
        note=entry.channel.value,
    )
    turn.tx.messages.add(message)
    index_messages(turn.tx, case, (message,))


def _keep_answer(turn: Turn, case: Consultation, decision: Decision) -> None:
    """Keep the ranking with its reasons, for staff: nobody was offered anything yet."""
    answer = Answer(
        id=AnswerId(turn.new_id()),
        municipality=case.municipality,
        consultation=case.id,
        at=turn.now,
        decision=decision,
        knowledge_version=turn.town.version,
    )
    turn.tx.answers.add(answer)


def _keep_form(turn: Turn, entry: Entry, case: Consultation, by: By) -> None:
    subject: PersonId | None = None
    if any(entry.person.values()):
        subject = PersonId(turn.new_id())
        given = entry.person.get
        turn.tx.persons.add(
            Person(
                subject,
                case.municipality,
                turn.now,
                case.id,
                name=given("name", ""),
                phone=given("phone", ""),
                address=given("address", ""),
                relation=given("relation", ""),
            )
        )
    if any(entry.sheet.values()) and by.account is not None:
        turn.tx.intakes.put(Intake(case.id, case.municipality, by.account, turn.now, dict(entry.sheet)))
    _keep_consent(turn, entry, case, by, subject)


def _keep_consent(turn: Turn, entry: Entry, case: Consultation, by: By, subject: PersonId | None) -> None:
    if entry.consent is not ConsentState.NOT_ASKED:
        turn.tx.consents.add(
            Consent(
                id=ConsentId(turn.new_id()),
                municipality=case.municipality,
                consultation=case.id,
                state=entry.consent,
                by=replace(by),
                text_version=CONSENT_TEXT,
                how=entry.channel.value,
                subject=subject,
            )
        )
