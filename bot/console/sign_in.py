"""Signing in and out, and the second confirmation."""

from flask import Response, request

from bot.console.browser import cookie_name, drop_session, keep_session, own_path
from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, Strangers
from bot.desk.signing_in import Attempt, Refusal
from routing.permissions import Action


class SignInPages:
    """One form with name, password and code: a wrong one never tells which of them was wrong."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        door = Strangers("this is the door itself; tries are counted before anything is checked")
        own = Needs(Action.USE_OWN_ACCOUNT)
        return (
            Route("GET", "/sign-in", "sign_in", door, self.form),
            Route("POST", "/sign-in", "sign_in_try", door, self.sign_in),
            Route("GET", "/sign-in/recovery", "recovery", door, self.recovery_form),
            Route("POST", "/sign-out", "sign_out", own, self.sign_out),
            Route("POST", "/sign-out/everywhere", "sign_out_everywhere", own, self.sign_out_everywhere),
            Route(
                "POST", "/confirm", "confirm", Needs(Action.USE_OWN_ACCOUNT, confirmed=True), self.confirmed
            ),
        )

    def form(self, caller: Caller) -> Response:
        """Show the form, or go on for whoever is signed in already."""
        wanted = own_path(request.args.get("next", ""))
        if caller.signed_in is not None:
            return self._pages.to(wanted)
        return self._pages.show("sign_in.html", None, {"next": wanted, "recovery": False})

    def recovery_form(self, _caller: Caller) -> Response:
        """Show the form that takes a recovery code in place of the one-time code."""
        wanted = own_path(request.args.get("next", ""))
        return self._pages.show("sign_in.html", None, {"next": wanted, "recovery": True})

    def sign_in(self, caller: Caller) -> Response:
        """Try to let somebody in."""
        wanted, recovery = own_path(request.form.get("next", "")), "recovery" in request.form
        attempt = Attempt(
            login=request.form.get("login", "").strip()[:64],
            password=request.form.get("password", ""),
            code=request.form.get("code", ""),
            recovery=request.form.get("recovery", ""),
            address=caller.address,
        )
        old = request.cookies.get(cookie_name(secure=self._console.secure), "")
        done = self._console.signing_in.sign_in(attempt, old_token=old)
        if isinstance(done, Refusal):
            faults = {"login": done.value}
            return self._pages.form_again(
                "sign_in.html", faults, None, {"next": wanted, "recovery": recovery}
            )
        response = self._pages.to(wanted)
        keep_session(response, done.token, secure=self._console.secure)
        return response

    def sign_out(self, caller: Caller) -> Response:
        """End this session."""
        return self._signed_out(caller, everywhere=False)

    def sign_out_everywhere(self, caller: Caller) -> Response:
        """End every session of the account."""
        return self._signed_out(caller, everywhere=True)

    def confirmed(self, _caller: Caller) -> Response:
        """Go on to the page that asked for the confirmation; the guard has taken it."""
        return self._pages.to(own_path(request.form.get("next", "")))

    def _signed_out(self, caller: Caller, *, everywhere: bool) -> Response:
        self._console.signing_in.sign_out(caller.who, everywhere=everywhere)
        response = self._pages.to("/console/sign-in", done="signed_out")
        drop_session(response, secure=self._console.secure)
        return response
