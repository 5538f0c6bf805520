"""The way into the relay pages without a password: a link from the chat, or a code typed at the shop's PC.

Links and codes are good once and for a short while; what they open is a session of the relay pages alone.
"""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.desk.access import note
from bot.desk.codes import read_code
from bot.desk.counter import Shut, shut_for
from bot.desk.limit import Limit
from bot.desk.turn import Turn
from bot.ports import Randomness
from storage.accounts import Account
from storage.database import Database
from storage.sessions import Door, Invitation, Purpose, Session
from storage.transaction import Transaction

LINK_LIFE = timedelta(minutes=30)
PC_CODE_LIFE = timedelta(minutes=15)
PHONE_STAYS = timedelta(hours=12)
PC_STAYS = timedelta(days=180)
SEEN_EVERY = timedelta(hours=1)

# A code has 40 random bits and lives a quarter of an hour: ten tries of one address every ten minutes find none.
BY_ADDRESS = Limit("relay.address", 10, timedelta(minutes=10))


@dataclass(frozen=True, slots=True)
class AtDoor:
    """A browser that the relay pages know; `token` is what it holds."""

    account: Account = field(repr=False)
    session: Session = field(repr=False)
    token: str = field(repr=False)


def relay_link(turn: Turn, account: Account) -> str:
    """Return a personal link to the relay pages, good once within half an hour; earlier ones end."""
    token = turn.desk.randomness.token()
    _invite(turn, account, token, LINK_LIFE)
    return f"{turn.desk.public_url}/relay/enter/{token}"


def pc_code(turn: Turn, account: Account, code: str) -> None:
    """Let a code be typed at the shop's PC, once within a quarter of an hour."""
    _invite(turn, account, _pc_token(code), PC_CODE_LIFE)


def _invite(turn: Turn, account: Account, token: str, life: timedelta) -> None:
    for standing in turn.tx.invitations.open_of(account.municipality, now=turn.now):
        if standing.purpose is Purpose.RELAY and standing.account == account.id:
            turn.tx.invitations.revoke(account.municipality, standing.key, now=turn.now)
    turn.tx.invitations.add(
        token,
        Invitation(
            municipality=account.municipality,
            purpose=Purpose.RELAY,
            created_at=turn.now,
            expires_at=turn.now + life,
            account=account.id,
        ),
    )


def _pc_token(code: str) -> str:
    return f"relay-pc:{code}"


class RelayDoor:
    """Opens sessions of the relay pages and finds them again."""

    def __init__(self, database: Database, *, clock: Clock, randomness: Randomness) -> None:
        self._database = database
        self._clock = clock
        self._randomness = randomness

    def peek(self, token: str) -> Account | None:
        """Return whose link this is, without spending it: looking is free, for mail scanners look too."""
        with self._database.reading() as tx:
            found = tx.invitations.find(token, Purpose.RELAY, now=self._clock.now())
            return _usable(tx, found)

    def enter(self, token: str, *, address: str) -> AtDoor | Shut | None:
        """Spend a link and open a session of twelve hours; None when it was used, has ended or never was."""
        with self._database.transaction() as tx:
            return self._open(tx, token, PHONE_STAYS, address)

    def enter_by_code(self, typed: str, *, address: str) -> AtDoor | Shut | None:
        """Spend a code typed at a PC; that browser stays known for half a year. Guessing is throttled by address."""
        code = read_code(typed)
        with self._database.transaction() as tx:
            if not BY_ADDRESS.take(tx, address, self._clock.now()) or code is None:
                return None
            return self._open(tx, _pc_token(code), PC_STAYS, address)

    def find(self, token: str) -> AtDoor | None:
        """Return who is behind a cookie; None when the session or the account has ended."""
        now = self._clock.now()
        with self._database.reading() as tx:
            session = tx.sessions.find(token, now=now, door=Door.RELAY)
            if session is None:
                return None
            account = tx.accounts.get(session.account)
        if not account.active:
            return None
        if now - session.seen_at >= SEEN_EVERY:
            with self._database.transaction() as tx:
                tx.sessions.touch(token, now=now, idle_until=session.ends_at)
        return AtDoor(account, session, token)

    def leave(self, at_door: AtDoor) -> None:
        """End a session."""
        with self._database.transaction() as tx:
            tx.sessions.end(at_door.token)

    def _open(self, tx: Transaction, token: str, stays: timedelta, address: str) -> AtDoor | Shut | None:
        now = self._clock.now()
        account = _usable(tx, tx.invitations.find(token, Purpose.RELAY, now=now))
        if account is None:
            return None
        shut = shut_for(tx, account)
        if shut is not None:
            return shut
        if tx.invitations.use(token, Purpose.RELAY, now=now) is None:
            return None
        fresh, session = self._randomness.token(), self._session(account, now, stays)
        tx.sessions.start(fresh, session, address=address)
        note(tx, account, now, "relay.enter", about=("account", account.id), address=address)
        return AtDoor(account, session, fresh)

    def _session(self, account: Account, now: datetime, stays: timedelta) -> Session:
        return Session(
            municipality=account.municipality,
            account=account.id,
            created_at=now,
            seen_at=now,
            idle_until=now + stays,
            ends_at=now + stays,
            form_secret=self._randomness.token(),
            door=Door.RELAY,
        )


def _usable(tx: Transaction, invitation: Invitation | None) -> Account | None:
    if invitation is None or invitation.account is None:
        return None
    account = tx.accounts.get(invitation.account)
    return account if account.active else None


def form_token(at_door: AtDoor) -> str:
    """Return the token that every form of a session carries."""
    return hmac.digest(at_door.session.form_secret.encode(), b"relay-form", "sha256").hex()
