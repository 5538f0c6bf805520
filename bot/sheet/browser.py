"""The browser that a code has let in: a cookie of its own for each sheet, and the token of its forms."""

import hashlib
import hmac

from flask import Request, Response

from bot.desk.sheet_door import INSIDE_FOR


def cookie_name(token: str, *, secure: bool) -> str:
    """Return the name of a sheet's cookie: several sheets can be open side by side."""
    mark = hashlib.sha256(token.encode()).hexdigest()[:12]
    return f"__Host-sheet-{mark}" if secure else f"sheet-{mark}"


def session_of(request: Request, token: str, *, secure: bool) -> str:
    """Return the session that a browser shows for a sheet; empty for none."""
    return request.cookies.get(cookie_name(token, secure=secure), "")


def keep_session(response: Response, token: str, session: str, *, secure: bool) -> None:
    """Let the browser in. Lax, because the link is opened from a mail program."""
    response.set_cookie(
        cookie_name(token, secure=secure),
        session,
        max_age=int(INSIDE_FOR.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def form_token(session: str) -> str:
    """Return the token that every form of a session carries."""
    return hmac.digest(session.encode(), b"sheet form", "sha256").hex()


def is_form_token(session: str, given: str) -> bool:
    """Tell whether a form carries the token of this session."""
    return hmac.compare_digest(form_token(session).encode(), given.encode("utf-8", "replace"))
