"""Fixed rounds: at set hours whoever is on duty is told how many urgent cases wait for a record of what was done."""

from datetime import datetime

from bot.clock import tokyo
from bot.desk.desk import Desk
from bot.desk.each_town import in_each_town
from bot.desk.notices import AlertNotice, is_reachable, owe_notice
from bot.desk.turn import Turn
from bot.texts.moments import clock_said
from routing.working_days import latest_round


def send_due_rounds(desk: Desk) -> int:
    """Tell the coordinators on duty of the round that is due; return how many were told.

    A round is told once to each person whatever is restarted, late on the same day rather than never.
    """
    return in_each_town(desk, "rounds", _send_round)


def _send_round(turn: Turn) -> int:
    here = tokyo(turn.now)
    due = latest_round(here, turn.town.profile.municipality.alerts.rounds)
    if due is None:
        return 0
    waiting = [a for a in turn.tx.alerts.open_of(turn.town.slug) if a.raised_at < due]
    if not waiting:
        return 0
    on_duty = turn.tx.duty.rota(turn.town.slug).on_duty(here, None, turn.town.profile.areas)
    notice = _notice(turn, due, len(waiting))
    told = [a for a in on_duty if is_reachable(turn, a) and owe_notice(turn, a, notice)]
    return len(told)


def _notice(turn: Turn, due: datetime, count: int) -> AlertNotice:
    texts = turn.town.texts
    return AlertNotice(
        subject=texts.say("alert.mail.subject_round", count=count),
        text=texts.say(
            "alert.line.round",
            time=clock_said(texts, due.time()),
            count=count,
            link=turn.console_link(),
            telephone=turn.town.telephone,
        ),
        link=turn.console_link(),
        link_label=texts.say("alert.button.open"),
        dedupe_key=f"round:{due.date().isoformat()}T{due.hour:02}{due.minute:02}",
    )
