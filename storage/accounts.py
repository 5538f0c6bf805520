"""Accounts of the people who work here. Secrets are handed out apart, and each one-time code counts once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, select, update

from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.consultation import AccountId, MunicipalitySlug, WindowId
from routing.roles import Role
from storage.errors import AlreadyThereError, NotThereError, StaleError
from storage.ground import Ground, Lookup
from storage.tables.accounts import accounts

PLAIN = (
    "role",
    "area",
    "window",
    "destination",
    "active",
    "wants_alerts",
    "wants_digest",
    "created_at",
    "password_changed_at",
    "last_signed_in_at",
    "rich_menu",
)


@dataclass(frozen=True, slots=True)
class Account:
    """One account. `area` None reaches the whole municipality; `window` or `destination` binds it to one.

    Alerts and digests go to `line_user` and `email`, whichever is there. `rich_menu` is the menu that LINE was last
    told to show this person.
    """

    id: AccountId
    municipality: MunicipalitySlug
    login: str
    name: str = field(repr=False)
    role: Role
    created_at: datetime
    area: AreaId | None = None
    window: WindowId | None = None
    destination: DestinationId | None = None
    email: str | None = field(default=None, repr=False)
    line_user: str | None = field(default=None, repr=False)
    active: bool = True
    wants_alerts: bool = True
    wants_digest: bool = True
    password_changed_at: datetime | None = None
    last_signed_in_at: datetime | None = None
    rich_menu: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in is checked against: Argon2 hash, TOTP secret (Base32), last step used, recovery code hashes."""

    password_hash: str | None = field(default=None, repr=False)
    totp_secret: str | None = field(default=None, repr=False)
    totp_step: int = 0
    recovery_codes: tuple[str, ...] = field(default=(), repr=False)


