"""What the outcome of a call means for the message: a table, and the few things that no table can say."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from routing.outgoing import OWED, AfterCall, CallOutcome, OutgoingState, Via, delay_after, key_has_ended

MINUTE = timedelta(minutes=1)
BRIEF = timedelta(seconds=2)


class Wait(StrEnum):
    """How long a message waits for its next call."""

    NOT = "not"
    AS_ASKED = "as_asked"
    A_MINUTE = "a_minute"
    GROWING = "growing"
    BRIEFLY = "briefly"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of outcomes.

    `state` QUEUED says that nobody can have got the message, REPLY_STARTED that LINE left that unknown.
    `token_is_gone` means that the reply token serves no more, so that a next call is a push.
    """

    state: OutgoingState
    wait: Wait = Wait.NOT
    lane_waits: bool = False
    counts_attempt: bool = True
    operator_alarm: bool = False
    token_is_gone: bool = False


SENT = Rule(OutgoingState.ACCEPTED)
REFUSED = Rule(OutgoingState.DEAD)
AGAIN = Rule(OutgoingState.QUEUED, Wait.GROWING)
SLOW_DOWN = Rule(OutgoingState.QUEUED, Wait.AS_ASKED, lane_waits=True)
MONTH_IS_SPENT = Rule(OutgoingState.DEAD, operator_alarm=True)
TOKEN_IS_WRONG = Rule(
    OutgoingState.QUEUED, Wait.A_MINUTE, lane_waits=True, counts_attempt=False, operator_alarm=True
)
ASK_AGAIN = Rule(OutgoingState.REPLY_STARTED, Wait.BRIEFLY)
PUSH_INSTEAD = Rule(OutgoingState.QUEUED, token_is_gone=True)
LEFT_UNKNOWN = Rule(OutgoingState.UNCERTAIN, token_is_gone=True)

_EITHER_WAY = {
    CallOutcome.ACCEPTED: SENT,
    CallOutcome.ALREADY_ACCEPTED: SENT,
    CallOutcome.RATE_LIMITED: SLOW_DOWN,
    CallOutcome.MONTH_LIMIT: MONTH_IS_SPENT,
    CallOutcome.REJECTED: REFUSED,
    CallOutcome.RECIPIENT_GONE: REFUSED,
    CallOutcome.UNAUTHORISED: TOKEN_IS_WRONG,
    CallOutcome.UNREACHABLE: AGAIN,
}
_WITH_A_KEY = {
    **_EITHER_WAY,
    CallOutcome.SERVER_ERROR: AGAIN,
    CallOutcome.NO_ANSWER: AGAIN,
    CallOutcome.TOKEN_INVALID: REFUSED,
}
_BY_TOKEN = {
    **_EITHER_WAY,
    CallOutcome.SERVER_ERROR: ASK_AGAIN,
    CallOutcome.NO_ANSWER: ASK_AGAIN,
    CallOutcome.TOKEN_INVALID: PUSH_INSTEAD,
}
RULES: dict[Via, dict[CallOutcome, Rule]] = {
    Via.REPLY: _BY_TOKEN,
    Via.PUSH: _WITH_A_KEY,
    Via.MAIL: _WITH_A_KEY,
}
"""What each outcome means. A reply token works once, so asking again with it can never bring an answer twice."""


@dataclass(frozen=True, slots=True)
class Trial:
    """How a row stood when it was called: `unknown` says that an earlier reply may have arrived already."""

    via: Via
    attempts: int
    first_tried_at: datetime
    dangerous: bool = False
    unknown: bool = False


def after_call(
    trial: Trial, outcome: CallOutcome, *, now: datetime, jitter: float, retry_after: timedelta | None = None
) -> AfterCall:
    """Decide what the outcome of a call means for its row: a row of `RULES`, and three things beside it.

    A reply that may have arrived earlier stays unknown whatever comes later, except success. What is unknown and was
    about danger is pushed at once. And a message that was tried for 23 hours is left to a person.
    """
    rule = RULES[trial.via][outcome]
    if trial.via is Via.REPLY:
        rule = _still_unknown(rule) if trial.unknown else rule
        rule = PUSH_INSTEAD if trial.dangerous and rule in {ASK_AGAIN, LEFT_UNKNOWN} else rule
    elif rule.state in OWED and key_has_ended(trial.first_tried_at, now):
        return AfterCall(OutgoingState.DEAD, operator_alarm=True)
    return AfterCall(
        rule.state,
        _pause(rule.wait, trial.attempts, jitter, retry_after) if rule.state in OWED else None,
        rule.lane_waits,
        rule.counts_attempt,
        rule.operator_alarm,
        rule.token_is_gone,
    )


def _still_unknown(rule: Rule) -> Rule:
    if rule is PUSH_INSTEAD:
        # The token may be invalid because the earlier reply has used it: then the answer is there.
        return LEFT_UNKNOWN
    return replace(rule, state=OutgoingState.REPLY_STARTED) if rule.state is OutgoingState.QUEUED else rule


def _pause(wait: Wait, attempts: int, jitter: float, retry_after: timedelta | None) -> timedelta:
    if wait is Wait.GROWING:
        return delay_after(attempts, jitter)
    if wait is Wait.BRIEFLY:
        return BRIEF * attempts * (0.8 + 0.4 * jitter)
    if wait is Wait.AS_ASKED:
        return retry_after or MINUTE
    return MINUTE if wait is Wait.A_MINUTE else timedelta(0)
