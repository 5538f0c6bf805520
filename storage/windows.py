"""The registry of certified windows (認定窓口)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import RowMapping, select

from knowledge.areas import AreaId
from knowledge.hours import OfficeHours, parse_hours
from knowledge.hours_writing import write_hours
from knowledge.windows import Window, WindowStatus
from routing.consultation import MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.duty import windows


class Windows:
    """The windows of all municipalities; what stands here is public."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def put(self, municipality: MunicipalitySlug, chosen: Iterable[Window]) -> None:
        """Add windows, or replace those with the same id."""
        for window in chosen:
            self._ground.put(
                windows,
                {
                    "municipality": municipality,
                    "id": window.id,
                    "name": window.name,
                    "kind": window.kind,
                    "area": window.area,
                    "status": window.status,
                    "address": window.address,
                    "phone": window.phone,
                    "hours": hours_text(window.hours),
                    "applied_on": window.applied_on,
                    "certified_on": window.certified_on,
                    "withdrawn_on": window.withdrawn_on,
                    "latitude": window.latitude,
                    "longitude": window.longitude,
                },
            )

    def get(self, municipality: MunicipalitySlug, id_: str) -> Window:
        """Return a window; raises `NotThereError`."""
        row = self._ground.one(
            select(windows).where(windows.c.municipality == municipality, windows.c.id == id_)
        )
        if row is None:
            raise NotThereError("no such window")
        return _window(row)

    def of_municipality(
        self, municipality: MunicipalitySlug, *, statuses: Sequence[WindowStatus] = ()
    ) -> Sequence[Window]:
        """Return the windows of a municipality, by id."""
        statement = select(windows).where(windows.c.municipality == municipality)
        if statuses:
            statement = statement.where(windows.c.status.in_(list(statuses)))
        return [_window(row) for row in self._ground.rows(statement.order_by(windows.c.id))]


def hours_text(hours: OfficeHours | None) -> str:
    """Write hours in the notation that `parse_hours` reads; empty when they are not known."""
    return "" if hours is None else write_hours(hours)


def _window(row: RowMapping) -> Window:
    return Window(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        area=AreaId(row["area"]),
        status=row["status"],
        address=row["address"],
        phone=row["phone"],
        hours=parse_hours(row["hours"]),
        applied_on=row["applied_on"],
        certified_on=row["certified_on"],
        withdrawn_on=row["withdrawn_on"],
        latitude=row["latitude"],
        longitude=row["longitude"],
    )
