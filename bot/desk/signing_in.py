"""Signing in, staying signed in, and confirming once more. Every attempt is counted before anything is checked."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.desk.access import note
from bot.desk.limit import Limit
from bot.desk.passwords import Passwords
from bot.desk.second_factor import NOBODYS_SECRET, recovery_hash, step_of
from bot.ports import Randomness
from routing.consultation import Actor
from storage.accounts import Account, Credentials
from storage.audit import AuditEntry
from storage.database import Database
from storage.errors import NotThereError
from storage.history import By
from storage.sessions import Session
from storage.transaction import Transaction

log = logging.getLogger(__name__)

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
CONFIRMED = timedelta(minutes=10)
SEEN_EVERY = timedelta(minutes=1)


# Whoever has the password still guesses one code in 333,000: six tries an hour take them years.
BY_LOGIN = Limit("sign_in.login", 10, timedelta(minutes=10))
BY_ADDRESS = Limit("sign_in.address", 40, timedelta(minutes=20))
BY_CODE = Limit("sign_in.code", 6, timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and the address it came from. `recovery` stands in place of `code`."""

    login: str = field(repr=False)
    password: str = field(repr=False)
    code: str = field(default="", repr=False)
    recovery: str = field(default="", repr=False)
    address: str = field(default="", repr=False)


