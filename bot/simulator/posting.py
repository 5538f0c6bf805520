"""One signed webhook request over HTTP, and how it ended."""

import base64
import hashlib
import hmac
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a webhook request: the bot's status, or why there was none, in LINE's words."""

    status: int | None
    reason: str = ""

    @property
    def succeeded(self) -> bool:
        """Tell whether the bot took it over."""
        return self.status is not None and 200 <= self.status < 300


def sign(body: bytes, secret: str) -> str:
    """Return the value of x-line-signature for a body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float) -> Ending:
    """Send a webhook request and wait at most `timeout` seconds; never raises for what the bot does."""
    try:
        return _ending_of(_request(url, body, headers, timeout))
    except TimeoutError:
        return Ending(None, "request_timeout")
    except (ConnectionRefusedError, socket.gaierror):
        return Ending(None, "could_not_connect")
    except (OSError, HTTPException, ValueError):
        return Ending(None, "unclassified")


def _request(url: str, body: bytes, headers: Mapping[str, str], timeout: float) -> int:
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=timeout)
    try:
        path = parts.path or "/"
        connection.request("POST", f"{path}?{parts.query}" if parts.query else path, body, dict(headers))
        return connection.getresponse().status
    finally:
        connection.close()


def _ending_of(status: int) -> Ending:
    return Ending(status) if 200 <= status < 300 else Ending(status, "error_status_code")
