"""What a browser keeps of a session: its cookie, and the token in its forms."""

import hmac
import re

from flask import Response

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
