"""Referrals with their sheets and history; found by consultation, destination, or the token of their link."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import RowMapping, Select, select, update

from knowledge.destinations import DestinationId
from routing.consent import Ground as LegalGround
from routing.consultation import ConsultationId, MunicipalitySlug, Outcome
from routing.referral import OPEN_STATES, DeclineReason, ReferralId, ReferralState
from storage.consents import ConsentId
from storage.errors import NotThereError, StaleError
from storage.ground import Ground, Lookup
from storage.history import By
from storage.sheet_doors import SheetDoors
from storage.tables.referrals import referral_changes, referrals

PLAIN = (
    "consultation",
    "destination",
    "state",
    "consent",
    "ground",
    "decline_reason",
    "outcome",
    "created_at",
    "sent_at",
    "received_at",
    "answered_at",
    "closed_at",
    "next_date",
    "handed_back_from",
    "handed_back_to",
    "token_expires_at",
)


@dataclass(frozen=True, slots=True)
class Referral:
    """One hand-over to one destination. `sheet` (JSON text) holds only what the receiver may see; `report` the answer.

    `handed_back_from` and `handed_back_to` keep both owners of a つなぎ戻し.
    """

    id: ReferralId
    municipality: MunicipalitySlug
    consultation: ConsultationId
    destination: DestinationId
    state: ReferralState
    created_at: datetime
    consent: ConsentId | None = None
    ground: LegalGround | None = None
    decline_reason: DeclineReason | None = None
    outcome: Outcome | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    next_date: datetime | None = None
    handed_back_from: str | None = None
    handed_back_to: str | None = None
    token_expires_at: datetime | None = None
    sheet: str = field(default="", repr=False)
    report: str = field(default="", repr=False)
    version: int = 1


@dataclass(frozen=True, slots=True)
class ReferralChange:
    """One step of a referral, with its author and reason."""

    version: int
    by: By
    before: ReferralState | None
    after: ReferralState
    reason: str = field(default="", repr=False)


class Referrals:
    """The referrals of all municipalities; `doors` are the ways to their sheets."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self.doors = SheetDoors(ground)

    def add(self, referral: Referral, by: By) -> Referral:
        """Store a new referral."""
        made = replace(referral, version=1)
        self._ground.run(referrals.insert().values(**self._row(made)))
        self._note(made, by, None, "")
        return made

    def get(self, id_: ReferralId) -> Referral:
        """Return a referral; raises `NotThereError`."""
        row = self._ground.one(select(referrals).where(referrals.c.id == id_))
        if row is None:
            raise NotThereError("no such referral")
        return self._referral(row)

    def save(self, referral: Referral, by: By, *, reason: str = "") -> Referral:
        """Write a changed referral with its history and return it with its new version; raises `StaleError`."""
        before = self.get(referral.id)
        after = replace(referral, version=referral.version + 1)
        statement = update(referrals).where(
            referrals.c.id == referral.id, referrals.c.version == referral.version
        )
        if self._ground.run(statement.values(**self._row(after))).rowcount != 1:
            raise StaleError("the referral was changed by somebody else")
        self._note(after, by, before.state, reason)
        return after

    def set_token(self, id_: ReferralId, token: str | None, *, expires_at: datetime | None) -> None:
        """Give the sheet a link (only a hash of the token is kept), or take it away."""
        hashed = self._ground.sealing.hash(Lookup.TOKEN, token) if token is not None else None
        values = {"token": hashed, "token_expires_at": expires_at}
        self._ground.run(update(referrals).where(referrals.c.id == id_).values(**values))

    def by_token(self, token: str, *, now: datetime) -> Referral | None:
        """Return the referral whose link carries this token, while it lives."""
        hashes = self._ground.sealing.hashes(Lookup.TOKEN, token)
        row = self._ground.one(
            select(referrals).where(referrals.c.token.in_(hashes), referrals.c.token_expires_at > now)
        )
        return None if row is None else self._referral(row)

    def by_ended_token(self, token: str) -> Referral | None:
        """Return the referral of a link even after its time: only to send a new one to the address we know."""
        hashes = self._ground.sealing.hashes(Lookup.TOKEN, token)
        row = self._ground.one(select(referrals).where(referrals.c.token.in_(hashes)))
        return None if row is None else self._referral(row)

    def of_consultation(self, consultation: ConsultationId) -> tuple[Referral, ...]:
        """Return the referrals of a consultation, oldest first."""
        statement = select(referrals).where(referrals.c.consultation == consultation)
        return self._list(statement.order_by(referrals.c.created_at, referrals.c.id))

    def open_of_consultation(self, consultation: ConsultationId) -> tuple[Referral, ...]:
        """Return the referrals of a consultation that a withdrawal of consent has to stop."""
        return tuple(found for found in self.of_consultation(consultation) if found.state in OPEN_STATES)

    def of_destination(
        self, municipality: MunicipalitySlug, destination: DestinationId, *, open_only: bool = True
    ) -> tuple[Referral, ...]:
        """Return what stands with one destination: its own list."""
        statement = select(referrals).where(
            referrals.c.municipality == municipality, referrals.c.destination == destination
        )
        if open_only:
            statement = statement.where(referrals.c.state.in_(list(OPEN_STATES)))
        return self._list(statement.order_by(referrals.c.created_at))

    def waiting(
        self, municipality: MunicipalitySlug, *, before: datetime, limit: int = 100
    ) -> tuple[Referral, ...]:
        """Return the referrals sent before a moment that nobody has answered: reminders, digest."""
        unanswered = (ReferralState.SENT, ReferralState.RECEIVED, ReferralState.NOTED)
        statement = select(referrals).where(
            referrals.c.municipality == municipality,
            referrals.c.state.in_(unanswered),
            referrals.c.sent_at < before,
        )
        return self._list(statement.order_by(referrals.c.sent_at).limit(limit))

    def changes(self, id_: ReferralId) -> tuple[ReferralChange, ...]:
        """Return every step of a referral, oldest first."""
        table = referral_changes
        rows = self._ground.rows(select(table).where(table.c.referral == id_).order_by(table.c.version))
        return tuple(
            ReferralChange(
                version=row["version"],
                by=By(row["actor"], row["at"], row["account"]),
                before=row["before"],
                after=row["after"],
                reason=self._ground.open(table.c.reason, f"{id_}/{row['version']}", row["reason"]),
            )
            for row in rows
        )

    def _note(self, referral: Referral, by: By, before: ReferralState | None, reason: str) -> None:
        place = f"{referral.id}/{referral.version}"
        self._ground.run(
            referral_changes.insert().values(
                referral=referral.id,
                version=referral.version,
                municipality=referral.municipality,
                at=by.at,
                actor=by.actor,
                account=by.account,
                before=before,
                after=referral.state,
                reason=self._ground.seal(referral_changes.c.reason, place, reason),
            )
        )

    def _list(self, statement: Select[tuple[object, ...]]) -> tuple[Referral, ...]:
        return tuple(self._referral(row) for row in self._ground.rows(statement))

    def _row(self, referral: Referral) -> dict[str, object]:
        row: dict[str, object] = {name: getattr(referral, name) for name in PLAIN}
        return {
            **row,
            "id": referral.id,
            "municipality": referral.municipality,
            "sheet": self._ground.seal(referrals.c.sheet, referral.id, referral.sheet),
            "report": self._ground.seal(referrals.c.report, referral.id, referral.report),
            "version": referral.version,
        }

    def _referral(self, row: RowMapping) -> Referral:
        return Referral(
            **{name: row[name] for name in PLAIN},
            id=ReferralId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            sheet=self._ground.open(referrals.c.sheet, row["id"], row["sheet"]),
            report=self._ground.open(referrals.c.report, row["id"], row["report"]),
            version=row["version"],
        )
