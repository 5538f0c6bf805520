"""The door of LINE's API: token, rate, faults and request id of every call."""

import socket
import struct
from collections.abc import Iterator

from flask import Blueprint, Response, current_app, g, jsonify, request

from bot.simulator.account import Account
from bot.simulator.faults import Fault, FaultKind
from bot.simulator.platform import Platform
from bot.simulator.quota import MONTHLY_LIMIT
from bot.simulator.rates import RATE_LIMIT
from bot.simulator.refusals import Refused
from bot.simulator.retry_keys import HEADER
from bot.simulator.wire import JsonObject, parse_object

BODY_BYTES = 2 * 1024 * 1024
CALLS_KEPT = 5_000
_EXTENSION = "line-stand-in"


def install(app_extensions: dict[str, object], platform: Platform) -> None:
    """Make the platform known to the app's views."""
    app_extensions[_EXTENSION] = platform


def platform() -> Platform:
    """Return the platform of the running app."""
    found = current_app.extensions[_EXTENSION]
    assert isinstance(found, Platform)  # noqa: S101  # installed by create_app
    return found


def account() -> Account:
    """Return the account whose access token the call carries."""
    found = g.account
    assert isinstance(found, Account)  # noqa: S101  # set by the door
    return found


def request_id() -> str:
    """Return the x-line-request-id of this call."""
    return str(g.request_id)


def json_body() -> JsonObject:
    """Return the call's JSON object. Raises Refused: 415, 413, or 400."""
    if request.mimetype != "application/json":
        raise Refused(415, "Unsupported Media Type")
    raw = request.get_data()
    if len(raw) > BODY_BYTES:
        raise Refused(413, "Request Entity Too Large")
    return parse_object(raw)


def guard(blueprint: Blueprint) -> Blueprint:
    """Put the door before every view of a blueprint."""
    blueprint.before_request(_enter)
    blueprint.after_request(_leave)
    return blueprint


def _enter() -> Response | None:
    stand_in = platform()
    endpoint = (request.endpoint or "").rpartition(".")[2]
    with stand_in.changed:
        g.request_id, g.fault, g.account = stand_in.ids.request(), None, None
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        g.account = stand_in.account_of_token(token if scheme == "Bearer" else "")
        account().rates.take(endpoint, stand_in.clock.now())
        g.fault = stand_in.faults.next_for(endpoint)
    fault = g.fault
    return None if fault is None or fault.kind.waits_for_acceptance else _go_wrong(stand_in, fault)


def _leave(response: Response) -> Response:
    fault = g.get("fault")
    if fault is not None and fault.kind.waits_for_acceptance and response.status_code < 300:
        response = _go_wrong(platform(), fault) or response
    response.headers["x-line-request-id"] = request_id()
    if g.account is not None:
        _note_call(account(), response.status_code, fault)
    return response


def _go_wrong(stand_in: Platform, fault: Fault) -> Response | None:
    kind = fault.kind
    if kind in (FaultKind.LATENCY, FaultKind.HANG, FaultKind.HANG_AFTER):
        stand_in.ending.wait(fault.seconds)
    if kind is FaultKind.LATENCY:
        return None
    if kind in (FaultKind.RESET, FaultKind.RESET_AFTER, FaultKind.HANG, FaultKind.HANG_AFTER):
        return _cut_off()
    if kind in (FaultKind.NOT_JSON, FaultKind.NOT_JSON_AFTER):
        status = 200 if kind.waits_for_acceptance else 502
        return Response("<html><body>upstream</body></html>", status, mimetype="text/html")
    if kind in (FaultKind.RATE_LIMIT, FaultKind.MONTHLY_LIMIT):
        return _json({"message": RATE_LIMIT if kind is FaultKind.RATE_LIMIT else MONTHLY_LIMIT}, 429)
    return _json({"message": "Internal Server Error"}, fault.status)


def _cut_off() -> Response:
    """Return a response that never comes: the connection is reset instead."""
    wire = request.environ.get("werkzeug.socket")
    if isinstance(wire, socket.socket):
        # The server would wait for more of the request before it lets go.
        wire.shutdown(socket.SHUT_RD)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return Response(_Broken())


class _Broken(Iterator[bytes]):
    """A body that breaks off before its first byte."""

    def __next__(self) -> bytes:
        raise ConnectionResetError("a fault was ordered")


def _json(body: JsonObject, status: int) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response


def _note_call(found: Account, status: int, fault: Fault | None) -> None:
    note: JsonObject = {
        "at": platform().clock.now().isoformat(),
        "endpoint": (request.endpoint or "").rpartition(".")[2],
        "method": request.method,
        "status": status,
        "fault": fault.kind.value if fault is not None else None,
        "request_id": request_id(),
        "retry_key": request.headers.get(HEADER),
    }
    with platform().changed:
        found.calls.append(note)
        del found.calls[:-CALLS_KEPT]
        platform().ring()
