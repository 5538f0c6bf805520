"""Sending to LINE: one channel's calls, each with a time-out, each outcome told and none raised.

Nothing here retries or waits: the outbox decides from the outcome.
"""

import importlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from bot.line.limits import problems
from bot.line.menus import LineApiMenus
from bot.line.outcomes import Answer, result_of
from bot.ports import CallResult, JsonObject, Quota
from routing.outgoing import CallOutcome, Via

if TYPE_CHECKING:
    from bot.line.sdk import Channel

logger = logging.getLogger(__name__)

LINE_API = "https://api.line.me"
LINE_DATA_API = "https://api-data.line.me"


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to wait for a connection and for an answer; both well below the lease of an outgoing row."""

    connect: float = 3.0
    read: float = 10.0


@dataclass(frozen=True, slots=True)
class BotInfo:
    """The account behind a token."""

    user_id: str
    basic_id: str
    name: str
    chat_mode: str


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """Where LINE sends events, and whether it does."""

    endpoint: str
    active: bool


@dataclass(frozen=True, slots=True)
class WebhookTest:
    """What came of LINE's own test of the webhook; `reason` is LINE's word for it, such as OK or REQUEST_TIMEOUT."""

    success: bool
    status: int
    reason: str


class LineApiSender:
    """Sends to one channel; a `LineSender` of `bot.ports`. The SDK and its connections come with the first call.

    Make it after forking: connections must not be shared by processes. Threads may share it.
    """

    def __init__(self, *, access_token: str, base: str = LINE_API, timeouts: Timeouts | None = None) -> None:
        self._access_token = access_token
        self._base = base.rstrip("/")
        self._timeouts = timeouts or Timeouts()
        self._channel: Channel | None = None
        self._lock = Lock()

    def reply(self, *, reply_token: str, messages: Sequence[JsonObject]) -> CallResult:
        """Answer with a reply token; replies count to no quota and take no retry key."""
        return self._send(Via.REPLY, messages, lambda channel: channel.reply(reply_token, messages))

    def push(
        self, *, to: str, messages: Sequence[JsonObject], retry_key: str, silent: bool = False
    ) -> CallResult:
        """Push with a retry key: LINE answers 409 to a key it knows, which counts as accepted."""
        return self._send(
            Via.PUSH, messages, lambda channel: channel.push(to, messages, retry_key, silent=silent)
        )

    def show_loading(self, *, chat: str, seconds: int) -> CallResult:
        """Show the three dots; LINE takes 5 to 60 seconds in steps of five, so seconds are rounded up."""
        steps = min(max(-(-seconds // 5) * 5, 5), 60)
        return self._result(Via.REPLY, lambda channel: channel.show_loading(chat, steps))

    def quota(self) -> Quota | None:
        """Return the month's limit and use; None when LINE does not say."""
        limit, used = (
            self._asked(lambda channel: channel.quota()),
            self._asked(lambda channel: channel.consumption()),
        )
        if limit is None or used is None:
            return None
        value, total = limit.get("value"), used.get("totalUsage")
        if not isinstance(total, int):
            return None
        return Quota(
            limit=value if limit.get("type") == "limited" and isinstance(value, int) else None, used=total
        )

    def bot_info(self) -> BotInfo | None:
        """Return the account of the token, or None when LINE refuses it or does not answer."""
        found = self._asked(lambda channel: channel.info())
        if found is None:
            return None
        fields = (str(found.get(name, "")) for name in ("userId", "basicId", "displayName", "chatMode"))
        return BotInfo(*fields)

    def webhook(self) -> WebhookEndpoint | None:
        """Return the webhook that is set, or None when none is set or LINE does not answer."""
        found = self._asked(lambda channel: channel.webhook())
        if found is None:
            return None
        return WebhookEndpoint(str(found.get("endpoint", "")), active=found.get("active") is True)

    def test_webhook(self, endpoint: str) -> WebhookTest | None:
        """Let LINE call the webhook; None when LINE does not answer. At most 60 an hour."""
        found = self._asked(lambda channel: channel.test_webhook(endpoint))
        if found is None:
            return None
        status = found.get("statusCode")
        return WebhookTest(
            success=found.get("success") is True,
            status=status if isinstance(status, int) else 0,
            reason=str(found.get("reason", "")),
        )

    def menus(self) -> LineApiMenus:
        """Return the menus of this channel, over the same connections."""
        data_base = LINE_DATA_API if self._base == LINE_API else self._base
        return LineApiMenus(self._status, data_base)

    def close(self) -> None:
        """Close the kept connections; the next call opens new ones."""
        with self._lock:
            if self._channel is not None:
                self._channel.close()
                self._channel = None

    def _send(
        self, via: Via, messages: Sequence[JsonObject], call: Callable[["Channel"], Answer]
    ) -> CallResult:
        broken = problems(messages)
        if broken:
            # LINE would refuse the whole call; the places name properties, never words.
            logger.error("message breaks a limit of LINE", extra={"places": [str(p) for p in broken[:5]]})
            return CallResult(CallOutcome.REJECTED, reason=f"limits: {broken[0]}")
        result = self._result(via, call)
        if via is Via.PUSH and result.outcome is CallOutcome.RATE_LIMITED and self._month_is_spent():
            # LINE gives both limits the same status, and does not promise its texts.
            return CallResult(CallOutcome.MONTH_LIMIT, result.request_id, result.reason)
        return result

    def _result(self, via: Via, call: Callable[["Channel"], Answer]) -> CallResult:
        sdk = importlib.import_module("bot.line.sdk")
        try:
            result = result_of(call(self._open()), via)
        except sdk.UnreachableError as error:
            result = CallResult(CallOutcome.UNREACHABLE, reason=str(error))
        except sdk.NoAnswerError as error:
            result = CallResult(CallOutcome.NO_ANSWER, reason=str(error))
        except sdk.UnsendableError as error:
            result = CallResult(CallOutcome.REJECTED, reason=f"unsendable: {error}")
        logger.info(
            "line call",
            extra={"via": via.value, "outcome": result.outcome.value, "request": result.request_id},
        )
        return result

    def _asked(self, call: Callable[["Channel"], Answer]) -> JsonObject | None:
        answer = self._status(call)
        return answer.json if answer is not None and answer.status == 200 else None

    def _status(self, call: Callable[["Channel"], Answer]) -> Answer | None:
        sdk = importlib.import_module("bot.line.sdk")
        try:
            return call(self._open())
        except (sdk.UnreachableError, sdk.NoAnswerError, sdk.UnsendableError):
            return None

    def _month_is_spent(self) -> bool:
        month = self.quota()
        return month is not None and month.limit is not None and month.used >= month.limit

    def _open(self) -> "Channel":
        with self._lock:
            if self._channel is None:
                sdk = importlib.import_module("bot.line.sdk")
                self._channel = sdk.Channel(
                    base=self._base,
                    token=self._access_token,
                    connect=self._timeouts.connect,
                    read=self._timeouts.read,
                )
            return self._channel


class LineApiSenders:
    """One sender for each municipality's channel, kept while its access token stays; a `LineSenders` of `bot.ports`.

    `token_of` returns the token that counts now, or None when the municipality has no channel.
    """

    def __init__(
        self, token_of: Callable[[str], str | None], *, base: str = LINE_API, timeouts: Timeouts | None = None
    ) -> None:
        self._token_of = token_of
        self._base = base
        self._timeouts = timeouts
        self._senders: dict[str, tuple[str, LineApiSender]] = {}
        self._lock = Lock()

    def of(self, municipality: str) -> LineApiSender:
        """Return the sender of a municipality; raise `LookupError` when it has no channel."""
        token = self._token_of(municipality)
        if not token:
            raise LookupError(f"{municipality} has no LINE channel")
        with self._lock:
            known = self._senders.get(municipality)
            if known is not None and known[0] == token:
                return known[1]
            if known is not None:
                known[1].close()
            sender = LineApiSender(access_token=token, base=self._base, timeouts=self._timeouts)
            self._senders[municipality] = (token, sender)
            return sender

    def menus_of(self, municipality: str) -> LineApiMenus:
        """Return the menus of a municipality; raise `LookupError` when it has no channel."""
        return self.of(municipality).menus()
