"""What the holder of an account does with it: take up an invitation, set the second factor, change the password."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.clock import Clock
from bot.desk.access import note
from bot.desk.accounts import Hand, Newcomer, add_account
from bot.desk.passwords import Passwords, fault_of
from bot.desk.second_factor import SECRET, new_recovery_codes, recovery_hash, step_of
from bot.desk.signing_in import BY_LOGIN, SignedIn
from bot.ports import Randomness
from routing.roles import Role
from storage.accounts import Account, Credentials
from storage.database import Database
from storage.errors import AlreadyThereError
from storage.sessions import Invitation, Purpose
from storage.transaction import Transaction

LONGEST_LOGIN = 64
LONGEST_NAME = 60


class RefusedError(ValueError):
    """What was typed is not taken; `faults` says why for each field, as the last part of a text's key."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)


class GoneError(LookupError):
    """The link was used, has ended, or never was."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What the form behind a link brought; `login` and `name` count for invitations only."""

    secret: str = field(repr=False)
    code: str = field(repr=False)
    password: str = field(repr=False)
    again: str = field(default="", repr=False)
    login: str = ""
    name: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Opening:
    """What a link opens: an invitation to a role, or an account whose second factor is to be set."""

    role: Role
    account: Account | None = None
    has_password: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The finished account with its recovery codes, which are shown this once."""

    account: Account
    codes: tuple[str, ...] = field(repr=False)


class Enrolling:
    """Serves the links that administrators and operators hand out, and the holder's own page."""

    def __init__(
        self, database: Database, *, clock: Clock, randomness: Randomness, passwords: Passwords
    ) -> None:
        self._database = database
        self._clock = clock
        self._randomness = randomness
        self._passwords = passwords

    def opening(self, token: str, purpose: Purpose) -> Opening:
        """Return what a link opens without spending it; raises `GoneError`."""
        with self._database.reading() as tx:
            invitation = tx.invitations.find(token, purpose, now=self._clock.now())
            return _opening(tx, invitation)

    def enrol(self, token: str, purpose: Purpose, given: Enrolment, *, address: str) -> Enrolled:
        """Spend a link; raises `GoneError`, and `RefusedError` that leaves it unspent."""
        now = self._clock.now()
        opening = self.opening(token, purpose)
        password_hash = self._password(opening, given, now)
        step = self._step(given, now)
        codes = new_recovery_codes(self._randomness.token)
        credentials = Credentials(password_hash, given.secret, step, tuple(map(recovery_hash, codes)))
        with self._database.transaction() as tx:
            invitation = tx.invitations.use(token, purpose, now=now)
            if invitation is None:
                raise GoneError("the link was used meanwhile")
            account = opening.account or self._join(tx, invitation, given, now)
            tx.accounts.set_credentials(account.id, credentials, at=now)
            tx.sessions.end_all(account.id)
            tx.invitations.revoke_for(account.id, now=now)
            fields = ("password_hash", "totp_secret", "recovery_codes")
            note(
                tx,
                account,
                now,
                "account.enrol",
                about=("account", account.id),
                fields=fields,
                address=address,
            )
        return Enrolled(account, codes)

    def change_password(self, who: SignedIn, password: str, again: str) -> None:
        """Set the password of whoever is signed in, and end their other sessions; raises `RefusedError`."""
        kept = self._new_password(password, again, login=who.account.login)
        now = self._clock.now()
        with self._database.transaction() as tx:
            before = tx.accounts.credentials(who.account.id)
            tx.accounts.set_credentials(who.account.id, replace(before, password_hash=kept), at=now)
            tx.sessions.end_all(who.account.id, except_token=who.token)
            about = ("account", who.account.id)
            note(tx, who.account, now, "account.password", fields=("password_hash",), about=about)

    def new_recovery_codes(self, who: SignedIn) -> tuple[str, ...]:
        """Return fresh recovery codes, shown this once; the old ones end."""
        now, codes = self._clock.now(), new_recovery_codes(self._randomness.token)
        with self._database.transaction() as tx:
            before = tx.accounts.credentials(who.account.id)
            after = replace(before, recovery_codes=tuple(map(recovery_hash, codes)))
            tx.accounts.set_credentials(who.account.id, after, at=who.account.password_changed_at or now)
            about = ("account", who.account.id)
            note(tx, who.account, now, "account.recovery_codes", fields=("recovery_codes",), about=about)
        return codes

    def _password(self, opening: Opening, given: Enrolment, now: datetime) -> str:
        if not opening.has_password or opening.account is None:
            login = opening.account.login if opening.account is not None else given.login
            faults = _login_faults(given) if opening.account is None else {}
            try:
                kept = self._new_password(given.password, given.again, login=login)
            except RefusedError as error:
                raise RefusedError({**faults, **error.faults}) from error
            if faults:
                raise RefusedError(faults)
            return kept
        with self._database.transaction() as tx:
            if not BY_LOGIN.take(tx, opening.account.login.casefold(), now):
                raise RefusedError({"password": "wait"})
            kept = tx.accounts.credentials(opening.account.id).password_hash or ""
        if not self._passwords.fits(given.password, kept):
            raise RefusedError({"password": "wrong"})
        return kept

    def _new_password(self, password: str, again: str, *, login: str) -> str:
        fault = fault_of(password, login=login)
        if fault is not None:
            raise RefusedError({"password": fault.value})
        if password != again:
            raise RefusedError({"again": "differs"})
        return self._passwords.hash(password)

    def _step(self, given: Enrolment, now: datetime) -> int:
        if SECRET.fullmatch(given.secret) is None:
            raise RefusedError({"code": "wrong"})
        step = step_of(given.code, given.secret, now)
        if step is None:
            raise RefusedError({"code": "wrong"})
        return step

    def _join(self, tx: Transaction, invitation: Invitation, given: Enrolment, now: datetime) -> Account:
        newcomer = Newcomer(
            login=given.login,
            municipality=invitation.municipality,
            role=invitation.role or Role.WINDOW,
            name=given.name,
            area=invitation.area,
            window=invitation.window,
        )
        inviter = tx.accounts.get(invitation.invited_by) if invitation.invited_by else None
        try:
            return add_account(tx, newcomer, Credentials(), Hand(now, inviter), self._randomness)
        except AlreadyThereError as error:
            raise RefusedError({"login": "taken"}) from error


def _opening(tx: Transaction, invitation: Invitation | None) -> Opening:
    if invitation is None:
        raise GoneError("no such link")
    if invitation.purpose is Purpose.INVITATION:
        return Opening(invitation.role or Role.WINDOW)
    if invitation.account is None:
        raise GoneError("the link belongs to no account")
    account = tx.accounts.get(invitation.account)
    if not account.active:
        raise GoneError("the account is not in use")
    has_password = tx.accounts.credentials(account.id).password_hash is not None
    return Opening(account.role, account, has_password)


def _login_faults(given: Enrolment) -> dict[str, str]:
    faults = {}
    if not given.login or len(given.login) > LONGEST_LOGIN or not given.login.isprintable():
        faults["login"] = "unfit"
    if not given.name or len(given.name) > LONGEST_NAME or not given.name.isprintable():
        faults["name"] = "unfit"
    return faults
