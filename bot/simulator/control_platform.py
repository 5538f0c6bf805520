"""The control API for the platform itself: what was sent, faults, clock, quota, webhooks."""

from dataclasses import asdict
from datetime import datetime, timedelta

from flask import Blueprint, request

from bot.simulator.account import Sent
from bot.simulator.control_door import chosen_account, control_body, guard_control
from bot.simulator.door import platform
from bot.simulator.faults import read_fault
from bot.simulator.rates import Rate
from bot.simulator.refusals import Refused
from bot.simulator.traffic import lately
from bot.simulator.wire import JsonObject, number, objects, text, whole

control = guard_control(Blueprint("control_platform", __name__, url_prefix="/_"))

_LONGEST_WAIT_SECONDS = 25.0


@control.get("/wait")
def wait() -> JsonObject:
    """Wait for a change after version `?since=`, at most `?timeout=` seconds."""
    since = request.args.get("since", default=0, type=int)
    timeout = min(request.args.get("timeout", default=20.0, type=float), _LONGEST_WAIT_SECONDS)
    return {"version": platform().wait_for_change(since, timeout)}


@control.get("/channels")
def channels() -> JsonObject:
    """List the channels, without their secrets."""
    with platform().changed:
        found = platform().accounts.values()
        return {"channels": [{"name": a.name, "display_name": a.channel.display_name} for a in found]}


@control.get("/sent")
def sent() -> JsonObject:
    """List the accepted sends, oldest first."""
    with platform().changed:
        return {"sent": [_sent(one) for one in chosen_account().sent]}


@control.get("/calls")
def calls() -> JsonObject:
    """List the calls the bot has made, refused ones too."""
    with platform().changed:
        return {"calls": list(chosen_account().calls)}


@control.get("/traffic")
def traffic() -> JsonObject:
    """List the latest webhook tries and calls, newest first."""
    with platform().changed:
        return {"traffic": lately(chosen_account(), platform().webhooks)}


@control.get("/faults")
def faults() -> JsonObject:
    """List the faults still to come."""
    with platform().changed:
        return {"faults": [asdict(fault) for fault in platform().faults.waiting()]}


@control.post("/faults")
def faults_order() -> JsonObject:
    """Order faults: `{"faults": [{"kind", "on", "count", "probability", "status", "seconds"}]}`."""
    ordered = [read_fault(raw) for raw in objects(control_body(), "faults")]
    with platform().changed:
        platform().faults.order(ordered)
    return {}


@control.delete("/faults")
def faults_clear() -> JsonObject:
    """Let everything work again."""
    with platform().changed:
        platform().faults.clear()
    return {}


@control.get("/clock")
def clock() -> JsonObject:
    """Tell the stand-in's time."""
    return {"now": platform().clock.now().isoformat(), "skew": platform().clock.skew_seconds}


@control.post("/clock")
def clock_move() -> JsonObject:
    """Move time: `advance` seconds, `set` to an ISO time with zone, `skew` the times of events."""
    body = control_body()
    moment = _moment(text(body, "set"))
    with platform().changed:
        if moment is not None:
            platform().clock.set_to(moment)
        platform().clock.advance(number(body, "advance"))
        platform().clock.skew_seconds = number(body, "skew", platform().clock.skew_seconds)
        platform().ring()
    return clock()


@control.post("/quota")
def quota() -> JsonObject:
    """Change the month: `limit` (null for none), `add` messages sent by hand, `lag` seconds of reporting."""
    body, account = control_body(), chosen_account()
    with platform().changed:
        if "limit" in body:
            account.quota.limit = whole(body, "limit")
        account.quota.count(whole(body, "add") or 0, platform().clock.now())
        account.quota.lag = timedelta(seconds=number(body, "lag", account.quota.lag.total_seconds()))
        return {**account.quota.as_json(), "used": account.quota.used(platform().clock.now())}


@control.post("/rates")
def rates() -> JsonObject:
    """Change a rate limit: `endpoint`, `calls`, `seconds`."""
    body, account = control_body(), chosen_account()
    with platform().changed:
        rate = Rate(whole(body, "calls") or 0, number(body, "seconds", 1.0))
        account.rates.change(text(body, "endpoint"), rate)
    return {}


@control.post("/channel")
def channel() -> JsonObject:
    """Change an account: `webhook_url`, `active` (webhook switch), `mode` (active or standby)."""
    body, account = control_body(), chosen_account()
    with platform().changed:
        account.webhook_url = text(body, "webhook_url", account.webhook_url)
        account.webhook_active = body.get("active", account.webhook_active) is True
        account.mode = text(body, "mode", account.mode)
        return {"webhook_url": account.webhook_url, "active": account.webhook_active, "mode": account.mode}


def _sent(one: Sent) -> JsonObject:
    return {**asdict(one), "at": one.at.isoformat(), "deliveries": len(one.delivered)}


def _moment(value: str) -> datetime | None:
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError as fault:
        raise Refused(400, "set must be an ISO time") from fault
    if moment.tzinfo is None:
        raise Refused(400, "set must name its time zone")
    return moment
