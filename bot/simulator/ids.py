"""Ids in the shapes LINE uses, drawn from randomness that is handed in."""

import hashlib
import re
import uuid
from random import Random

from bot.simulator.clock import Clock

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

USER_ID = re.compile(r"U[0-9a-f]{32}")
GROUP_ID = re.compile(r"[CR][0-9a-f]{32}")


def user_id(person: str, provider: str) -> str:
    """Return the id of a person: always the same with one provider, another one with each other provider."""
    return "U" + hashlib.sha256(f"{provider}/{person}".encode()).hexdigest()[:32]


def group_id(name: str, provider: str) -> str:
    """Return the id of a group chat."""
    return "C" + hashlib.sha256(f"{provider}/group/{name}".encode()).hexdigest()[:32]


class Ids:
    """A source of fresh ids; the same seed and the same order of calls give the same ids."""

    def __init__(self, random: Random, clock: Clock) -> None:
        self._random = random
        self._clock = clock
        self._last_message = 560_000_000_000_000_000

    def message(self) -> str:
        """Return a message id: a numeric string that only grows."""
        self._last_message += self._random.randint(1, 90_000)
        return str(self._last_message)

    def event(self) -> str:
        """Return a webhookEventId: a ULID of the event's time and 80 random bits."""
        number = (self._clock.event_millis() << 80) | self._random.getrandbits(80)
        return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))

    def token(self) -> str:
        """Return an opaque token of 32 hexadecimal digits."""
        return f"{self._random.getrandbits(128):032x}"

    def request(self) -> str:
        """Return a request id: a random UUID."""
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def chance(self) -> float:
        """Return a number from 0 up to 1, for what happens only sometimes."""
        return self._random.random()

    def shuffled(self, count: int) -> list[int]:
        """Return the numbers below `count` in a random order."""
        order = list(range(count))
        self._random.shuffle(order)
        return order
