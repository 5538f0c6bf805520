"""Coming in: the personal link with the question of consent, the code at the shop's PC, and leaving."""

from flask import Response, request

from bot.desk.access import Needs, Route, Strangers
from bot.desk.counter import Shut, counter_of, shut_for
from bot.desk.relay_door import AtDoor
from bot.desk.relaying import begin, drafts
from bot.desk.turn import Turn
from bot.relay.guard import Visitor, drop, keep
from bot.relay.pages import Pages
from bot.relay.relay import RelayDesk
from routing.consent import ConsentState
from routing.permissions import Action
from routing.roles import Role
from storage.accounts import Account
from storage.relays import Relay

ANSWERS = {
    "given": ConsentState.GIVEN,
    "refused": ConsentState.REFUSED,
    "not_asked": ConsentState.NOT_ASKED,
}


class DoorPages:
    """A link is spent by the first button, never by looking: programs that scan messages follow links."""

    def __init__(self, relay: RelayDesk, pages: Pages) -> None:
        self._relay = relay
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        link = Strangers("the link itself is the key: unguessable, expiring, good once")
        code = Strangers("it asks for a code that is good once, and counts the tries of an address")
        clerk = Needs(Action.SEND_RELAY)
        return (
            Route("GET", "/enter/<token>", "enter", link, self.ask_behind_link),
            Route("POST", "/enter/<token>", "enter_try", link, self.begin_behind_link),
            Route("POST", "/pc", "pc", code, self.enter_by_code),
            Route("GET", "/", "start", clerk, self.ask),
            Route("POST", "/begin", "begin", clerk, self.begin),
            Route("POST", "/leave", "leave", clerk, self.leave),
        )

    def ask_behind_link(self, visitor: Visitor, token: str) -> Response:
        """Show the question of consent to whoever holds the link."""
        account = self._relay.door.peek(token)
        if account is None:
            # Used links are opened again from the chat: whoever is known here goes on.
            return self._pages.to("/relay/") if visitor.at_door is not None else self._pages.gone()
        with self._relay.desk.database.reading() as tx:
            shut = shut_for(tx, account)
        if shut is not None:
            return self._pages.shut(shut, account)
        return self._ask(account, f"/relay/enter/{token}", ())

    def begin_behind_link(self, visitor: Visitor, token: str) -> Response:
        """Spend the link, and begin a relay with the answer."""
        entered = self._relay.door.enter(token, address=visitor.address)
        if entered is None:
            entered = visitor.at_door
        if entered is None:
            return self._pages.gone()
        if isinstance(entered, Shut):
            return self._pages.shut(entered, None)
        return keep(self._begin(entered), entered, secure=self._relay.secure)

    def enter_by_code(self, visitor: Visitor) -> Response:
        """Make a shop's PC known by the code that stands in a clerk's chat."""
        entered = self._relay.door.enter_by_code(request.form.get("code", ""), address=visitor.address)
        if entered is None:
            return self._pages.door(fault="pc_wrong", status=422)
        if isinstance(entered, Shut):
            return self._pages.shut(entered, None)
        return keep(self._pages.to("/relay/"), entered, secure=self._relay.secure)

    def ask(self, visitor: Visitor) -> Response:
        """Show the question of consent, and what was begun and not sent."""
        account = visitor.clerk.account
        with self._relay.desk.database.reading() as tx:
            turn = Turn(
                self._relay.desk, tx, self._relay.desk.towns.of(tx, account.municipality), visitor.now
            )
            counter = counter_of(turn, account)
            waiting = () if isinstance(counter, Shut) else drafts(counter)
        return self._ask(account, "/relay/begin", waiting, at_door=visitor.clerk)

    def begin(self, visitor: Visitor) -> Response:
        """Begin a relay with the answer."""
        return self._begin(visitor.clerk)

    def leave(self, visitor: Visitor) -> Response:
        """End this browser's session."""
        self._relay.door.leave(visitor.clerk)
        return drop(self._pages.door(told="left"), secure=self._relay.secure)

    def _ask(
        self, account: Account, action: str, waiting: tuple[Relay, ...], *, at_door: AtDoor | None = None
    ) -> Response:
        values = {"action": action, "waiting": waiting, "facility": account.role is Role.FACILITY}
        return self._pages.show("consent.html", account, values, at_door=at_door)

    def _begin(self, clerk: AtDoor) -> Response:
        consent = ANSWERS.get(request.form.get("consent", ""))
        if consent is None:
            return self._pages.to("/relay/")
        desk = self._relay.desk
        desk.towns.get_ready(desk.database, clerk.account.municipality)
        with desk.database.transaction() as tx:
            town = desk.towns.of(tx, clerk.account.municipality)
            counter = counter_of(Turn(desk, tx, town, desk.clock.now()), clerk.account)
            made = None if isinstance(counter, Shut) else begin(counter, consent)
        return self._pages.to("/relay/" if made is None else f"/relay/{made.id}")
