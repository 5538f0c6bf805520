"""What a browser tells about itself, and how far it is believed: address, cookie, and where a form came from."""

import hmac
import ipaddress
import re
from urllib.parse import urlsplit

from flask import Request, Response

from bot.desk.signing_in import LONGEST, SignedIn

# `__Host-` makes browsers refuse the cookie without Secure, with a Domain, or from another path (RFC 6265bis).
SECURE_COOKIE = "__Host-madoguchi"
PLAIN_COOKIE = "madoguchi"
START = "/console/"
_OWN_PATH = re.compile(r"/console/[A-Za-z0-9_\-/]*")


def cookie_name(*, secure: bool) -> str:
    """Return the name of the session's cookie."""
    return SECURE_COOKIE if secure else PLAIN_COOKIE


def keep_session(response: Response, token: str, *, secure: bool) -> None:
    """Give the browser its session. Lax, because the link of an alert is opened from LINE or a mail program."""
    response.set_cookie(
        cookie_name(secure=secure),
        token,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def drop_session(response: Response, *, secure: bool) -> None:
    """Take the session from the browser, with whatever it keeps of our pages."""
    response.delete_cookie(cookie_name(secure=secure), path="/", secure=secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'


def client_address(request: Request) -> str:
    """Return where a request comes from; of an IPv6 address the network, for one line has millions of them.

    A proxy is believed only on this machine, and only what it wrote itself: the last entry.
    """
    peer = request.remote_addr or ""
    if _is_loopback(peer):
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        peer = forwarded if _parsed(forwarded) is not None else peer
    parsed = _parsed(peer)
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False).network_address)
    return peer


def is_own_page(request: Request, public_url: str) -> bool:
    """Tell whether a form was sent by a page of ours. A browser that says nothing of it is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return _origin(request.headers.get("Origin", "")) == _origin(public_url) != ""


def form_token(who: SignedIn) -> str:
    """Return the token that every form of a session carries."""
    return hmac.digest(who.session.form_secret.encode(), b"form", "sha256").hex()


def is_form_token(who: SignedIn, given: str) -> bool:
    """Tell whether a form carries the token of this session."""
    return hmac.compare_digest(form_token(who).encode(), given.encode("utf-8", "replace"))


def own_path(given: str) -> str:
    """Return a path of the console to go on to; anything else leads to the start, never to another site."""
    if _OWN_PATH.fullmatch(given) is None or "//" in given:
        return START
    return given


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}".lower() if parts.scheme and parts.netloc else ""


def _is_loopback(address: str) -> bool:
    parsed = _parsed(address)
    return parsed is not None and parsed.is_loopback


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None
