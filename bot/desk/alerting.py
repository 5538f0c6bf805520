"""Alerts: raised in the same transaction as the memo, sent to whoever is on duty, free of content."""

from dataclasses import replace
from datetime import timedelta

from bot.clock import tokyo
from bot.desk.alert_answers import acknowledge_alert
from bot.desk.buttons import Tap, write_button
from bot.desk.notices import AlertNotice, is_reachable, owe_notice
from bot.desk.presence import presence
from bot.desk.safety_clock import start_safety_clock
from bot.desk.turn import Turn
from bot.texts.moments import when_said
from routing.alert import Alert, AlertId, AlertState
from routing.consultation import AccountId, Consultation
from routing.escalation import Move, Pace, People, Saying, next_move
from routing.urgency import Level, Triage


def raise_alert(turn: Turn, consultation: Consultation, triage: Triage) -> Alert:
    """Raise an alert for this consultation, or return the one that is still open.

    Twenty messages of one person are one alert: only the first calls somebody, and one that makes it worse.
    """
    start_safety_clock(turn, consultation)
    standing = turn.tx.alerts.open_of_consultation(consultation.id)
    if standing is not None:
        return _make_worse(turn, standing, consultation, triage)
    pace = pace_of(turn)
    alert = Alert(
        id=AlertId(turn.new_id()),
        municipality=turn.town.slug,
        consultation=consultation.id,
        level=triage.level,
        state=AlertState.RAISED,
        raised_at=turn.now,
        deadline=turn.now + pace.acknowledge,
        next_step_at=turn.now,
    )
    turn.tx.alerts.add(alert)
    return take_move(turn, alert, consultation)


def _make_worse(turn: Turn, alert: Alert, consultation: Consultation, triage: Triage) -> Alert:
    """Let a standing alert sound again when danger to life has come to it."""
    if triage.level is not Level.EMERGENCY or alert.level is Level.EMERGENCY:
        return alert
    worse = replace(alert, level=Level.EMERGENCY, next_step_at=turn.now)
    people = people_of(turn, worse, consultation)
    if not people.on_duty:
        return turn.tx.alerts.save(worse, was=alert.state)
    due = turn.now + pace_of(turn).acknowledge
    calls = tuple((account, Saying.RAISED) for account in people.on_duty)
    return make_move(turn, worse, consultation, Move(calls, AlertState.SENT, due, due))


def pace_of(turn: Turn) -> Pace:
    """Return the municipality's own minutes."""
    plan = turn.town.profile.municipality.alerts
    return Pace(timedelta(minutes=plan.acknowledge_minutes), timedelta(minutes=plan.action_minutes))


def people_of(turn: Turn, alert: Alert, consultation: Consultation) -> People:
    """Return who can be called for an alert now; accounts without any channel are left out."""
    rota = turn.tx.duty.rota(turn.town.slug)
    there = presence(turn.town, rota, consultation.area, turn.now)
    return People(
        on_duty=tuple(account for account in there.on_duty if is_reachable(turn, account)),
        everybody=tuple(account for account in rota.everybody() if is_reachable(turn, account)),
        called=frozenset(attempt.account for attempt in turn.tx.alerts.attempts(alert.id)),
        next_duty=there.next_duty,
    )


def take_move(turn: Turn, alert: Alert, consultation: Consultation) -> Alert:
    """Take the step of an alert that is due now."""
    people = people_of(turn, alert, consultation)
    return make_move(turn, alert, consultation, next_move(alert, people, pace_of(turn), turn.now))


def make_move(turn: Turn, alert: Alert, consultation: Consultation, move: Move) -> Alert:
    """Write how an alert stands after a step, and owe its calls; every attempt is stored with the step's number."""
    moved = replace(
        alert,
        state=move.state,
        deadline=move.deadline or alert.deadline,
        next_step_at=move.next_step_at,
        escalation_step=alert.escalation_step + bool(move.calls),
    )
    for account, saying in move.calls:
        send_alert(turn, moved, consultation, account, saying)
    return turn.tx.alerts.save(moved, was=alert.state)


def send_alert(
    turn: Turn, alert: Alert, consultation: Consultation, account: AccountId, saying: Saying
) -> None:
    """Owe one coordinator the alert on every channel they have: LINE with a button, and e-mail."""
    texts = turn.town.texts
    level = texts.say(f"alert.level.{alert.level.value}")
    text = texts.say(
        f"alert.line.{saying.value}",
        level=level,
        number=consultation.number,
        deadline=when_said(texts, tokyo(alert.deadline), tokyo(turn.now)),
        link=turn.console_link(consultation.number),
        telephone=turn.town.telephone,
    )
    notice = AlertNotice(
        subject=texts.say("alert.mail.subject", level=level, number=consultation.number),
        text=text,
        button=texts.say("alert.button.acknowledge"),
        button_data=write_button(Tap.ACKNOWLEDGE, value=alert.id),
        dedupe_key=f"alert:{alert.id}:{alert.escalation_step}:{saying.value}",
        link=turn.console_link(consultation.number),
        link_label=texts.say("alert.button.open"),
        alert=alert.id,
        step=alert.escalation_step,
    )
    owe_notice(turn, account, notice)


def tell_on_duty(turn: Turn, consultation: Consultation) -> None:
    """Tell whoever is on duty that somebody wants to talk to a person; once per consultation and day."""
    there = presence(turn.town, turn.tx.duty.rota(turn.town.slug), consultation.area, turn.now)
    texts = turn.town.texts
    for account in [account for account in there.on_duty if is_reachable(turn, account)][:1]:
        notice = AlertNotice(
            subject=texts.say("alert.mail.subject_person", number=consultation.number),
            text=texts.say(
                "alert.line.person_requested",
                number=consultation.number,
                link=turn.console_link(consultation.number),
                telephone=turn.town.telephone,
            ),
            link=turn.console_link(consultation.number),
            link_label=texts.say("alert.button.open"),
            dedupe_key=f"person:{consultation.id}:{tokyo(turn.now).date().isoformat()}",
        )
        owe_notice(turn, account, notice)


def acknowledge(turn: Turn, alert: Alert, account: AccountId) -> str:
    """Acknowledge an alert by one coordinator; return the key of what they are told."""
    acknowledged = acknowledge_alert(turn.tx, alert, account, turn.now)
    return "acknowledged" if acknowledged is not None else "already_acknowledged"
