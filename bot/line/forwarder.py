"""Handing a webhook's body to another bot, as LINE would: one POST, its bytes and headers as they came."""

from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urlsplit

from bot.ports import CallResult
from routing.outgoing import CallOutcome

CONNECT_AND_READ_SECONDS = 10.0


class HttpForwarder:
    """A `Forwarder` of `bot.ports`. It follows no redirect: a body with what people wrote goes nowhere else."""

    def __init__(self, *, seconds: float = CONNECT_AND_READ_SECONDS) -> None:
        self._seconds = seconds

    def forward(self, *, url: str, body: bytes, headers: Mapping[str, str]) -> CallResult:
        """POST the body; 2xx is accepted, whatever else is told in the result."""
        address = urlsplit(url)
        try:
            connection = self._open(address)
        except (ValueError, HTTPException):
            return CallResult(CallOutcome.REJECTED, reason="no address")
        try:
            connection.connect()
        except OSError as error:
            connection.close()
            return CallResult(CallOutcome.UNREACHABLE, reason=type(error).__name__)
        try:
            connection.request("POST", _target(address), body, dict(headers))
            status = connection.getresponse().status
        except (OSError, HTTPException, ValueError) as error:
            return CallResult(CallOutcome.NO_ANSWER, reason=type(error).__name__)
        finally:
            connection.close()
        return CallResult(_outcome(status), reason=str(status))

    def _open(self, address: SplitResult) -> HTTPConnection:
        if not address.hostname:
            raise ValueError("an address without a host")
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        return kind(address.hostname, address.port, timeout=self._seconds)


def _target(address: SplitResult) -> str:
    path = address.path or "/"
    return f"{path}?{address.query}" if address.query else path


def _outcome(status: int) -> CallOutcome:
    if 200 <= status < 300:
        return CallOutcome.ACCEPTED
    if status in {401, 403}:
        return CallOutcome.UNAUTHORISED
    return CallOutcome.REJECTED if 400 <= status < 500 else CallOutcome.SERVER_ERROR
