"""Taking events in: stored as they came, each once, before LINE gets its 200."""

from collections.abc import Sequence
from datetime import datetime

from bot.desk.incoming import RawEvent, StoredCount
from routing.consultation import MunicipalitySlug
from routing.sharing import Door, Parcel
from storage.database import Database
from storage.errors import NotThereError


class StoringIntake:
    """Stores a webhook's events in one transaction; whoever waits for work sees the database change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def door(self, municipality: str) -> Door | None:
        """Return the channel secrets that count now and the other bot; None when there is no such municipality."""
        with self._database.reading() as tx:
            try:
                return tx.municipalities.door(MunicipalitySlug(municipality))
            except NotThereError:
                return None

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
        new = 0
        with self._database.transaction() as tx:
            for event in events:
                new += tx.events.store(
                    municipality=MunicipalitySlug(municipality),
                    webhook_event_id=event.id,
                    chat=event.chat,
                    at=event.at,
                    received_at=received_at,
                    raw=event.raw,
                    line_message=event.message,
                )
            if forward is not None:
                tx.forwarded.add(MunicipalitySlug(municipality), forward, received_at=received_at)
        return StoredCount(new, len(events) - new)
