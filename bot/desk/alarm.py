"""A message that says danger: the numbers at once, one consultation, and a person alerted."""

from bot.desk.alerting import raise_alert
from bot.desk.danger import compose_danger, danger_desk
from bot.desk.holding import hold_for_abuse
from bot.desk.judging import decide
from bot.desk.memo import join_messages, remember_answer
from bot.desk.visit import Visit
from bot.desk.worry import consultation_for
from routing.decision import Candidate, Decision, DecisionKind
from routing.urgency import Triage
from storage.messages import Message

NAMED_BY_RULE = "危険の種類で決まっている窓口"


def raise_alarm(visit: Visit, messages: tuple[Message, ...], triage: Triage) -> None:
    """Answer danger and alert whoever is on duty; several messages of one person are one alert."""
    decision = _named(visit, triage, decide(visit, "".join(message.text for message in messages)))
    consultation = consultation_for(visit, decision, triage)
    join_messages(visit, messages, consultation)
    answer = remember_answer(visit, consultation, decision)
    raise_alert(visit.turn, consultation, triage)
    hold_for_abuse(visit.turn, consultation)
    on = visit.answering(consultation.id, answer.id)
    visit.reply(compose_danger(on, triage, visit.desk.registry), consultation, dangerous=True)


def _named(visit: Visit, triage: Triage, matched: Decision) -> Decision:
    """Return the decision on danger: the desk the municipality names for it, without regard to confidence."""
    desk = danger_desk(visit.town, triage)
    named = () if desk is None else (Candidate(desk.id, 1.0, (NAMED_BY_RULE,)),)
    others = tuple(c for c in matched.candidates if desk is None or c.destination != desk.id)
    return Decision(
        DecisionKind.HANDOVER,
        (*named, *others[: 10 - len(named)]),
        flags=matched.flags,
        area=matched.area or visit.resident.area,
    )
