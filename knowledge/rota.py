"""Who is on duty: shifts by weekday, holiday, time and area, as the profile plans them."""

from dataclasses import dataclass

from knowledge.areas import AreaId
from knowledge.hours import OfficeHours


@dataclass(frozen=True, slots=True)
class Shift:
    """A coordinator (by login) is on duty during `hours`; `order` 1 is called first; area None is everywhere."""

    login: str
    hours: OfficeHours
    area: AreaId | None = None
    order: int = 1
