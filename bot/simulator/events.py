"""Webhook events as LINE builds them."""

from datetime import UTC, datetime

from bot.simulator.account import Account
from bot.simulator.clock import Clock
from bot.simulator.ids import Ids
from bot.simulator.wire import JsonObject

WITHOUT_REPLY_TOKEN = frozenset({"unsend", "unfollow", "leave", "memberLeft"})


class EventMaker:
    """Gives events their ids, time, source and reply token."""

    def __init__(self, ids: Ids, clock: Clock) -> None:
        self._ids = ids
        self._clock = clock

    def make(
        self, account: Account, kind: str, source: JsonObject, body: JsonObject | None = None
    ) -> JsonObject:
        """Return one event; `body` holds what its kind adds, and a null there takes a property away.

        In standby mode, and for kinds that allow no answer, there is no reply token.
        """
        millis = self._clock.event_millis()
        event: JsonObject = {
            "type": kind,
            "mode": account.mode,
            "timestamp": millis,
            "source": source,
            "webhookEventId": self._ids.event(),
            "deliveryContext": {"isRedelivery": False},
        }
        if account.mode == "active" and kind not in WITHOUT_REPLY_TOKEN:
            token = self._ids.token()
            event["replyToken"] = token
            account.reply_tokens.issue(
                token, chat=chat_of(source), event_at=datetime.fromtimestamp(millis / 1000, UTC)
            )
        event.update(body or {})
        return {name: value for name, value in event.items() if value is not None}


def user_source(user: str, group: str = "") -> JsonObject:
    """Return the source of an event: a person alone, or in a group."""
    return {"type": "group", "groupId": group, "userId": user} if group else {"type": "user", "userId": user}


def chat_of(source: JsonObject) -> str:
    """Return the id of the chat an event belongs to."""
    return str(source.get("groupId") or source.get("roomId") or source.get("userId") or "")


def again(event: JsonObject, *, redelivery: bool) -> JsonObject:
    """Return the same event once more: flagged as redelivered, or a bare duplicate."""
    return {**event, "deliveryContext": {"isRedelivery": redelivery}}
