"""What any browser tells about itself, and how far it is believed: its address, and where a form came from."""

import ipaddress
from urllib.parse import urlsplit

from flask import Request


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
