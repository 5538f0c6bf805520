"""The clock of a child's 安全確認: within 48 hours of the report, holidays and nights included.

Source: 児童相談所運営指針 (the child is seen within 48 hours); the town's desk reminds, the child guidance centre sees.
"""

from datetime import datetime, timedelta

from bot.clock import tokyo
from bot.desk.notices import AlertNotice, is_reachable, owe_notice
from bot.desk.presence import presence
from bot.desk.turn import Turn
from bot.texts.moments import when_said
from routing.consultation import AccountId, Actor, Consultation, ConsultationId, MunicipalitySlug
from routing.urgency import Danger
from storage.audit import AuditEntry
from storage.history import By
from storage.timed import Timed, TimedId
from storage.transaction import Transaction

KIND = "child_safety"
LIMIT = timedelta(hours=48)
REMINDERS = tuple(timedelta(hours=hours) for hours in (24, 36, 44, 48))


def start_safety_clock(turn: Turn, consultation: Consultation) -> bool:
    """Start the clock of a consultation on suspected abuse of a child, once; tell whether it began now."""
    if Danger.CHILD_ABUSE not in consultation.dangers:
        return False
    began = turn.now
    deadline = began + LIMIT
    added = [
        turn.tx.timed.add(
            Timed(
                id=TimedId(turn.new_id()),
                municipality=turn.town.slug,
                kind=KIND,
                subject=consultation.id,
                due_at=began + after,
                dedupe_key=f"{KIND}:{consultation.id}:{after // timedelta(hours=1)}",
                payload={"deadline": deadline.isoformat()},
            )
        )
        for after in REMINDERS
    ]
    return any(added)


def remind_of_safety(turn: Turn, work: Timed) -> None:
    """Remind whoever is on duty, or everybody when nobody is: this clock knows no holiday."""
    consultation = turn.tx.consultations.get(ConsultationId(work.subject))
    if not consultation.is_open:
        return
    deadline = datetime.fromisoformat(work.payload["deadline"])
    rota = turn.tx.duty.rota(turn.town.slug)
    on_duty = presence(turn.town, rota, consultation.area, turn.now).on_duty
    texts = turn.town.texts
    key = "safety_overdue" if turn.now >= deadline else "safety_check"
    called = rota.everybody() if turn.now >= deadline or not on_duty else on_duty
    for account in called:
        if not is_reachable(turn, account):
            continue
        notice = AlertNotice(
            subject=texts.say("alert.mail.subject_safety", number=consultation.number),
            text=texts.say(
                f"alert.line.{key}",
                number=consultation.number,
                deadline=when_said(texts, tokyo(deadline), tokyo(turn.now)),
                link=turn.console_link(consultation.number),
                telephone=turn.town.telephone,
            ),
            link=turn.console_link(consultation.number),
            link_label=texts.say("alert.button.open"),
            dedupe_key=work.dedupe_key,
        )
        owe_notice(turn, account, notice)


def safety_deadline(tx: Transaction, consultation: ConsultationId) -> datetime | None:
    """Return by when the child must have been seen, or None when no clock runs."""
    waiting = [work for work in tx.timed.waiting_for(consultation) if work.kind == KIND]
    return datetime.fromisoformat(waiting[0].payload["deadline"]) if waiting else None


def running_clocks(tx: Transaction, municipality: MunicipalitySlug) -> dict[ConsultationId, datetime]:
    """Return every clock that nobody has stopped, those that have run out included, with its deadline."""
    running = tx.timed.running(municipality, KIND)
    return {
        ConsultationId(work.subject): datetime.fromisoformat(work.payload["deadline"]) for work in running
    }


def confirm_safety(tx: Transaction, consultation: Consultation, account: AccountId, now: datetime) -> bool:
    """Stop the clock because the child was seen, with an entry in the trail; False when no clock was running."""
    if not tx.timed.cancel(subject=consultation.id, kinds=(KIND,), now=now, done_too=True):
        return False
    by = By(Actor.COORDINATOR, now, account)
    tx.audit.note(
        AuditEntry(
            by,
            "child_safety_confirmed",
            "consultation",
            consultation.id,
            municipality=consultation.municipality,
        )
    )
    return True