class Refusal(StrEnum):
    """Why nobody was let in. `WRONG` never says what was wrong."""

    WRONG = "wrong"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in; `token` is what their browser holds."""

    account: Account
    session: Session
    token: str = field(repr=False)

    def confirmed(self, now: datetime) -> bool:
        """Tell whether a second confirmation still counts."""
        until = self.session.confirmed_until
        return until is not None and now < until


class SigningIn:
    """Lets people in by name, password and one-time code, and keeps their sessions in the database."""

    def __init__(
        self, database: Database, *, clock: Clock, randomness: Randomness, passwords: Passwords
    ) -> None:
        self._database = database
        self._clock = clock
        self._randomness = randomness
        self._passwords = passwords

    def sign_in(self, attempt: Attempt, *, old_token: str = "") -> SignedIn | Refusal:
        """Let somebody in under a fresh token, ending what `old_token` had opened, or refuse."""
        now = self._clock.now()
        with self._database.transaction() as tx:
            free = BY_ADDRESS.take(tx, attempt.address, now) and BY_LOGIN.take(
                tx, attempt.login.casefold(), now
            )
            known = _known(tx, attempt.login) if free else ()
        if not free:
            log.warning("sign_in.throttled")
            return Refusal.WAIT
        # The slow check stands outside the transaction, so that a flood of guesses holds no lock.
        fits = [pair for pair in known or (None,) if self._fits(attempt.password, pair)]
        with self._database.transaction() as tx:
            for pair in fits or (None,):
                if pair is not None and self._second_factor(tx, pair, attempt, now):
                    return self._begin(tx, pair, attempt, now, old_token)
            if not fits:
                step_of(attempt.code, NOBODYS_SECRET, now)
            _note_failure(tx, known, now, attempt.address)
        return Refusal.WRONG

    def find(self, token: str, *, alive: bool = True) -> SignedIn | None:
        """Return who is signed in under a token; None when the session or the account has ended.

        Without `alive` the session does not live longer for it: a page asks so when nobody touched anything.
        """
        now = self._clock.now()
        with self._database.reading() as tx:
            session = tx.sessions.find(token, now=now)
            if session is None:
                return None
            try:
                account = tx.accounts.get(session.account)
            except NotThereError:
                return None
        if not account.active:
            return None
        if alive and now - session.seen_at >= SEEN_EVERY:
            with self._database.transaction() as tx:
                tx.sessions.touch(token, now=now, idle_until=min(now + IDLE, session.ends_at))
        return SignedIn(account, session, token)

    def sign_out(self, who: SignedIn, *, everywhere: bool = False) -> None:
        """End this session, or every session of the account."""
        now = self._clock.now()
        with self._database.transaction() as tx:
            if everywhere:
                tx.sessions.end_all(who.account.id)
            else:
                tx.sessions.end(who.token)
            action = "sign_out.everywhere" if everywhere else "sign_out"
            note(tx, who.account, now, action, about=("account", who.account.id))

    def confirm(self, who: SignedIn, answer: str, *, address: str) -> Refusal | None:
        """Take the password or a one-time code once more; None when it fits, and for ten minutes then."""
        now, account = self._clock.now(), who.account
        with self._database.transaction() as tx:
            if not BY_CODE.take(tx, account.id, now):
                return Refusal.WAIT
            credentials = tx.accounts.credentials(account.id)
        is_code = len("".join(answer.split())) == 6
        fits = not is_code and self._passwords.fits(answer, credentials.password_hash)
        with self._database.transaction() as tx:
            if is_code:
                fits = _spend_code(tx, account, credentials, answer, now)
            action = "sign_in.confirm" if fits else "sign_in.confirm_failed"
            note(tx, account, now, action, about=("account", account.id), address=address)
            if fits:
                tx.sessions.confirm(who.token, until=now + CONFIRMED)
                tx.throttle.forgive(BY_CODE.kind, account.id)
        return None if fits else Refusal.WRONG

    def _fits(self, password: str, pair: tuple[Account, Credentials] | None) -> bool:
        kept = pair[1].password_hash if pair is not None and pair[0].active else None
        return self._passwords.fits(password, kept)

    def _second_factor(
        self, tx: Transaction, pair: tuple[Account, Credentials], attempt: Attempt, now: datetime
    ) -> bool:
        account, credentials = pair
        if not BY_CODE.take(tx, account.id, now):
            return False
        if attempt.recovery:
            code = recovery_hash(attempt.recovery)
            return tx.accounts.use_recovery_code(account.id, code, at=now)
        return _spend_code(tx, account, credentials, attempt.code, now)

    def _begin(
        self,
        tx: Transaction,
        pair: tuple[Account, Credentials],
        attempt: Attempt,
        now: datetime,
        old_token: str,
    ) -> SignedIn:
        account, credentials = pair
        self._renew_hash(tx, account, credentials, attempt.password, now)
        if old_token:
            tx.sessions.end(old_token)
        token = self._randomness.token()
        session = Session(
            municipality=account.municipality,
            account=account.id,
            created_at=now,
            seen_at=now,
            idle_until=now + IDLE,
            ends_at=now + LONGEST,
            form_secret=self._randomness.token(),
        )
        tx.sessions.start(token, session, address=attempt.address)
        tx.throttle.forgive(BY_CODE.kind, account.id)
        tx.throttle.forgive(BY_LOGIN.kind, attempt.login.casefold())
        action = "sign_in.recovery" if attempt.recovery else "sign_in"
        note(tx, account, now, action, about=("account", account.id), address=attempt.address)
        return SignedIn(account, session, token)

    def _renew_hash(
        self, tx: Transaction, account: Account, known: Credentials, password: str, now: datetime
    ) -> None:
        if known.password_hash is None or not self._passwords.is_dated(known.password_hash):
            return
        # Read again: the second factor has just spent a step or a recovery code.
        present = tx.accounts.credentials(account.id)
        anew = replace(present, password_hash=self._passwords.hash(password))
        tx.accounts.set_credentials(account.id, anew, at=account.password_changed_at or now)


def _known(tx: Transaction, login: str) -> Sequence[tuple[Account, Credentials]]:
    found = tx.accounts.with_login(login) if login else ()
    return [(account, tx.accounts.credentials(account.id)) for account in found]


def _spend_code(tx: Transaction, account: Account, known: Credentials, code: str, now: datetime) -> bool:
    step = step_of(code, known.totp_secret or NOBODYS_SECRET, now)
    if step is None or known.totp_secret is None:
        return False
    return tx.accounts.use_totp_step(account.id, step, at=now)


def _note_failure(
    tx: Transaction, known: Sequence[tuple[Account, Credentials]], now: datetime, address: str
) -> None:
    # Nobody has proved to be anybody, so the desk itself stands as the actor.
    author = By(Actor.BOT, now)
    for account, _ in known:
        entry = AuditEntry(author, "sign_in.failed", "account", account.id, account.municipality)
        tx.audit.note(entry, address=address)
    if not known:
        tx.audit.note(AuditEntry(author, "sign_in.failed", "account", "unknown"), address=address)
