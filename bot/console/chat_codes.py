"""Registration codes for the chat: made, shown once with a code to scan, listed and revoked."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route
from bot.desk.accounts import Hand
from bot.desk.chat_codes import AT_WINDOWS, CHAT_ROLES, Guest, make_chat_code, open_codes, revoke_code
from bot.desk.knowing import kept_profile
from bot.desk.window_registry import LINE_OPENS
from bot.qr import picture_of
from knowledge.windows import WindowStatus
from routing.consultation import AccountId, WindowId
from routing.permissions import Action
from routing.roles import Role
from storage.sessions import Invitation
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Choices:
    """Whom a code can be for, by id, and the codes that wait to be typed."""

    windows: Mapping[str, str]
    coordinators: Mapping[str, str]
    waiting: tuple[Invitation, ...]

    def values(self) -> dict[str, object]:
        """Return what the page shows."""
        return {
            "roles": CHAT_ROLES,
            "windows": list(self.windows.items()),
            "window_names": self.windows,
            "coordinators": list(self.coordinators.items()),
            "waiting": self.waiting,
        }


class ChatCodePages:
    """A code is shown once, to be handed over in person; what is kept of it opens nothing."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        inviting = Needs(Action.INVITE, confirmed=True)
        return (
            Route("GET", "/accounts/codes", "chat_codes", Needs(Action.INVITE), self.show),
            Route("POST", "/accounts/codes", "chat_code_make", inviting, self.make),
            Route("POST", "/accounts/codes/revoke", "chat_code_revoke", inviting, self.revoke),
        )

    def show(self, caller: Caller) -> Response:
        """Show the form, and the codes that wait to be typed."""
        return self._pages.show("chat_codes.html", caller.who, self._choices(caller).values())

    def make(self, caller: Caller) -> Response:
        """Make a code and show it once."""
        role = next((role for role in CHAT_ROLES if role.value == request.form.get("role")), None)
        window, account = request.form.get("window", ""), request.form.get("account", "")
        choices = self._choices(caller)
        faults = {} if role is not None else {"role": "missing"}
        if role in AT_WINDOWS and window not in choices.windows:
            faults["window"] = "window_missing"
        if role is Role.COORDINATOR and account and account not in choices.coordinators:
            faults["account"] = "unknown"
        if role is None or faults:
            return self._pages.form_again("chat_codes.html", faults, caller.who, choices.values())
        guest = Guest(
            role,
            window=WindowId(window) if role in AT_WINDOWS else None,
            account=AccountId(account) if role is Role.COORDINATOR and account else None,
        )
        with self._console.database.transaction() as tx:
            slug = caller.account.municipality
            code = make_chat_code(tx, slug, guest, self._hand(caller), self._console.randomness)
            chat = self._chat(tx, caller, code)
        picture = picture_of(chat) if chat else ""
        return self._pages.show(
            "chat_code.html", caller.who, {"code": code, "picture": picture, "role": role}
        )

    def revoke(self, caller: Caller) -> Response:
        """Revoke a code of the list."""
        with self._console.database.transaction() as tx:
            key = request.form.get("key", "")
            revoked = revoke_code(tx, caller.account.municipality, key, self._hand(caller))
        return self._pages.to("/console/accounts/codes", done="code_revoked" if revoked else "already")

    def _choices(self, caller: Caller) -> Choices:
        slug = caller.account.municipality
        with self._console.database.reading() as tx:
            windows = tx.windows.of_municipality(slug, statuses=(WindowStatus.CERTIFIED,))
            coordinators = tx.accounts.of_municipality(slug, roles=(Role.COORDINATOR,))
            waiting = open_codes(tx, slug, self._hand(caller))
        return Choices(
            windows={window.id: window.name for window in windows},
            coordinators={found.id: found.name for found in coordinators if not found.line_user},
            waiting=waiting,
        )

    def _chat(self, tx: Transaction, caller: Caller, code: str) -> str:
        stored = tx.municipalities.get(caller.account.municipality)
        if not stored.knowledge_version:
            return ""
        account = kept_profile(tx, stored.slug, stored.knowledge_version).municipality.line_basic_id
        return LINE_OPENS.format(account=quote(account), text=quote(code)) if account else ""

    def _hand(self, caller: Caller) -> Hand:
        return Hand(caller.now, caller.account, caller.address)
