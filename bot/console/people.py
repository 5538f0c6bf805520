"""Accounts of a municipality, for its administrators: list, invite, disable, new second factor."""

from collections.abc import Callable

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, note
from bot.desk.accounts import (
    Hand,
    LastAdministratorError,
    Post,
    disable,
    enable,
    end_sessions,
    invite,
    link_of,
    move,
    renew_second_factor,
    take_back_invitation,
)
from bot.desk.places import Place
from knowledge.areas import AreaId
from routing.consultation import AccountId, WindowId
from routing.permissions import Action
from routing.roles import Role
from storage.accounts import Account
from storage.errors import NotThereError, StaleError
from storage.sessions import Purpose
from storage.transaction import Transaction

ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.WINDOW)


class PeoplePages:
    """Every change asks for a second confirmation; links are shown once, to be handed over in person."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing = Needs(Action.LIST_ACCOUNTS)
        inviting = Needs(Action.INVITE, confirmed=True)
        changing = Needs(Action.CHANGE_ACCOUNT, confirmed=True)
        one = "/accounts/<id_>"
        return (
            Route("GET", "/accounts", "accounts", seeing, self.list),
            Route("GET", "/accounts/invite", "invite", inviting, self.invite_form),
            Route("POST", "/accounts/invite", "invite_make", inviting, self.invite),
            Route("GET", one, "account_of", seeing, self.show),
            Route("POST", f"{one}/disable", "account_disable", changing, self.disable),
            Route("POST", f"{one}/enable", "account_enable", changing, self.enable),
            Route("POST", f"{one}/sign-out", "account_sign_out", changing, self.sign_out),
            Route("POST", f"{one}/second-factor", "account_renew", changing, self.renew),
            Route("POST", f"{one}/post", "account_move", changing, self.move),
            Route(
                "POST", "/accounts/invitations/<invitation>/end", "invitation_end", inviting, self.uninvite
            ),
        )

    def list(self, caller: Caller) -> Response:
        """Show every account of the municipality, and the invitations that wait."""
        slug = caller.account.municipality
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, slug)
            accounts = tx.accounts.of_municipality(slug, active_only=False)
            waiting = [
                invitation
                for invitation in tx.invitations.open_of(slug, now=caller.now)
                if invitation.purpose is Purpose.INVITATION
            ]
            note(tx, caller.account, caller.now, Action.LIST_ACCOUNTS, about=("municipality", slug))
        return self._pages.show(
            "accounts.html", caller.who, {"accounts": accounts, "waiting": waiting, "place": place}
        )

    def show(self, caller: Caller, id_: str, *, faults: dict[str, str] | None = None) -> Response:
        """Show one account with what can be done to it."""
        try:
            with self._console.database.transaction() as tx:
                account = self._account(tx, caller, id_)
                place = self._console.places.of(tx, account.municipality)
                note(tx, caller.account, caller.now, Action.LIST_ACCOUNTS, about=("account", account.id))
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        values = {"account": account, "place": place, "roles": ROLES, "faults": faults or {}}
        return self._pages.show("account_of.html", caller.who, values, status=422 if faults else 200)

    def invite_form(self, caller: Caller) -> Response:
        """Show the form for an invitation."""
        return self._pages.show(
            "invite.html", caller.who, {"roles": ROLES, "place": self._pages.place_of(caller.who)}
        )

    def invite(self, caller: Caller) -> Response:
        """Make an invitation and show its link once."""
        place = self._pages.place_of(caller.who)
        post, faults = _post_of(place)
        if post is None:
            return self._pages.form_again("invite.html", faults, caller.who, {"roles": ROLES, "place": place})
        with self._console.database.transaction() as tx:
            token = invite(
                tx,
                municipality=place.slug,
                role=post.role,
                area=post.area,
                window=post.window,
                hand=self._hand(caller),
                randomness=self._console.randomness,
            )
        return self._link(caller, Purpose.INVITATION, token)

    def uninvite(self, caller: Caller, invitation: str) -> Response:
        """End an invitation that waits."""
        try:
            with self._console.database.transaction() as tx:
                take_back_invitation(tx, caller.account.municipality, invitation, self._hand(caller))
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        return self._pages.to("/console/accounts", done="uninvited")

    def move(self, caller: Caller, id_: str) -> Response:
        """Give an account another role, area or window."""
        post, faults = _post_of(self._pages.place_of(caller.who))
        if post is None:
            return self.show(caller, id_, faults=faults)
        return self._change(
            caller, id_, lambda tx, account, hand: move(tx, account, post, hand), done="moved"
        )

    def disable(self, caller: Caller, id_: str) -> Response:
        """Take an account out of use."""
        return self._change(caller, id_, disable, done="disabled")

    def enable(self, caller: Caller, id_: str) -> Response:
        """Take an account into use again."""
        return self._change(caller, id_, enable, done="enabled")

    def sign_out(self, caller: Caller, id_: str) -> Response:
        """Log an account out everywhere."""
        return self._change(caller, id_, end_sessions, done="sessions_ended")

    def renew(self, caller: Caller, id_: str) -> Response:
        """End the second factor of an account and show the link that sets up a new one."""
        lost = bool(request.form.get("forget_password"))
        try:
            with self._console.database.transaction() as tx:
                account = self._account(tx, caller, id_)
                token = renew_second_factor(
                    tx, account, self._hand(caller), self._console.randomness, forget_password=lost
                )
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        return self._link(caller, Purpose.ENROLMENT, token)

    def _change(
        self, caller: Caller, id_: str, change: Callable[[Transaction, Account, Hand], object], *, done: str
    ) -> Response:
        try:
            with self._console.database.transaction() as tx:
                account = self._account(tx, caller, id_)
                change(tx, account, self._hand(caller))
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        except LastAdministratorError:
            return self._pages.error(409, "last_administrator", caller.who)
        except StaleError:
            return self._pages.error(409, "stale", caller.who)
        return self._pages.to(f"/console/accounts/{account.id}", done=done)

    def _account(self, tx: Transaction, caller: Caller, id_: str) -> Account:
        account = tx.accounts.get(AccountId(id_))
        if account.municipality != caller.account.municipality:
            raise NotThereError("no such account")
        return account

    def _hand(self, caller: Caller) -> Hand:
        return Hand(caller.now, caller.account, caller.address)

    def _link(self, caller: Caller, purpose: Purpose, token: str) -> Response:
        link = link_of(self._console.public_url, purpose, token)
        return self._pages.show("link.html", caller.who, {"link": link, "purpose": purpose.value})


def _post_of(place: Place) -> tuple[Post | None, dict[str, str]]:
    """Return the post that a form names, or why it is none, by field."""
    role = next((role for role in ROLES if role.value == request.form.get("role")), None)
    area, window = request.form.get("area", ""), request.form.get("window", "")
    faults = {} if role is not None else {"role": "missing"}
    if area and AreaId(area) not in place.areas:
        faults["area"] = "unknown"
    if (window or role is Role.WINDOW) and window not in place.windows:
        faults["window"] = "unknown"
    if role is None or faults:
        return None, faults
    return Post(role, AreaId(area) if area else None, WindowId(window) if role is Role.WINDOW else None), {}
