"""What is owed to people: lanes, states, and what each outcome of a call means for the row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

OutgoingId = NewType("OutgoingId", str)


class Lane(StrEnum):
    """Order of sending: nothing urgent waits behind anything else."""

    URGENT = "urgent"
    REPLY = "reply"
    NORMAL = "normal"
    DIGEST = "digest"


LANES = tuple(Lane)


class Medium(StrEnum):
    """The channel a message leaves by."""

    LINE = "line"
    MAIL = "mail"


class OutgoingState(StrEnum):
    """`UNCERTAIN`: LINE left it unknown whether the reply arrived; it is listed and repeated at next contact."""

    QUEUED = "queued"
    REPLY_STARTED = "reply_started"
    ACCEPTED = "accepted"
    UNCERTAIN = "uncertain"
    DEAD = "dead"
    VOID = "void"


class CallOutcome(StrEnum):
    """What a call to LINE or to the mail server came to."""

    ACCEPTED = "accepted"
    ALREADY_ACCEPTED = "already_accepted"
    RATE_LIMITED = "rate_limited"
    MONTH_LIMIT = "month_limit"
    SERVER_ERROR = "server_error"
    UNREACHABLE = "unreachable"
    NO_ANSWER = "no_answer"
    TOKEN_INVALID = "reply_token_invalid"  # noqa: S105 - the name of an outcome, no secret
    REJECTED = "rejected"
    UNAUTHORISED = "unauthorised"
    RECIPIENT_GONE = "recipient_gone"


class Via(StrEnum):
    """How LINE was asked: a reply has no retry key, a push has one."""

    REPLY = "reply"
    PUSH = "push"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class AfterCall:
    """What to write on the row: its state, when to try again, whether the whole lane must wait."""

    state: OutgoingState
    retry_in: timedelta | None = None
    lane_waits: bool = False
    counts_attempt: bool = True
    operator_alarm: bool = False
    token_is_gone: bool = False


DELAYS = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800))
HOURLY = timedelta(hours=1)
RETRY_KEY_LIFE = timedelta(hours=23)
OWED = frozenset({OutgoingState.QUEUED, OutgoingState.REPLY_STARTED})


def delay_after(attempts: int, jitter: float) -> timedelta:
    """Return the wait before the next try: 5 s, 30 s, 2 min, 10 min, 30 min, then hourly.

    `jitter` is a random number from 0 to 1 and spreads the wait by up to a fifth either way.
    """
    base = DELAYS[attempts - 1] if attempts <= len(DELAYS) else HOURLY
    return base * (0.8 + 0.4 * jitter)


def key_has_ended(first_tried_at: datetime, now: datetime) -> bool:
    """Tell whether LINE may have forgotten the retry key: then a push again could be a second message.

    LINE remembers a key for 24 hours after its first request; we stop an hour earlier, and a person decides.
    Source: LINE's page on retrying failed requests.
    """
    return now - first_tried_at >= RETRY_KEY_LIFE
