"""Watching the month's messages: asked of LINE now and then, kept as counters, told before they are spent."""

import logging
from datetime import date, datetime

from bot.clock import tokyo
from bot.desk.desk import Desk
from bot.desk.each_town import in_each_town
from bot.desk.notices import AlertNotice, owe_mail
from bot.desk.turn import Turn
from bot.ports import LineSenders, Quota
from routing.consultation import MunicipalitySlug
from routing.outgoing import Lane
from routing.quota import Month, Stage, stage_of
from routing.roles import Role
from storage.transaction import Transaction

log = logging.getLogger(__name__)

LIMIT = "line_month_limit"
USED = "line_month_used"
NO_LIMIT = -1


def watch_quota(desk: Desk, lines: LineSenders) -> int:
    """Ask LINE for the month of every channel and keep it; return how many answered.

    No transaction is open while LINE is asked.
    """
    with desk.database.reading() as tx:
        slugs = [stored.slug for stored in tx.municipalities.all() if stored.active]
    answers = {slug: answer for slug in slugs if (answer := _asked(lines, slug)) is not None}
    return in_each_town(desk, "quota", lambda turn: _keep(turn, answers.get(turn.town.slug)))


def _asked(lines: LineSenders, slug: MunicipalitySlug) -> Quota | None:
    try:
        return lines.of(slug).quota()
    except LookupError:
        return None


def _keep(turn: Turn, told: Quota | None) -> int:
    if told is None:
        return 0
    first = first_of_month(turn.now)
    limit = NO_LIMIT if told.limit is None else told.limit
    totals = turn.tx.counters.totals(first=first, last=first)
    for name, value in ((LIMIT, limit), (USED, told.used)):
        change = value - totals.get((turn.town.slug, name), 0)
        if change:
            turn.tx.counters.add(turn.town.slug, name, first, change)
    _warn(turn, Month(told.limit, told.used))
    return 1


def _warn(turn: Turn, month: Month) -> None:
    """Mail the administrators once for each stage that a month comes to."""
    stage = stage_of(month)
    if stage is Stage.PLENTY:
        return
    texts = turn.town.texts
    text = (
        texts.say("alert.operator.quota_spent")
        if stage is Stage.SPENT
        else texts.say("alert.operator.quota", left=month.left or 0)
    )
    notice = AlertNotice(
        subject=texts.say("alert.operator.subject", what=texts.say("alert.operator.what_quota")),
        text=text,
        dedupe_key=f"quota:{first_of_month(turn.now).isoformat()}:{stage.value}",
        lane=Lane.NORMAL,
    )
    for account in turn.tx.accounts.of_municipality(turn.town.slug, roles=(Role.ADMINISTRATOR,)):
        owe_mail(turn, account.id, notice)


def month_of(tx: Transaction, slug: MunicipalitySlug, now: datetime) -> Month | None:
    """Return the present month of a channel as LINE told it last, None when it never did."""
    first = first_of_month(now)
    totals = tx.counters.totals(first=first, last=first)
    limit = totals.get((slug, LIMIT))
    if limit is None:
        return None
    return Month(None if limit == NO_LIMIT else limit, totals.get((slug, USED), 0))


def keeps_for_alerts(turn: Turn) -> bool:
    """Tell whether what is left of the month is kept for alerts and answers, so that nothing is asked unasked."""
    return stage_of(month_of(turn.tx, turn.town.slug, turn.now)) in {Stage.RESERVE, Stage.SPENT}


def first_of_month(now: datetime) -> date:
    """Return the first day of the month in Tokyo, by which LINE counts."""
    return tokyo(now).date().replace(day=1)
