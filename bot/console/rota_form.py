"""The forms of the rota: what was typed becomes a shift or an absence, or a message at each field that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, tzinfo

from bot.desk.duty_plan import LONGEST_ABSENCE
from knowledge.areas import AreaId, AreaTree
from knowledge.hours import DayKind, OfficeHours, Span
from knowledge.hours_writing import write_hours
from routing.consultation import AccountId, MunicipalitySlug
from routing.duty import Absence
from storage.accounts import Account
from storage.duty import StoredShift

NEW_YEAR = ((12, 29), (1, 3))
LAST_ORDER = 9

Faults = Mapping[str, str]
"""What is wrong, by the name of the field."""


@dataclass(frozen=True, slots=True)
class ShiftFields:
    """A shift as its form shows it; clocks as `08:30`, the end of the day as `00:00`."""

    account: str = ""
    days: frozenset[str] = frozenset({"mon", "tue", "wed", "thu", "fri"})
    opens: str = "08:30"
    closes: str = "17:15"
    area: str = ""
    order: str = "1"
    new_year: bool = True
    plain: bool = True


def fields_of(shift: StoredShift, hours: OfficeHours) -> ShiftFields:
    """Return the fields of a stored shift; `plain` is false where its hours say more than the form can."""
    clocks = {(span.opens, span.closes) for span in hours.spans}
    opens, closes = next(iter(clocks), (time(8, 30), time(17, 15)))
    return ShiftFields(
        account=shift.account,
        days=frozenset(span.day.value for span in hours.spans),
        opens=_clock_said(opens),
        closes=_clock_said(closes),
        area=shift.area or "",
        order=str(shift.order),
        new_year=hours.closed == (NEW_YEAR,),
        plain=len(clocks) == 1 and not hours.special and hours.closed in {(), (NEW_YEAR,)},
    )


def typed_fields(form: Mapping[str, str], days: Sequence[str]) -> ShiftFields:
    """Return what was typed, to be shown again."""
    return ShiftFields(
        account=form.get("account", ""),
        days=frozenset(days),
        opens=form.get("opens", "")[:8],
        closes=form.get("closes", "")[:8],
        area=form.get("area", ""),
        order=form.get("order", "")[:4],
        new_year="new_year" in form,
    )


def read_shift(
    typed: ShiftFields, id_: str, slug: MunicipalitySlug, people: Sequence[Account], areas: AreaTree
) -> tuple[StoredShift | None, Faults]:
    """Return the shift that was typed, or what is wrong with it."""
    faults: dict[str, str] = {}
    days = [day for day in DayKind if day.value in typed.days]
    opens, closes = _clock(typed.opens), _end(_clock(typed.closes))
    if typed.account not in {person.id for person in people}:
        faults["account"] = "unknown"
    if not days:
        faults["days"] = "missing"
    if opens is None:
        faults["opens"] = "clock"
    if closes is None:
        faults["closes"] = "clock"
    elif opens is not None and opens >= closes:
        faults["closes"] = "backwards"
    if typed.area and AreaId(typed.area) not in areas:
        faults["area"] = "unknown"
    if not (typed.order.isascii() and typed.order.isdigit() and 1 <= int(typed.order) <= LAST_ORDER):
        faults["order"] = "order"
    if faults or opens is None or closes is None:
        return None, faults
    closed = (NEW_YEAR,) if typed.new_year else ()
    hours = OfficeHours(tuple(Span(day, opens, closes) for day in days), closed)
    area = AreaId(typed.area) if typed.area else None
    shift = StoredShift(id_, slug, AccountId(typed.account), write_hours(hours), area, int(typed.order))
    return shift, {}


def read_absence(
    form: Mapping[str, str], people: Sequence[Account], now: datetime, zone: tzinfo
) -> tuple[Absence | None, Faults]:
    """Return the absence that was typed, or what is wrong with it; moments are of the wall clock in Tokyo."""
    faults: dict[str, str] = {}
    start, end = _moment(form.get("start", ""), zone), _moment(form.get("end", ""), zone)
    if form.get("away") not in {person.id for person in people}:
        faults["away"] = "unknown"
    if start is None:
        faults["start"] = "moment"
    if end is None:
        faults["end"] = "moment"
    elif start is not None and not start < end <= start + LONGEST_ABSENCE:
        faults["end"] = "backwards"
    elif end <= now:
        faults["end"] = "past"
    if faults or start is None or end is None:
        return None, faults
    return Absence(AccountId(form["away"]), start, end), {}


def _clock(text: str) -> time | None:
    try:
        found = time.fromisoformat(text.strip())
    except ValueError:
        return None
    return found.replace(second=0, microsecond=0) if found.tzinfo is None else None


def _end(clock: time | None) -> time | None:
    """Midnight at the end of a shift is the end of the day."""
    return time.max if clock == time.min else clock


def _clock_said(clock: time) -> str:
    return "00:00" if clock == time.max else clock.isoformat("minutes")


def _moment(text: str, zone: tzinfo) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    if found.tzinfo is not None or not 2000 <= found.year <= 2099:
        return None
    return found.replace(tzinfo=zone)
