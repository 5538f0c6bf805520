"""Relays of windows: drafts that can be picked up again, and what was sent, each once."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update

from routing.consent import ConsentState
from routing.consultation import AccountId, ConsultationId, MunicipalitySlug, WindowId
from routing.relay import RelayId, RelayNote, RelayState
from storage.errors import NotThereError, StaleError
from storage.ground import Ground
from storage.relay_notes import note_of, note_text
from storage.tables.relays import relays

__all__ = ["Relay", "Relays"]


@dataclass(frozen=True, slots=True)
class Relay:
    """One relay of one window. `account` is the clerk who began it; `consultation` is what came of it."""

    id: RelayId
    municipality: MunicipalitySlug
    account: AccountId
    window: WindowId
    state: RelayState
    consent: ConsentState
    created_at: datetime
    changed_at: datetime
    note: RelayNote = field(default_factory=RelayNote, repr=False)
    consultation: ConsultationId | None = None
    sent_at: datetime | None = None
    version: int = 1


class Relays:
    """The relays of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, relay: Relay) -> Relay:
        """Store a new relay."""
        made = replace(relay, version=1)
        self._ground.run(relays.insert().values(**self._row(made)))
        return made

    def get(self, id_: RelayId) -> Relay:
        """Return a relay; raises `NotThereError`."""
        row = self._ground.one(select(relays).where(relays.c.id == id_))
        if row is None:
            raise NotThereError("no such relay")
        return self._relay(row)

    def save(self, relay: Relay) -> Relay:
        """Write a changed relay and return it with its new version; raises `StaleError`: two clerks wrote at once."""
        after = replace(relay, version=relay.version + 1)
        statement = update(relays).where(relays.c.id == relay.id, relays.c.version == relay.version)
        if self._ground.run(statement.values(**self._row(after))).rowcount != 1:
            raise StaleError("the relay was changed by somebody else")
        return after

    def of_window(
        self,
        municipality: MunicipalitySlug,
        window: WindowId,
        *,
        states: tuple[RelayState, ...],
        since: datetime,
        limit: int = 100,
    ) -> tuple[Relay, ...]:
        """Return what a window has in some states and touched since a moment, the latest first."""
        statement = (
            select(relays)
            .where(
                relays.c.municipality == municipality,
                relays.c.window == window,
                relays.c.state.in_(list(states)),
                relays.c.changed_at >= since,
            )
            .order_by(relays.c.changed_at.desc(), relays.c.id)
            .limit(limit)
        )
        return tuple(self._relay(row) for row in self._ground.rows(statement))

    def of_consultation(self, consultation: ConsultationId) -> tuple[Relay, ...]:
        """Return the relays that told of a consultation, oldest first."""
        statement = select(relays).where(relays.c.consultation == consultation)
        return tuple(self._relay(row) for row in self._ground.rows(statement.order_by(relays.c.created_at)))

    def remove_unsent(self, *, before: datetime, limit: int = 500) -> int:
        """Remove drafts and given up relays that nobody touched since a moment; return how many."""
        left = (RelayState.DRAFT, RelayState.DROPPED)
        slice_ = select(relays.c.id).where(relays.c.state.in_(list(left)), relays.c.changed_at < before)
        return self._ground.run(delete(relays).where(relays.c.id.in_(slice_.limit(limit)))).rowcount

    def _row(self, relay: Relay) -> dict[str, object]:
        return {
            "id": relay.id,
            "municipality": relay.municipality,
            "account": relay.account,
            "window": relay.window,
            "state": relay.state,
            "consent": relay.consent,
            "note": self._ground.seal(relays.c.note, relay.id, note_text(relay.note)),
            "consultation": relay.consultation,
            "created_at": relay.created_at,
            "changed_at": relay.changed_at,
            "sent_at": relay.sent_at,
            "version": relay.version,
        }

    def _relay(self, row: RowMapping) -> Relay:
        return Relay(
            id=RelayId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            account=AccountId(row["account"]),
            window=WindowId(row["window"]),
            state=row["state"],
            consent=row["consent"],
            created_at=row["created_at"],
            changed_at=row["changed_at"],
            note=note_of(self._ground.open(relays.c.note, row["id"], row["note"])),
            consultation=row["consultation"],
            sent_at=row["sent_at"],
            version=row["version"],
        )
