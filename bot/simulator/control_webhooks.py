"""The control API for webhooks on their way: hold, release, repeat, and events of one's own making."""

import base64
import binascii

from flask import Blueprint

from bot.simulator.control_door import chosen_account, control_body, guard_control
from bot.simulator.control_people import outcome
from bot.simulator.door import platform
from bot.simulator.events import user_source
from bot.simulator.phones import Phones
from bot.simulator.refusals import Refused
from bot.simulator.webhooks import Parcel
from bot.simulator.wire import JsonObject, obj, text

webhooks = guard_control(Blueprint("control_webhooks", __name__, url_prefix="/_/webhooks"))


@webhooks.get("")
def parcels() -> JsonObject:
    """List every webhook request with its tries, and LINE's error statistics."""
    with platform().changed:
        found = [p for p in platform().webhooks.parcels if p.account is chosen_account()]
        reasons = [ending.reason for parcel in found for ending in parcel.endings if ending.reason]
        return {
            "webhooks": [parcel.as_json() for parcel in found],
            "failures": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        }


@webhooks.post("/hold")
def hold() -> JsonObject:
    """Keep all webhooks back."""
    platform().webhooks.hold()
    return {}


@webhooks.post("/release")
def release() -> JsonObject:
    """Send what was held: `order` as_is, reversed or shuffled; `as_one` in one request."""
    body = control_body()
    orders = {
        "as_is": lambda count: list(range(count)),
        "reversed": lambda count: list(reversed(range(count))),
        "shuffled": platform().ids.shuffled,
    }
    order = orders.get(text(body, "order", "as_is"))
    if order is None:
        raise Refused(400, "order must be as_is, reversed or shuffled")
    sent = platform().webhooks.release(order, as_one=body.get("as_one") is True)
    for parcel in sent:
        platform().webhooks.wait_for(parcel, 1)
    return {"webhooks": [parcel.as_json() for parcel in sent]}


@webhooks.post("/repeat")
def repeat() -> JsonObject:
    """Send again: `which` last, failed, or a webhookEventId; `redelivery` false for a bare duplicate."""
    body = control_body()
    found = _find(text(body, "which", "last"))
    for parcel in found:
        tries = len(parcel.endings)
        platform().webhooks.repeat(parcel, redelivery=body.get("redelivery", True) is not False)
        platform().webhooks.wait_for(parcel, tries + 1)
    return {"webhooks": [parcel.as_json() for parcel in found]}


@webhooks.post("/event")
def event() -> JsonObject:
    """Send an event of any kind: `kind`, `person` or `source`, `body` over the usual properties."""
    body, account = control_body(), chosen_account()
    person = text(body, "person")
    source = user_source(account.user_of(person)) if person else obj(body, "source")
    done = Phones(platform()).cause(account, text(body, "kind"), source, obj(body, "body"))
    return outcome(done, wait=True)


@webhooks.post("/raw")
def raw() -> JsonObject:
    """Post bytes as they are (`text` or `base64`) with `headers` over the usual ones; signed if none given."""
    body = control_body()
    headers = {name: str(value) for name, value in obj(body, "headers").items()}
    ending = platform().webhooks.post_raw(chosen_account(), _bytes(body), headers)
    return {"status": ending.status, "reason": ending.reason}


def _find(which: str) -> list[Parcel]:
    with platform().changed:
        own = [p for p in platform().webhooks.parcels if p.account is chosen_account()]
        if which == "failed":
            return [parcel for parcel in own if not parcel.arrived]
        if which == "last":
            return own[-1:]
        return [p for p in own if any(text(e, "webhookEventId") == which for e in p.events)]


def _bytes(body: JsonObject) -> bytes:
    try:
        return base64.b64decode(text(body, "base64"), validate=True) or _as_utf8(text(body, "text"))
    except binascii.Error as fault:
        raise Refused(400, "base64 could not be read") from fault


def _as_utf8(words: str) -> bytes:
    """Return text as bytes; lone surrogates pass, for a bot must bear them."""
    return words.encode("utf-8", "surrogatepass")
