"""Taking events in: stored as they came, each once, before LINE gets its 200."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.desk.incoming import RawEvent, StoredCount
from bot.desk.together import Together
from routing.consultation import MunicipalitySlug
from routing.sharing import Door, Parcel
from storage.arrivals import ArrivedEvent, EventId, event_id
from storage.database import Database
from storage.errors import NotThereError

Webhook = tuple[tuple[ArrivedEvent, ...], tuple[MunicipalitySlug, Parcel, datetime] | None]


class StoringIntake:
    """Stores webhooks, those of one moment in one transaction; whoever waits for work sees the database change.

    What is known of a municipality's door is kept for `door_seconds`.
    """

    def __init__(
        self, database: Database, *, door_seconds: float = 0, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._door_seconds = door_seconds
        self._tick = tick
        self._doors: dict[str, tuple[float, Door]] = {}
        self._together: Together[Webhook, frozenset[EventId]] = Together(self._store_all)

    def door(self, municipality: str, *, fresh: bool = False) -> Door | None:
        """Return the channel secrets that count now and the other bot; None when there is no such municipality."""
        kept = self._doors.get(municipality)
        if kept is not None and not fresh and self._tick() < kept[0]:
            return kept[1]
        with self._database.reading() as tx:
            try:
                door = tx.municipalities.door(MunicipalitySlug(municipality))
            except NotThereError:
                return None
        self._doors[municipality] = (self._tick() + self._door_seconds, door)
        return door

    def store(
        self,
        municipality: str,
        events: Sequence[RawEvent],
        received_at: datetime,
        *,
        forward: Parcel | None = None,
    ) -> StoredCount:
        """Put the events, and what the other bot is to get, on disk, all or none.

        Raises `storage.errors.StorageError` when they are not.
        """
        slug = MunicipalitySlug(municipality)
        arrived = tuple(
            ArrivedEvent(slug, event.id, event.chat, event.at, received_at, event.raw, event.message)
            for event in events
        )
        stored = self._together.ask((arrived, None if forward is None else (slug, forward, received_at)))
        new = len({event_id(slug, event.id) for event in events} & stored)
        return StoredCount(new, len(events) - new)

    def _store_all(self, webhooks: Sequence[Webhook]) -> list[frozenset[EventId]]:
        with self._database.transaction() as tx:
            new = tx.events.store_all([event for events, _ in webhooks for event in events])
            for _, forward in webhooks:
                if forward is not None:
                    slug, parcel, received_at = forward
                    tx.forwarded.add(slug, parcel, received_at=received_at)
        return [new] * len(webhooks)
