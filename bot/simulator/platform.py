"""The platform: all accounts, people, time and chance in one place, behind one lock."""

from random import Random
from threading import Condition, Event

from bot.simulator.account import Account
from bot.simulator.clock import Clock
from bot.simulator.config import Config
from bot.simulator.events import EventMaker
from bot.simulator.faults import Faults
from bot.simulator.ids import Ids
from bot.simulator.refusals import Refused
from bot.simulator.webhooks import Webhooks


class Platform:
    """The state of one stand-in, in memory.

    `changed` is the lock around everything and the bell that rings at every change; `version` counts
    the changes, so that a page can wait for the next one.
    """

    def __init__(self, config: Config) -> None:
        self.config = config
        self.clock = Clock(config.now)
        self.ids = Ids(Random(config.seed), self.clock)  # noqa: S311  # repeatable by seed, guards nothing
        self.changed = Condition()
        self.version = 0
        self.faults = Faults(self.ids.chance)
        self.events = EventMaker(self.ids, self.clock)
        self.webhooks = Webhooks(self.clock, self.changed, self.ring, timeout=config.webhook_timeout_seconds)
        self.ending = Event()
        people = {person.key: person for person in config.people}
        self.accounts = {
            channel.name: Account(channel, people, media_delay_seconds=config.media_delay_seconds)
            for channel in config.channels
        }

    def ring(self) -> None:
        """Tell everybody who waits that something changed; called with the lock held."""
        self.version += 1
        self.changed.notify_all()

    def wait_for_change(self, since: int, timeout: float) -> int:
        """Wait until the version passes `since`, at most `timeout` seconds, and return it."""
        with self.changed:
            self.changed.wait_for(lambda: self.version > since or self.ending.is_set(), timeout)
            return self.version

    def account(self, name: str = "") -> Account:
        """Return the account of a channel, the first one for an empty name; Refused (404) otherwise."""
        if not name:
            return next(iter(self.accounts.values()))
        if name not in self.accounts:
            raise Refused(404, f"no channel is called {name}")
        return self.accounts[name]

    def account_of_token(self, token: str) -> Account:
        """Return the account an access token opens; Refused (401) for any other."""
        now = self.clock.now()
        for account in self.accounts.values():
            if token and account.accepts(token, now):
                return account
        raise Refused(
            401,
            "Authentication failed due to the following reason: invalid token. Confirm that the access token "
            "in the authorization header is valid.",
        )

    def close(self) -> None:
        """Wake everybody who waits and end the background threads."""
        self.ending.set()
        with self.changed:
            self.changed.notify_all()
        self.webhooks.close()
