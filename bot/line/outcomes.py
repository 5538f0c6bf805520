"""What LINE's answer to a call means, decided by the status code; texts only where LINE gives nothing better."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.ports import CallResult
from routing.outgoing import CallOutcome, Via

_PROPERTY = re.compile(r"[\w./\[\]]{1,120}")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer of LINE; `headers` have lower-case names, `body` is as it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Mapping[str, object]:
        """Return the body's object, or an empty one: error bodies need not be JSON."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


def result_of(answer: Answer, via: Via) -> CallResult:
    """Return the result of a send. `MONTH_LIMIT` and `RATE_LIMITED` are told apart by LINE's text here.

    The reason holds the status and the names of refused properties, never LINE's own text, which may quote.
    """
    outcome = _outcome(answer, via)
    request_id = answer.headers.get("x-line-request-id", "")
    if outcome is CallOutcome.ALREADY_ACCEPTED:
        request_id = answer.headers.get("x-line-accepted-request-id", request_id)
    if outcome in {CallOutcome.ACCEPTED, CallOutcome.ALREADY_ACCEPTED}:
        return CallResult(outcome, request_id)
    return CallResult(outcome, request_id, _reason(answer), _retry_after(answer))


def _outcome(answer: Answer, via: Via) -> CallOutcome:
    status = answer.status
    if 200 <= status < 300:
        return CallOutcome.ACCEPTED
    fixed = {
        401: CallOutcome.UNAUTHORISED,
        403: CallOutcome.UNAUTHORISED,
        409: CallOutcome.ALREADY_ACCEPTED,
    }
    if status in fixed:
        return fixed[status]
    if status == 429:
        said = str(answer.json.get("message", "")).lower()
        return CallOutcome.MONTH_LIMIT if "month" in said else CallOutcome.RATE_LIMITED
    if status == 400:
        return _bad_request(answer, via)
    # A redirect or an early hint comes from something that stands between us and LINE: it will pass.
    return CallOutcome.REJECTED if 400 <= status < 500 else CallOutcome.SERVER_ERROR


def _bad_request(answer: Answer, via: Via) -> CallOutcome:
    said = str(answer.json.get("message", "")).lower()
    if via is Via.REPLY and "reply token" in said:
        return CallOutcome.TOKEN_INVALID
    if via is Via.PUSH and "failed to send" in said:
        return CallOutcome.RECIPIENT_GONE
    return CallOutcome.REJECTED


def _reason(answer: Answer) -> str:
    details = answer.json.get("details")
    listed = details if isinstance(details, list) else []
    named = [detail.get("property") for detail in listed if isinstance(detail, dict)]
    places = [place for place in named if isinstance(place, str) and _PROPERTY.fullmatch(place)]
    return " ".join([str(answer.status), *places[:5]])


def _retry_after(answer: Answer) -> timedelta | None:
    seconds = answer.headers.get("retry-after", "")
    return timedelta(seconds=min(int(seconds), 3600)) if seconds.isdecimal() and seconds.isascii() else None
