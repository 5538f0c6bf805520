"""Sessions, invitations and one-time links. Only hashes of tokens are kept."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, delete, or_, select, update

from knowledge.areas import AreaId
from routing.consultation import AccountId, MunicipalitySlug, WindowId
from routing.roles import Role
from storage.ground import Ground, Lookup
from storage.tables.accounts import Door, Purpose, invitations, sessions

__all__ = ["Door", "Invitation", "Invitations", "Purpose", "Session", "Sessions"]


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser. It ends at `ends_at`, or at `idle_until` if nothing happens before.

    `confirmed_until` is how long a second confirmation (before exports and the like) still counts; `form_secret` is
    what form tokens are made from.
    """

    municipality: MunicipalitySlug
    account: AccountId
    created_at: datetime
    seen_at: datetime
    idle_until: datetime
    ends_at: datetime
    form_secret: str = field(repr=False)
    confirmed_until: datetime | None = None
    door: Door = Door.CONSOLE


class Sessions:
    """Server-side sessions."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def start(self, token: str, session: Session, *, address: str = "") -> None:
        """Begin a session under a fresh token; the address is kept as a hash only."""
        sealing = self._ground.sealing
        key = sealing.hash(Lookup.TOKEN, token)
        self._ground.run(
            sessions.insert().values(
                token=key,
                municipality=session.municipality,
                account=session.account,
                door=session.door,
                created_at=session.created_at,
                seen_at=session.seen_at,
                idle_until=session.idle_until,
                ends_at=session.ends_at,
                confirmed_until=session.confirmed_until,
                form_secret=self._ground.seal(sessions.c.form_secret, key, session.form_secret),
                address=sealing.hash(Lookup.ADDRESS, address) if address else None,
            )
        )

    def find(self, token: str, *, now: datetime, door: Door = Door.CONSOLE) -> Session | None:
        """Return the living session of a token, if it opens this door."""
        row = self._ground.one(
            select(sessions).where(
                sessions.c.token.in_(self._keys(token)),
                sessions.c.door == door,
                sessions.c.idle_until > now,
                sessions.c.ends_at > now,
            )
        )
        return None if row is None else self._session(row)

    def touch(self, token: str, *, now: datetime, idle_until: datetime) -> None:
        """Note that the session is in use."""
        statement = update(sessions).where(sessions.c.token.in_(self._keys(token)))
        self._ground.run(statement.values(seen_at=now, idle_until=idle_until))

    def confirm(self, token: str, *, until: datetime) -> None:
        """Note a second confirmation."""
        statement = update(sessions).where(sessions.c.token.in_(self._keys(token)))
        self._ground.run(statement.values(confirmed_until=until))

    def end(self, token: str) -> None:
        """End a session."""
        self._ground.run(delete(sessions).where(sessions.c.token.in_(self._keys(token))))

    def end_all(self, account: AccountId, *, except_token: str | None = None) -> int:
        """End every session of an account (log out everywhere, role change); return how many."""
        statement = delete(sessions).where(sessions.c.account == account)
        if except_token is not None:
            statement = statement.where(sessions.c.token.not_in(self._keys(except_token)))
        return self._ground.run(statement).rowcount

    def remove_ended(self, *, now: datetime, limit: int = 1000) -> int:
        """Remove sessions that have ended; return how many."""
        over = or_(sessions.c.idle_until <= now, sessions.c.ends_at <= now)
        slice_ = select(sessions.c.token).where(over).limit(limit)
        return self._ground.run(delete(sessions).where(sessions.c.token.in_(slice_))).rowcount

    def _keys(self, token: str) -> tuple[str, ...]:
        return self._ground.sealing.hashes(Lookup.TOKEN, token)

    def _session(self, row: RowMapping) -> Session:
        return Session(
            municipality=MunicipalitySlug(row["municipality"]),
            account=AccountId(row["account"]),
            created_at=row["created_at"],
            seen_at=row["seen_at"],
            idle_until=row["idle_until"],
            ends_at=row["ends_at"],
            form_secret=self._ground.open(sessions.c.form_secret, row["token"], row["form_secret"]),
            confirmed_until=row["confirmed_until"],
            door=row["door"],
        )


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link or code opens, and for whom. `key` names it in lists; it opens nothing."""

    municipality: MunicipalitySlug
    purpose: Purpose
    created_at: datetime
    expires_at: datetime
    role: Role | None = None
    account: AccountId | None = None
    window: WindowId | None = None
    area: AreaId | None = None
    invited_by: AccountId | None = None
    key: str = field(default="", compare=False)


class Invitations:
    """Invitations, enrolment links and registration codes: each works once, until it expires."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, token: str, invitation: Invitation) -> None:
        """Make a link or code valid."""
        self._ground.run(
            invitations.insert().values(
                token=self._ground.sealing.hash(Lookup.TOKEN, token),
                municipality=invitation.municipality,
                purpose=invitation.purpose,
                role=invitation.role,
                account=invitation.account,
                window=invitation.window,
                area=invitation.area,
                invited_by=invitation.invited_by,
                created_at=invitation.created_at,
                expires_at=invitation.expires_at,
            )
        )

    def find(self, token: str, purpose: Purpose, *, now: datetime) -> Invitation | None:
        """Return what a token opens, without spending it: for the page before the button."""
        row = self._ground.one(select(invitations).where(self._valid(token, purpose, now)))
        return None if row is None else _invitation(row)

    def use(self, token: str, purpose: Purpose, *, now: datetime) -> Invitation | None:
        """Spend a token and return what it opens; None when it is spent, revoked, expired or unknown."""
        statement = update(invitations).where(self._valid(token, purpose, now)).values(used_at=now)
        row = self._ground.one(statement.returning(invitations))
        return None if row is None else _invitation(row)

    def revoke_for(self, account: AccountId, *, now: datetime) -> int:
        """Revoke every open link of an account; return how many."""
        is_open = and_(invitations.c.used_at.is_(None), invitations.c.revoked_at.is_(None))
        statement = update(invitations).where(invitations.c.account == account, is_open)
        return self._ground.run(statement.values(revoked_at=now)).rowcount

    def revoke(self, municipality: MunicipalitySlug, key: str, *, now: datetime) -> bool:
        """Revoke one open invitation of a list, and tell whether it was open."""
        statement = update(invitations).where(
            invitations.c.token == key,
            invitations.c.municipality == municipality,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
        )
        return self._ground.run(statement.values(revoked_at=now)).rowcount == 1

    def open_of(self, municipality: MunicipalitySlug, *, now: datetime) -> tuple[Invitation, ...]:
        """Return the invitations that still wait to be used."""
        statement = select(invitations).where(
            invitations.c.municipality == municipality,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
            invitations.c.expires_at > now,
        )
        return tuple(
            _invitation(row) for row in self._ground.rows(statement.order_by(invitations.c.created_at))
        )

    def _valid(self, token: str, purpose: Purpose, now: datetime) -> ColumnElement[bool]:
        return and_(
            invitations.c.token.in_(self._ground.sealing.hashes(Lookup.TOKEN, token)),
            invitations.c.purpose == purpose,
            invitations.c.used_at.is_(None),
            invitations.c.revoked_at.is_(None),
            invitations.c.expires_at > now,
        )


def _invitation(row: RowMapping) -> Invitation:
    return Invitation(
        municipality=MunicipalitySlug(row["municipality"]),
        purpose=row["purpose"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        role=row["role"],
        account=row["account"],
        window=row["window"],
        area=row["area"],
        invited_by=row["invited_by"],
        key=row["token"],
    )
