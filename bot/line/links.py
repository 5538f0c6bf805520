"""Addresses behind buttons: telephone numbers to dial, pages to open outside LINE's own browser."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

LONGEST = 1000
_DIALLED = re.compile(r"[0-9*#+]")
_SEPARATORS = re.compile(r"[0-9*#+()（）\s\-‐-―−ー－.]+")
_WIDE = str.maketrans("０１２３４５６７８９＃＊＋", "0123456789#*+")


def dial(number: str) -> str:
    """Return the `tel:` address of a number, or an empty string for what no telephone can dial.

    「#7119」 becomes `tel:%237119`, because a bare # would begin a fragment.
    """
    plain = number.translate(_WIDE).strip()
    if not _SEPARATORS.fullmatch(plain):
        return ""
    digits = "".join(_DIALLED.findall(plain))
    if not 3 <= len(digits.strip("#*+")) <= 15:
        return ""
    return "tel:" + digits.replace("#", "%23")


def page(address: str) -> str:
    """Return an address that LINE opens in the phone's own browser, or an empty string for no address.

    LINE's browser would keep the page in the same app that a stranger may be looking at, without the phone's
    own sign-in, printing and history. Source: LINE's page on the `openExternalBrowser` parameter.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not parts.netloc or any(c.isspace() for c in address.strip()):
        return ""
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), ("openExternalBrowser", "1")]
    whole = urlunsplit(parts._replace(query=urlencode(dict(pairs))))
    return whole if whole.isascii() and len(whole) <= LONGEST else ""


def target(uri: str) -> str:
    """Return what a link button may open: a number or a page; empty for anything else."""
    return dial(uri.removeprefix("tel:").replace("%23", "#")) if uri.startswith("tel:") else page(uri)
