"""Consultations as rows of a table: what the memo says, without any word of the person."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.clock import tokyo
from routing.consultation import Consultation, MunicipalitySlug
from routing.working_days import day_bounds
from storage.selection import Selection
from storage.transaction import Transaction

COLUMNS = (
    "number", "received_at", "entered_at", "channel", "window", "area", "category", "level", "urgency_rule",
    "match_status", "state", "subject", "multiple_needs", "danger_topic", "chosen", "chosen_by", "owner",
    "next_date", "outcome", "closed_at",
)  # fmt: skip


def export_rows(
    tx: Transaction,
    slug: MunicipalitySlug,
    *,
    first: date | None,
    last: date | None,
    zone_moment: datetime,
) -> Iterator[dict[str, str]]:
    """Yield a row for each consultation received from the first to the last Tokyo day, in order of numbers."""
    wanted = Selection(
        slug,
        received_from=day_bounds(first, zone_moment)[0] if first else None,
        received_until=day_bounds(last, zone_moment)[1] if last else None,
    )
    for consultation in tx.consultations.stream(wanted):
        yield row_of(consultation)


def row_of(consultation: Consultation) -> dict[str, str]:
    """Return the cells of one consultation by the names of their columns."""
    return {column: _cell(consultation, column) for column in COLUMNS}


def _cell(consultation: Consultation, column: str) -> str:
    value = getattr(consultation, column)
    if value is None:
        return ""
    if isinstance(value, datetime):
        return tokyo(value).isoformat(timespec="seconds")
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
