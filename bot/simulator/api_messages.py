"""LINE's endpoints for sending, validating and counting messages."""

from collections.abc import Callable

from flask import Blueprint, request

from bot.simulator import retry_keys
from bot.simulator.account import Account
from bot.simulator.door import account, guard, json_body, platform, request_id
from bot.simulator.limits import require_valid_messages
from bot.simulator.refusals import Refused, not_found
from bot.simulator.sending import Call, Sending
from bot.simulator.wire import JsonObject

messages = guard(Blueprint("line_messages", __name__, url_prefix="/v2/bot/message"))


def _send(how: Callable[[Sending, Account, Call], JsonObject]) -> JsonObject:
    call = Call(json_body(), request_id(), request.headers.get(retry_keys.HEADER))
    return how(Sending(platform()), account(), call)


@messages.post("/reply")
def reply() -> JsonObject:
    """Answer an event."""
    return _send(Sending.reply)


@messages.post("/push")
def push() -> JsonObject:
    """Send to one person or group."""
    return _send(Sending.push)


@messages.post("/multicast")
def multicast() -> JsonObject:
    """Send to several people."""
    return _send(Sending.multicast)


@messages.post("/broadcast")
def broadcast() -> JsonObject:
    """Send to all friends."""
    return _send(Sending.broadcast)


@messages.post("/validate/<how>")
def validate(how: str) -> JsonObject:
    """Check messages without sending them."""
    if how not in ("reply", "push", "multicast", "narrowcast", "broadcast"):
        raise not_found()
    if request.headers.get(retry_keys.HEADER) is not None:
        raise Refused(400, "The retry key is not supported by this endpoint")
    require_valid_messages(json_body())
    return {}


@messages.get("/quota")
def quota() -> JsonObject:
    """Tell the month's limit."""
    with platform().changed:
        return account().quota.as_json()


@messages.get("/quota/consumption")
def consumption() -> JsonObject:
    """Tell about how many messages the month has used."""
    with platform().changed:
        return {"totalUsage": account().quota.reported(platform().clock.now())}
