"""What is kept for how long: the kinds of data that end, and before which moment each of them is past its time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.retention_plan import RetentionPlan


class Kind(StrEnum):
    """What has a time of its own, in the order in which it is purged: raw events first, the official record last.

    `HANDLED_EVENTS` are the rows by which a repeated delivery is known: LINE redelivers for less than the seven days
    that a plan allows at least. `KEPT_NOTES` are notes of a facility's counter that
    went to nobody. `MEMO` is the staff's record with everything that belongs to it but its figures.
    """

    RAW_EVENTS = "raw_events"
    OUTGOING_CONTENT = "outgoing_content"
    MESSAGES = "messages"
    CONTACT = "contact"
    FINISHED_WORK = "finished_work"
    HANDLED_EVENTS = "handled_events"
    TOMBSTONES = "tombstones"
    SENT = "sent"
    FORWARDED = "forwarded"
    KEPT_NOTES = "kept_notes"
    DIGESTS = "digests"
    LINKS = "links"
    IDENTITY = "identity"
    MEMO = "memo"


LINK_DAYS = 7


def ends(plan: RetentionPlan, now: datetime) -> Mapping[Kind, datetime]:
    """Return before which moment each kind is past its time. `MEMO` is missing where no 文書保存年限 is set."""

    def days(count: int) -> datetime:
        return now - timedelta(days=count)

    found = {
        Kind.RAW_EVENTS: days(plan.event_days),
        Kind.OUTGOING_CONTENT: days(plan.event_days),
        Kind.MESSAGES: days(plan.chat_days),
        Kind.CONTACT: days(plan.chat_days),
        Kind.FINISHED_WORK: days(plan.event_days),
        Kind.HANDLED_EVENTS: days(plan.event_days),
        Kind.TOMBSTONES: days(plan.event_days),
        Kind.SENT: days(plan.sent_days),
        Kind.FORWARDED: days(plan.event_days),
        Kind.KEPT_NOTES: days(plan.chat_days),
        Kind.DIGESTS: days(plan.digest_days),
        Kind.LINKS: days(LINK_DAYS),
        Kind.IDENTITY: days(plan.chat_days),
    }
    if plan.memo_years:
        found[Kind.MEMO] = years_before(now, plan.memo_years)
    return found


def years_before(now: datetime, years: int) -> datetime:
    """Return the same moment some years ago; the 29th of February becomes the 28th."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return now.replace(year=now.year - years, day=28)