class Accounts:
    """The accounts of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, account: Account, credentials: Credentials | None = None) -> Account:
        """Add an account; raises `AlreadyThereError` when login or LINE user are taken in the municipality."""
        made, given = replace(account, version=1), credentials or Credentials()
        values = {**self._row(made), **self._secrets(made.id, given), "totp_step": given.totp_step}
        if not self._ground.insert_new(accounts, values):
            raise AlreadyThereError("the login or the LINE user belongs to another account")
        return made

    def get(self, id_: AccountId) -> Account:
        """Return an account, active or not; raises `NotThereError`."""
        row = self._ground.one(select(accounts).where(accounts.c.id == id_))
        if row is None:
            raise NotThereError("no such account")
        return self._account(row)

    def by_login(self, municipality: MunicipalitySlug, login: str) -> Account | None:
        """Return the account with this login in a municipality."""
        return self._find(
            accounts.c.municipality == municipality,
            accounts.c.login_hash.in_(self._logins(municipality, login)),
        )

    def with_login(self, login: str) -> Sequence[Account]:
        """Return the accounts with this login in any municipality (at most one each): for one common sign-in page."""
        slugs = self._ground.connection.execute(select(accounts.c.municipality).distinct()).scalars()
        found = (self.by_login(MunicipalitySlug(slug), login) for slug in list(slugs))
        return [account for account in found if account is not None]

    def by_line_user(self, municipality: MunicipalitySlug, line_user: str) -> Account | None:
        """Return the active account that is bound to a LINE user id."""
        hashes = self._ground.sealing.hashes(Lookup.LINE_USER, municipality, line_user)
        return self._find(
            accounts.c.municipality == municipality, accounts.c.line_user_hash.in_(hashes), accounts.c.active
        )

    def of_municipality(
        self,
        municipality: MunicipalitySlug,
        *,
        roles: Sequence[Role] = (),
        active_only: bool = True,
        lock: bool = False,
    ) -> Sequence[Account]:
        """Return the accounts of a municipality, in the order they were made.

        With `lock` nobody changes them before this transaction ends.
        """
        statement = select(accounts).where(accounts.c.municipality == municipality)
        if roles:
            statement = statement.where(accounts.c.role.in_(list(roles)))
        if active_only:
            statement = statement.where(accounts.c.active)
        if lock:
            statement = statement.with_for_update()
        rows = self._ground.rows(statement.order_by(accounts.c.created_at, accounts.c.id))
        return [self._account(row) for row in rows]

    def save(self, account: Account) -> Account:
        """Write a changed account and return it with its new version; raises `StaleError`."""
        after = replace(account, version=account.version + 1)
        statement = update(accounts).where(accounts.c.id == account.id, accounts.c.version == account.version)
        if self._ground.run(statement.values(self._row(after))).rowcount != 1:
            raise StaleError("the account was changed by somebody else")
        return after

    def shows(self, id_: AccountId, rich_menu: str | None) -> None:
        """Note which menu LINE was told to show a person; what somebody is changing meanwhile stays theirs."""
        self._ground.run(update(accounts).where(accounts.c.id == id_).values(rich_menu=rich_menu))

    def credentials(self, id_: AccountId) -> Credentials:
        """Return what a sign-in is checked against; raises `NotThereError`."""
        row = self._ground.one(select(accounts).where(accounts.c.id == id_))
        if row is None:
            raise NotThereError("no such account")
        return Credentials(
            password_hash=self._ground.open_optional(accounts.c.password_hash, id_, row["password_hash"]),
            totp_secret=self._ground.open_optional(accounts.c.totp_secret, id_, row["totp_secret"]),
            totp_step=row["totp_step"],
            recovery_codes=tuple(
                json.loads(self._ground.open(accounts.c.recovery_codes, id_, row["recovery_codes"]))
            ),
        )

    def set_credentials(self, id_: AccountId, credentials: Credentials, *, at: datetime) -> None:
        """Replace password, TOTP secret and recovery codes together."""
        values = {
            **self._secrets(id_, credentials),
            "totp_step": credentials.totp_step,
            "password_changed_at": at,
        }
        self._ground.run(update(accounts).where(accounts.c.id == id_).values(values))

    def use_totp_step(self, id_: AccountId, step: int, *, at: datetime) -> bool:
        """Spend a time step, and tell whether it counts: each step, and any before it, counts once."""
        statement = update(accounts).where(accounts.c.id == id_, accounts.c.totp_step < step)
        return self._ground.run(statement.values(totp_step=step, last_signed_in_at=at)).rowcount == 1

    def use_recovery_code(self, id_: AccountId, code_hash: str, *, at: datetime) -> bool:
        """Spend a recovery code, and tell whether it was there."""
        row = self._ground.one(select(accounts).where(accounts.c.id == id_).with_for_update())
        if row is None:
            return False
        codes = json.loads(self._ground.open(accounts.c.recovery_codes, id_, row["recovery_codes"]))
        if code_hash not in codes:
            return False
        rest = json.dumps([code for code in codes if code != code_hash])
        sealed = self._ground.seal(accounts.c.recovery_codes, id_, rest)
        statement = update(accounts).where(accounts.c.id == id_)
        self._ground.run(statement.values(recovery_codes=sealed, last_signed_in_at=at))
        return True

    def _find(self, *conditions: ColumnElement[bool]) -> Account | None:
        row = self._ground.one(select(accounts).where(*conditions))
        return None if row is None else self._account(row)

    def _logins(self, municipality: MunicipalitySlug, login: str) -> tuple[str, ...]:
        return self._ground.sealing.hashes(Lookup.LOGIN, municipality, login.casefold())

    def _secrets(self, id_: AccountId, given: Credentials) -> dict[str, object]:
        seal, columns = self._ground.seal_optional, accounts.c
        return {
            "password_hash": seal(columns.password_hash, id_, given.password_hash),
            "totp_secret": seal(columns.totp_secret, id_, given.totp_secret),
            "recovery_codes": seal(columns.recovery_codes, id_, json.dumps(list(given.recovery_codes))),
        }

    def _row(self, account: Account) -> dict[str, object]:
        row: dict[str, object] = {name: getattr(account, name) for name in PLAIN}
        sealing, columns = self._ground.sealing, accounts.c
        town, line_user = account.municipality, account.line_user
        return {
            **row,
            "id": account.id,
            "municipality": town,
            "login_hash": sealing.hash(Lookup.LOGIN, town, account.login.casefold()),
            "login": self._ground.seal(columns.login, account.id, account.login),
            "name": self._ground.seal(columns.name, account.id, account.name),
            "email": self._ground.seal_optional(columns.email, account.id, account.email),
            "line_user": self._ground.seal_optional(columns.line_user, account.id, line_user),
            "line_user_hash": sealing.hash(Lookup.LINE_USER, town, line_user) if line_user else None,
            "version": account.version,
        }

    def _account(self, row: RowMapping) -> Account:
        open_, id_, columns = self._ground.open_optional, row["id"], accounts.c
        return Account(
            **{name: row[name] for name in PLAIN},
            id=AccountId(id_),
            municipality=MunicipalitySlug(row["municipality"]),
            login=self._ground.open(columns.login, id_, row["login"]),
            name=self._ground.open(columns.name, id_, row["name"]),
            email=open_(columns.email, id_, row["email"]),
            line_user=open_(columns.line_user, id_, row["line_user"]),
            version=row["version"],
        )
