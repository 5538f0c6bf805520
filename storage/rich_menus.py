"""Which menus LINE was given for a municipality, and what they were made of."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from routing.consultation import MunicipalitySlug
from storage.ground import Ground
from storage.tables.rich_menus import rich_menus


@dataclass(frozen=True, slots=True)
class GivenMenu:
    """A menu of one kind: `menu` is LINE's id of the present one, made of what `fingerprint` stands for.

    `former` is one that has to be removed once nobody is shown it any more; `shown` tells whether everybody without
    another sees this one.
    """

    municipality: MunicipalitySlug
    kind: str
    tried_at: datetime
    fingerprint: str = ""
    menu: str | None = None
    former: str | None = None
    shown: bool = False


class RichMenus:
    """The menus of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of_municipality(self, municipality: MunicipalitySlug) -> Mapping[str, GivenMenu]:
        """Return the menus of a municipality by kind."""
        statement = select(rich_menus).where(rich_menus.c.municipality == municipality)
        return {row["kind"]: GivenMenu(**row) for row in self._ground.rows(statement)}

    def put(self, given: GivenMenu) -> None:
        """Keep what is known of a menu, in place of what was known before."""
        self._ground.put(
            rich_menus,
            {name: getattr(given, name) for name in rich_menus.columns.keys()},  # noqa: SIM118
        )

    def claim(
        self, municipality: MunicipalitySlug, kind: str, *, now: datetime, pause: timedelta
    ) -> GivenMenu | None:
        """Return a menu that may be given to LINE now; None while the last try, by whomever, is not long ago."""
        fresh = GivenMenu(municipality, kind, now)
        if self._ground.insert_new(rich_menus, {n: getattr(fresh, n) for n in rich_menus.columns.keys()}):  # noqa: SIM118
            return fresh
        which = (rich_menus.c.municipality == municipality, rich_menus.c.kind == kind)
        row = self._ground.one(select(rich_menus).where(*which).with_for_update())
        if row is None or row["tried_at"] > now - pause:
            return None
        claimed = replace(GivenMenu(**row), tried_at=now)
        self.put(claimed)
        return claimed
