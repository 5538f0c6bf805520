"""In front of every relay page: who is there, may their window relay, did the form come from us. Deny by default."""

import hmac
import logging
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, make_response, request

from bot.browser import client_address, is_own_page
from bot.desk.access import Needs, Route, allowed
from bot.desk.counter import Shut, shut_for
from bot.desk.relay_door import AtDoor, form_token
from bot.relay.pages import Pages
from bot.relay.relay import RelayDesk

log = logging.getLogger(__name__)

LARGEST_FORM = 64 * 1024
# `__Host-` makes browsers refuse the cookie without Secure, with a Domain, or from another path (RFC 6265bis).
SECURE_COOKIE = "__Host-madoguchi-relay"
PLAIN_COOKIE = "madoguchi-relay"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page: the moment, the address, and the clerk if the browser is known."""

    now: datetime
    address: str = field(repr=False)
    at_door: AtDoor | None = None

    @property
    def clerk(self) -> AtDoor:
        """The clerk of a page that needs one."""
        if self.at_door is None:
            raise RuntimeError("a page that strangers may see asked who is there")
        return self.at_door


class Guarded:
    """A view behind the guard. `access` is what tests and readers find at every address."""

    def __init__(self, relay: RelayDesk, pages: Pages, route: Route) -> None:
        self._relay = relay
        self._pages = pages
        self._route = route
        self.access = route.access

    def __call__(self, **values: object) -> Response:
        """Serve the page, or answer why not."""
        request.max_content_length = LARGEST_FORM
        token = request.cookies.get(cookie_name(secure=self._relay.secure), "")
        at_door = self._relay.door.find(token) if token else None
        visitor = Visitor(self._relay.desk.clock.now(), client_address(request), at_door)
        refused = self._refusal(visitor)
        return refused if refused is not None else make_response(self._route.view(visitor, **values))

    def _refusal(self, visitor: Visitor) -> Response | None:
        posted = request.method == "POST"
        if posted and not is_own_page(request, self._relay.desk.public_url):
            return self._refuse(403, "foreign_form", visitor)
        if not isinstance(self.access, Needs):
            return None
        if visitor.at_door is None:
            return self._pages.session_lost() if posted else self._pages.door()
        account = visitor.at_door.account
        with self._relay.desk.database.reading() as tx:
            shut = shut_for(tx, account)
        if shut is not None or not allowed(account, self.access.action):
            return self._pages.shut(shut or Shut.NOT_STAFF, account)
        given = request.form.get("form_token", "").encode("utf-8", "replace")
        if posted and not hmac.compare_digest(form_token(visitor.at_door).encode(), given):
            return self._refuse(403, "foreign_form", visitor)
        return None

    def _refuse(self, status: int, key: str, visitor: Visitor) -> Response:
        log.warning("relay.refused", extra={"page": self._route.name, "reason": key})
        return self._pages.error(status, key, visitor.at_door)


def cookie_name(*, secure: bool) -> str:
    """Return the name of the relay pages' cookie."""
    return SECURE_COOKIE if secure else PLAIN_COOKIE


def keep(response: Response, at_door: AtDoor, *, secure: bool) -> Response:
    """Give the browser its session. Lax, because the link is opened from LINE."""
    left = at_door.session.ends_at - at_door.session.seen_at
    response.set_cookie(
        cookie_name(secure=secure),
        at_door.token,
        max_age=int(left.total_seconds()),
        path="/",
        secure=secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def drop(response: Response, *, secure: bool) -> Response:
    """Take the session from the browser, with whatever it keeps of our pages."""
    name = cookie_name(secure=secure)
    response.delete_cookie(name, path="/", secure=secure, httponly=True, samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
