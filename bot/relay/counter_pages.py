"""Writing a relay down and passing it on: the line, what to look at again, and what the desk says to it."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from flask import Response, jsonify, request

from bot.clock import tokyo
from bot.desk.access import Needs, Route
from bot.desk.counter import Counter, Shut, counter_of
from bot.desk.relay_choice import choose
from bot.desk.relaying import LookAgain, UnfitError, drop, find, keep, send, send_as_same, sent_before
from bot.desk.turn import Turn
from bot.relay.answer import answer_values
from bot.relay.form import ABOUT, HASTES, Typed, read_form
from bot.relay.guard import Visitor
from bot.relay.pages import Pages
from bot.relay.relay import RelayDesk
from routing.consent import ConsentState
from routing.consultation import Subject
from routing.permissions import Action
from routing.relay import LONGEST_TROUBLE, Fault, RelayNote, RelayState
from storage.errors import NotThereError, StaleError
from storage.relays import Relay

Found = TypeVar("Found")
ASKED_LEVEL = 3


class CounterPages:
    """Every form goes to one relay, so that a double tap, the back button and two clerks meet at the same place."""

    def __init__(self, relay: RelayDesk, pages: Pages) -> None:
        self._relay = relay
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        clerk, one = Needs(Action.SEND_RELAY), "/<uuid:id_>"
        return (
            Route("GET", one, "relay", clerk, self.show),
            Route("POST", f"{one}/send", "send", clerk, self.send),
            Route("POST", f"{one}/later", "later", clerk, self.later),
            Route("POST", f"{one}/draft", "draft", clerk, self.keep_typing),
            Route("POST", f"{one}/same", "same", clerk, self.same),
            Route("POST", f"{one}/choose", "choose", clerk, self.choose),
            Route("POST", f"{one}/drop", "drop", clerk, self.drop),
            Route("GET", f"{one}/paper", "paper", clerk, self.paper),
        )

    def show(self, visitor: Visitor, id_: object) -> Response:
        """Show the form of a draft, or what came of a relay that went out."""

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            if relay.state is RelayState.DRAFT:
                return lambda: self._form(visitor, counter, relay, relay.note)
            values = answer_values(counter, sent_before(counter, relay))
            return lambda: self._pages.show("done.html", at_door=visitor.clerk, values=values)

        return self._at(visitor, id_, do)

    def send(self, visitor: Visitor, id_: object) -> Response:
        """Pass the relay on, or show what has to be mended or looked at again."""
        typed = read_form(request.form)

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            if typed.faults:
                kept = keep(counter, relay, typed.note, version=typed.version)
                return lambda: self._form(visitor, counter, kept, typed.note, faults=typed.faults)
            done = send(counter, relay, typed.note, version=typed.version, looked=typed.looked)
            if isinstance(done, LookAgain):
                return lambda: self._look(visitor, counter, done)
            return lambda: self._pages.to(f"/relay/{relay.id}")

        return self._at(visitor, id_, do, typed=typed)

    def later(self, visitor: Visitor, id_: object) -> Response:
        """Keep what was typed, to go on some other time."""
        typed = read_form(request.form)

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            keep(counter, relay, typed.note, version=typed.version)
            return lambda: self._pages.to("/relay/")

        return self._at(visitor, id_, do, typed=typed)

    def keep_typing(self, visitor: Visitor, id_: object) -> Response:
        """Keep what is being typed, for the page's own script; return the draft's new version."""
        typed = read_form(request.form)

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            version = keep(counter, relay, typed.note, version=typed.version).version
            return lambda: jsonify({"version": version})

        return self._at(visitor, id_, do, typed=typed)

    def same(self, visitor: Visitor, id_: object) -> Response:
        """Add the relay to the earlier one that tells the same."""
        number = request.form.get("number", "")

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            send_as_same(counter, relay, int(number) if number.isascii() and number.isdigit() else 0)
            return lambda: self._pages.to(f"/relay/{relay.id}")

        return self._at(visitor, id_, do)

    def choose(self, visitor: Visitor, id_: object) -> Response:
        """Note where the visitor wants to be passed on to."""
        destination = request.form.get("destination", "")

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            choose(counter, relay, destination)
            return lambda: self._pages.to(f"/relay/{relay.id}")

        return self._at(visitor, id_, do)

    def drop(self, visitor: Visitor, id_: object) -> Response:
        """Give a draft up."""

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            drop(counter, relay)
            return lambda: self._pages.to("/relay/")

        return self._at(visitor, id_, do)

    def paper(self, visitor: Visitor, id_: object) -> Response:
        """Show the hand-out: large letters, and nothing about the visitor."""

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            if relay.state is RelayState.DRAFT:
                return lambda: self._pages.to(f"/relay/{relay.id}")
            values = answer_values(counter, sent_before(counter, relay))
            return lambda: self._pages.show("paper.html", at_door=visitor.clerk, values=values)

        return self._at(visitor, id_, do)

    def _at(
        self,
        visitor: Visitor,
        id_: object,
        do: Callable[[Counter, Relay], Callable[[], Response]],
        *,
        typed: Typed | None = None,
    ) -> Response:
        """Do something to one relay of the clerk's window, and render what came of it once that is written."""
        try:
            return self._in_transaction(visitor, id_, do)()
        except NotThereError:
            return self._pages.error(404, "not_found", visitor.clerk)
        except UnfitError as error:
            return self._again(visitor, id_, typed, faults=error.faults)
        except StaleError:
            return self._again(visitor, id_, typed, stale=True)

    def _in_transaction(self, visitor: Visitor, id_: object, do: Callable[[Counter, Relay], Found]) -> Found:
        account, desk = visitor.clerk.account, self._relay.desk
        desk.towns.get_ready(desk.database, account.municipality)
        with desk.database.transaction() as tx:
            town = desk.towns.of(tx, account.municipality)
            counter = counter_of(Turn(desk, tx, town, visitor.now), account)
            if isinstance(counter, Shut):
                raise NotThereError("the window has closed meanwhile")
            return do(counter, find(counter, str(id_)))

    def _again(
        self,
        visitor: Visitor,
        id_: object,
        typed: Typed | None,
        *,
        faults: dict[str, Fault] | None = None,
        stale: bool = False,
    ) -> Response:
        """Show the form once more with what was typed, which is kept as a draft unless another clerk's stands there."""

        def do(counter: Counter, relay: Relay) -> Callable[[], Response]:
            note = typed.note if typed is not None else relay.note
            kept = relay if stale else keep(counter, relay, note, version=relay.version)
            other = relay.note.trouble if stale else ""
            return lambda: self._form(visitor, counter, kept, note, faults=faults or {}, other=other)

        return self._in_transaction(visitor, id_, do)()

    def _form(
        self,
        visitor: Visitor,
        counter: Counter,
        relay: Relay,
        note: RelayNote,
        *,
        faults: dict[str, Fault] | None = None,
        other: str = "",
    ) -> Response:
        areas = counter.turn.town.profile.areas
        about_other = relay.consent is ConsentState.NOT_ASKED and note.about is Subject.WRITER
        values = {
            "relay": relay,
            "note": replace(note, about=Subject.THIRD_PARTY) if about_other else note,
            "facility": counter.is_facility,
            "abouts": ABOUT[1:] if relay.consent is ConsentState.NOT_ASKED else ABOUT,
            "hastes": HASTES,
            "areas": [area for area in areas if area.level == ASKED_LEVEL],
            "today": tokyo(visitor.now).date().isoformat(),
            "longest": LONGEST_TROUBLE,
            "other": other,
            "faults": {name: fault.value for name, fault in (faults or {}).items()},
        }
        status = 422 if faults else 409 if other else 200
        return self._pages.show("form.html", at_door=visitor.clerk, values=values, status=status)

    def _look(self, visitor: Visitor, counter: Counter, look: LookAgain) -> Response:
        values = {
            "relay": look.relay,
            "note": look.relay.note,
            "cautions": look.cautions,
            "looked": ",".join(look.cautions),
            "same": look.same,
            "facility": counter.is_facility,
        }
        return self._pages.show("look.html", at_door=visitor.clerk, values=values)
