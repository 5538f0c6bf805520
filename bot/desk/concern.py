"""気になる人がいる: what somebody saw or heard of another person. No consent is asked and no service offered.

A coordinator takes it, and who wrote it stands apart.
"""

from dataclasses import replace

from bot.desk.alerting import raise_alert, tell_on_duty
from bot.desk.buttons import Tap, Tapped, write_button
from bot.desk.danger import compose_numbers
from bot.desk.discretion import is_neutral
from bot.desk.holding import hold_for_abuse
from bot.desk.judging import decide
from bot.desk.memo import LEVELS, join_messages, open_consultation
from bot.desk.reply import Part, QuickReply, Reply, Say
from bot.desk.visit import Visit
from routing.consent import ConsentState
from routing.consultation import Actor, Consultation, ConsultationId, ConsultationState, Subject
from routing.urgency import Danger, Level, RuleId, Triage, Voice
from storage.consents import Consent, ConsentId
from storage.errors import NotThereError
from storage.messages import Message

CONCERN = "concern"
SAID_BY_NEIGHBOUR = RuleId("notifier")
HASTES = (("haste_now", Level.EMERGENCY), ("haste_today", Level.SAME_DAY), ("haste_later", Level.NORMAL))


def begin_concern(visit: Visit, _: Tapped) -> None:
    """Ask what there is to worry about, and nothing else."""
    visit.wait_for_answer(CONCERN)
    visit.reply(Reply((Say(visit.say("concern.ask")),)))


def hear_concern(visit: Visit, messages: tuple[Message, ...], triage: Triage) -> None:
    """Store a notice about another person, alert where its words are dangerous, and ask how urgent it is."""
    visit.stop_waiting()
    visit = visit.refreshed()
    case = _open(visit, messages, triage)
    parts: list[Part] = [Say(visit.say("concern.thanks"))]
    hold_for_abuse(visit.turn, case)
    if triage.alert:
        raise_alert(visit.turn, case, triage)
        parts.append(compose_numbers(visit.answering(), triage, visit.desk.registry))
    else:
        tell_on_duty(visit.turn, case)
    parts.append(Say(visit.answering(case.id).who_looks()))
    if triage.alert:
        visit.reply(Reply(tuple(parts), neutral=is_neutral(case.dangers)), case, dangerous=True)
        return
    parts.append(Say(visit.say("concern.ask_haste")))
    visit.reply(Reply(tuple(parts), _hastes(visit, case), neutral=is_neutral(case.dangers)), case)


def _open(visit: Visit, messages: tuple[Message, ...], triage: Triage) -> Consultation:
    decision = decide(visit, "".join(message.text for message in messages))
    made = open_consultation(visit, decision, triage)
    join_messages(visit, messages, made)
    visit.tx.consultations.set_notifier(made.id, visit.say("concern.notifier"))
    visit.tx.consents.add(
        Consent(
            id=ConsentId(visit.new_id()),
            municipality=visit.town.slug,
            consultation=made.id,
            state=ConsentState.NOT_ASKED,
            by=visit.by(Actor.RESIDENT),
            text_version=visit.say("consent.version"),
            how="chat",
        )
    )
    case = replace(made, subject=Subject.THIRD_PARTY, state=ConsultationState.WAITING_FOR_PERSON)
    return visit.tx.consultations.save(case, visit.by(Actor.BOT))


def _hastes(visit: Visit, case: Consultation) -> tuple[QuickReply, ...]:
    return tuple(
        QuickReply(
            visit.say(f"concern.{key}"),
            write_button(Tap.CONCERN_HASTE, consultation=case.id, value=level.value),
            visit.say(f"concern.{key}"),
        )
        for key, level in HASTES
    )


def set_haste(visit: Visit, button: Tapped) -> None:
    """Take how urgent the neighbour finds it: it only makes a notice more urgent, never less."""
    case = _own(visit, button.consultation)
    level = next((level for _, level in HASTES if level.value == button.value), None)
    if case is None or level is None:
        visit.reply_text("menu.consult_prompt")
        return
    if LEVELS.index(level) < LEVELS.index(case.level):
        raised = replace(case, level=level, urgency_rule=SAID_BY_NEIGHBOUR, last_contact_at=visit.now)
        case = visit.tx.consultations.save(raised, visit.by(Actor.RESIDENT))
    if level is not Level.EMERGENCY:
        visit.reply_text("concern.noted", case)
        return
    triage = Triage(
        level=level, rules=(SAID_BY_NEIGHBOUR,), dangers=case.dangers or (Danger.UNKNOWN,), voice=Voice.OTHER
    )
    raise_alert(visit.turn, case, triage)
    numbers = compose_numbers(visit.answering(case.id), triage, visit.desk.registry)
    parts = (Say(visit.say("danger.call_first")), numbers, Say(visit.answering(case.id).who_looks()))
    visit.reply(Reply(parts, neutral=is_neutral(case.dangers)), case, dangerous=True)


def _own(visit: Visit, id_: str) -> Consultation | None:
    try:
        case = visit.tx.consultations.get(ConsultationId(id_))
    except NotThereError:
        return None
    return case if case.resident == visit.resident.id and case.is_open else None
