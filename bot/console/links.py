"""The pages behind links that are handed out: an invitation, or the setting up of a second factor."""

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Route, Strangers
from bot.desk.enrolling import Enrolment, GoneError, Opening, RefusedError
from bot.desk.second_factor import SECRET, address_of, new_secret
from bot.qr import picture_of
from storage.sessions import Purpose


class LinkPages:
    """A link is spent by the button, never by looking: mail scanners follow links."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        link = Strangers("the link itself is the key: unguessable, expiring, good once")
        return (
            Route("GET", "/enrol/<token>", "enrol", link, self.enrol_form),
            Route("POST", "/enrol/<token>", "enrol_try", link, self.enrol),
            Route("GET", "/invitation/<token>", "invitation", link, self.invitation_form),
            Route("POST", "/invitation/<token>", "invitation_try", link, self.join),
        )

    def enrol_form(self, _caller: Caller, token: str) -> Response:
        """Show the picture for the authenticator app."""
        return self._form(token, Purpose.ENROLMENT)

    def invitation_form(self, _caller: Caller, token: str) -> Response:
        """Show the form for a new account."""
        return self._form(token, Purpose.INVITATION)

    def enrol(self, caller: Caller, token: str) -> Response:
        """Set the second factor."""
        return self._finish(caller, token, Purpose.ENROLMENT)

    def join(self, caller: Caller, token: str) -> Response:
        """Make the account."""
        return self._finish(caller, token, Purpose.INVITATION)

    def _form(self, token: str, purpose: Purpose) -> Response:
        try:
            opening = self._console.enrolling.opening(token, purpose)
        except GoneError:
            return self._pages.error(404, "link_gone")
        secret = new_secret(self._console.randomness.token)
        return self._pages.show("enrol.html", None, self._values(opening, secret))

    def _finish(self, caller: Caller, token: str, purpose: Purpose) -> Response:
        secret = request.form.get("secret", "")
        if SECRET.fullmatch(secret) is None:
            return self._form(token, purpose)
        given = Enrolment(
            secret=secret,
            code=request.form.get("code", ""),
            password=request.form.get("password", ""),
            again=request.form.get("again", ""),
            login=request.form.get("login", "").strip(),
            name=request.form.get("name", "").strip(),
        )
        try:
            opening = self._console.enrolling.opening(token, purpose)
            done = self._console.enrolling.enrol(token, purpose, given, address=caller.address)
        except GoneError:
            return self._pages.error(404, "link_gone")
        except RefusedError as error:
            return self._pages.form_again("enrol.html", error.faults, None, self._values(opening, secret))
        return self._pages.show("recovery_codes.html", None, {"codes": done.codes, "first": True})

    def _values(self, opening: Opening, secret: str) -> dict[str, object]:
        login = opening.account.login if opening.account is not None else ""
        issuer = self._console.texts.say("console.frame.product")
        address = address_of(secret, login=login or issuer, issuer=issuer)
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {
            "opening": opening,
            "login": login,
            "secret": secret,
            "secret_groups": " ".join(groups),
            "picture": picture_of(address),
        }
