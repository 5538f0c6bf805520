"""Certified windows (認定窓口): pharmacies and corporations that listen first and connect."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.areas import AreaId
from knowledge.hours import OfficeHours


class WindowStatus(StrEnum):
    """A window works only when certified; `LEAFLET_ONLY` hands out the flyer instead."""

    APPLIED = "applied"
    CERTIFIED = "certified"
    LEAFLET_ONLY = "leaflet_only"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Window:
    """One window of the registry; `certified_on` needs an application date before it.

    `latitude` and `longitude` are WGS 84 degrees, None where nobody has looked them up.
    """

    id: str
    name: str
    kind: str
    area: AreaId
    status: WindowStatus
    address: str = ""
    phone: str = ""
    hours: OfficeHours | None = None
    applied_on: date | None = None
    certified_on: date | None = None
    withdrawn_on: date | None = None
    latitude: float | None = None
    longitude: float | None = None
