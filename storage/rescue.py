"""Leases by holder: what a worker that died held is given back at once, instead of when the lease runs out.

Giving back too early does no harm: whoever still works under such a lease is told so by `StaleError`.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update

from storage.ground import Ground
from storage.tables.events import events
from storage.tables.forwarded import forwarded
from storage.tables.outgoing import outgoing
from storage.tables.timed import timed

LEASED = (events, outgoing, timed, forwarded)


class Leases:
    """The leases of inbox, outbox, timed work and what is forwarded."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def holders(self, *, now: datetime) -> frozenset[str]:
        """Return the names under which leases are held at a moment."""
        found: set[str] = set()
        for table in LEASED:
            statement = select(table.c.leased_by).where(table.c.lease_until > now).distinct()
            found.update(name for name in self._ground.connection.execute(statement).scalars() if name)
        return frozenset(found)

    def give_back(self, holders: Iterable[str]) -> int:
        """End the leases of these holders; return how many there were."""
        names = list(holders)
        ended = 0
        for table in LEASED:
            statement = update(table).where(table.c.leased_by.in_(names), table.c.lease_until.is_not(None))
            ended += self._ground.run(statement.values(lease_until=None, leased_by=None)).rowcount
        return ended
