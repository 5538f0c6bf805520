"""Retry keys: the same key within a day is the same message."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.refusals import Refused

LIFE = timedelta(hours=24)
HEADER = "X-Line-Retry-Key"
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Used:
    """A key that was accepted: by which request, and when it was first seen."""

    request_id: str
    at: datetime


class RetryKeys:
    """The keys one account has sent."""

    def __init__(self) -> None:
        self._used: dict[str, Used] = {}

    def used(self, key: str, now: datetime) -> Used | None:
        """Return the earlier acceptance of `key`, or None when it is new or over 24 hours old."""
        found = self._used.get(key.lower())
        return found if found is not None and now - found.at < LIFE else None

    def accept(self, key: str, *, request_id: str, now: datetime) -> None:
        """Remember that the request with this key was accepted."""
        self._used[key.lower()] = Used(request_id, now)


def checked(key: str | None, *, allowed: bool) -> str | None:
    """Return the header's value when the endpoint takes one.

    Raises Refused (400) for a key that is no UUID, or on an endpoint that knows no retry.
    """
    if key is None:
        return None
    if not allowed:
        raise Refused(400, "The retry key is not supported by this endpoint")
    if not _UUID.fullmatch(key):
        raise Refused(400, "The retry key is invalid")
    return key


def already_accepted(used: Used, extra: dict[str, object]) -> Refused:
    """Return the 409 for a key that was accepted before, with the id of the request that was."""
    return Refused(
        409,
        "The retry key is already accepted",
        headers={"x-line-accepted-request-id": used.request_id},
        extra=extra,
    )
