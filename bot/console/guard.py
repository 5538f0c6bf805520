"""In front of every page: who is there, may they, did the form come from us, was it confirmed. Deny by default."""

import logging
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, make_response, request

from bot.browser import client_address, is_own_page
from bot.console.browser import cookie_name, is_form_token
from bot.console.console import Console
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed
from bot.desk.signing_in import Refusal, SignedIn
from storage.accounts import Account

log = logging.getLogger(__name__)

LARGEST_FORM = 256 * 1024
SECOND_CHECK = "second_check"
# What an open page asks by itself: nobody is there for it, so the session does not live longer.
UNTOUCHED = frozenset({"today_mark"})


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks for a page: the moment, the address, and the session if there is one."""

    now: datetime
    address: str = field(repr=False)
    signed_in: SignedIn | None = None

    @property
    def who(self) -> SignedIn:
        """The session of a page that needs one."""
        if self.signed_in is None:
            raise RuntimeError("a page that strangers may see asked who is there")
        return self.signed_in

    @property
    def account(self) -> Account:
        """The account of a page that needs one."""
        return self.who.account


class Guarded:
    """A view behind the guard. `access` is what tests and readers find at every address."""

    def __init__(self, console: Console, pages: Pages, route: Route) -> None:
        self._console = console
        self._pages = pages
        self._route = route
        self.access = route.access

    def __call__(self, **values: object) -> Response:
        """Serve the page, or answer why not."""
        request.max_content_length = LARGEST_FORM
        caller = self._caller()
        if self._route.largest and caller.signed_in is not None:
            # Nobody is made to take a long file in from a stranger.
            request.max_content_length = self._route.largest
        refused = self._refusal(caller)
        if refused is not None:
            return refused
        return make_response(self._route.view(caller, **values))

    def _caller(self) -> Caller:
        token = request.cookies.get(cookie_name(secure=self._console.secure), "")
        alive = self._route.name not in UNTOUCHED and "fresh" not in request.args
        signed_in = self._console.signing_in.find(token, alive=alive) if token else None
        return Caller(self._console.clock.now(), client_address(request), signed_in)

    def _refusal(self, caller: Caller) -> Response | None:
        posted = request.method == "POST"
        if posted and not is_own_page(request, self._console.public_url):
            return self._refuse(403, "foreign_form", caller)
        if not isinstance(self.access, Needs):
            return None
        if caller.signed_in is None:
            return self._pages.session_lost() if posted else self._pages.to_sign_in(request.path)
        return self._refusal_of(caller, self.access, posted=posted)

    def _refusal_of(self, caller: Caller, access: Needs, *, posted: bool) -> Response | None:
        if not allowed(caller.account, access.action):
            return self._refuse(404, "not_found", caller)
        if posted and not is_form_token(caller.who, request.form.get("form_token", "")):
            return self._refuse(403, "foreign_form", caller)
        if access.confirmed and not caller.who.confirmed(caller.now):
            return self._confirmation(caller)
        return None

    def _refuse(self, status: int, key: str, caller: Caller) -> Response:
        log.warning("console.refused", extra={"page": self._route.name, "reason": key})
        return self._pages.error(status, key, caller.signed_in)

    def _confirmation(self, caller: Caller) -> Response | None:
        """Let a form through that carries the second check, or ask for it, keeping what was typed."""
        answer = request.form.get(SECOND_CHECK, "")
        if not answer:
            return self._pages.confirm(caller.who)
        refusal = self._console.signing_in.confirm(caller.who, answer, address=caller.address)
        if refusal is None:
            return None
        return self._pages.confirm(caller.who, fault=refusal or Refusal.WRONG)
