"""The own account: password, recovery codes, sessions."""

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route
from bot.desk.enrolling import RefusedError
from routing.permissions import Action


class OwnAccountPages:
    """What everybody with an account may do with their own."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        own, surely = Needs(Action.USE_OWN_ACCOUNT), Needs(Action.USE_OWN_ACCOUNT, confirmed=True)
        return (
            Route("GET", "/account", "account", own, self.show),
            Route("GET", "/account/password", "password", surely, self.password_form),
            Route("POST", "/account/password", "password_change", surely, self.change_password),
            Route("POST", "/account/recovery-codes", "recovery_codes", surely, self.new_recovery_codes),
        )

    def show(self, caller: Caller) -> Response:
        """Show what is kept on the account."""
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            left = len(tx.accounts.credentials(caller.account.id).recovery_codes)
        values = {
            "area": place.area_name(caller.account.area),
            "codes_left": left,
            "session": caller.who.session,
        }
        return self._pages.show("account.html", caller.who, values)

    def password_form(self, caller: Caller) -> Response:
        """Show the form for a new password."""
        return self._pages.show("password.html", caller.who)

    def change_password(self, caller: Caller) -> Response:
        """Set a new password."""
        try:
            self._console.enrolling.change_password(
                caller.who, request.form.get("password", ""), request.form.get("again", "")
            )
        except RefusedError as error:
            return self._pages.form_again("password.html", error.faults, caller.who)
        return self._pages.to("/console/account", done="password")

    def new_recovery_codes(self, caller: Caller) -> Response:
        """Make recovery codes anew and show them this once."""
        codes = self._console.enrolling.new_recovery_codes(caller.who)
        return self._pages.show("recovery_codes.html", caller.who, {"codes": codes, "first": False})
