"""The forms of a case: each parses what was typed, changes one thing, and shows what stood in the way."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, request

from bot.clock import tokyo
from bot.console.case_view import Again, CaseView
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.typed import FaultyFieldError, Typed
from bot.desk.access import Needs, Route, by, note
from bot.desk.case_changes import (
    LONGEST_REASON,
    LONGEST_SUMMARY,
    ConflictError,
    Edit,
    assign,
    correct_destination,
    edit_memo,
    set_level,
    set_next_date,
)
from bot.desk.case_ending import NotYetError
from bot.desk.case_writing import (
    LONGEST_MESSAGE,
    LONGEST_NOTE,
    UnsentError,
    add_note,
    write_to_resident,
)
from bot.desk.office import Office
from bot.desk.talking import take_over
from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.consultation import AccountId, IllegalStepError, Subject
from routing.permissions import Action
from routing.roles import Role
from routing.urgency import Level
from storage.errors import NotThereError, StaleError


@dataclass(frozen=True, slots=True)
class Sent:
    """A form on its way: the case as it stands now, what was typed, and where."""

    edit: Edit
    typed: Typed
    place: Place
    caller: Caller


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a form: the key of what is said, changed fields, the number to go on to, a learned phrase."""

    key: str
    fields: tuple[str, ...] = ()
    number: int | None = None
    learned: str = ""


class PreparedError(Exception):
    """Not a message yet: a prepared text was chosen and is to be shown in the field, for a person to send or change."""

    def __init__(self, text: str) -> None:
        super().__init__("a prepared text was chosen")
        self.text = text


Handler = Callable[[Sent], Done]
FAULTS = (FaultyFieldError, NotYetError, UnsentError, IllegalStepError, StaleError)
ONE = "/consultations/<int:number>"


class Forms:
    """What all forms of a case have in common: permission, version, faults at their fields, nothing half saved."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self.console = console
        self.pages = pages
        self.view = CaseView(console, pages)

    def send(self, caller: Caller, number: int, action: Action, handle: Handler) -> Response:
        """Let one form change a case, or show it again with what stood in the way."""
        typed = Typed(request.form)
        try:
            with self.console.database.transaction() as tx:
                place, opened = self.view.open(tx, caller, number, action)
                edit = Edit(tx, opened.consultation, typed.version(), by(caller.account, caller.now))
                done = handle(Sent(edit, typed, place, caller))
                about = ("consultation", opened.consultation.id)
                note(tx, caller.account, caller.now, action, about=about, fields=done.fields)
        except NotThereError:
            return self.pages.error(404, "not_found", caller.who)
        except (*FAULTS, PreparedError, ConflictError) as error:
            return self.view.show(caller, number, _again(error, typed))
        if done.learned:
            return self.view.show(caller, number, Again(learned=done.learned))
        return self.pages.to(f"/console/consultations/{done.number or number}", done=done.key)


def _again(error: Exception, typed: Typed) -> Again:
    if isinstance(error, PreparedError):
        return Again(typed={"message": error.text})
    if isinstance(error, ConflictError):
        return Again(typed=typed.kept(), conflict=error.changes)
    return Again(dict([_fault(error)]), typed.kept())


def _fault(error: Exception) -> tuple[str, str]:
    if isinstance(error, FaultyFieldError):
        return error.field, error.why
    if isinstance(error, UnsentError):
        return "message", f"unsent_{error.why}"
    if isinstance(error, NotYetError):
        return "form", f"in_the_way_{error.why}"
    return "form", "stale"


class CaseForms:
    """Owner, next date, urgency, memo, destination, notes, and messages to the resident."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._forms = Forms(console, pages)

    def routes(self) -> tuple[Route, ...]:
        """Return the forms with what each needs."""
        change = Action.CHANGE_CONSULTATION
        forms = (
            ("take", change, self.take),
            ("owner", change, self.owner),
            ("next-date", change, self.next_date),
            ("level", change, self.level),
            ("memo", change, self.memo),
            ("destination", change, self.destination),
            ("note", Action.WRITE_NOTE, self.note),
            ("write", Action.WRITE_TO_RESIDENT, self.write),
        )
        return tuple(
            Route("POST", f"{ONE}/{path}", f"case_{path}", Needs(action), self._sender(action, handle))
            for path, action, handle in forms
        )

    def _sender(self, action: Action, handle: Handler) -> Callable[[Caller, int], Response]:
        return lambda caller, number: self._forms.send(caller, number, action, handle)

    def take(self, sent: Sent) -> Done:
        """Take a case oneself."""
        assign(sent.edit, sent.caller.account.id)
        return Done("taken", ("owner",))

    def owner(self, sent: Sent) -> Done:
        """Give a case to a colleague, or to nobody."""
        roles = (Role.COORDINATOR,)
        colleagues = sent.edit.tx.accounts.of_municipality(sent.edit.case.municipality, roles=roles)
        given = sent.typed.known("owner", [account.id for account in colleagues], needed=False)
        assign(sent.edit, AccountId(given) if given else None)
        return Done("owner", ("owner",))

    def next_date(self, sent: Sent) -> Done:
        """Set the day on which the case is looked at next."""
        set_next_date(sent.edit, sent.typed.morning_of("next_date", first=tokyo(sent.caller.now).date()))
        return Done("next_date", ("next_date",))

    def level(self, sent: Sent) -> Done:
        """Change the urgency, with a reason."""
        level = sent.typed.one_of("level", Level)
        set_level(sent.edit, level, sent.typed.text("level_reason", longest=LONGEST_REASON))
        return Done("level", ("level",))

    def memo(self, sent: Sent) -> Done:
        """Write the memo's own fields."""
        area = sent.typed.known("area", [area.id for area in sent.place.areas], needed=False)
        edit_memo(
            sent.edit,
            summary=sent.typed.text("summary", longest=LONGEST_SUMMARY, needed=False).replace("\n", " "),
            category=sent.typed.maybe_one_of("category", Category),
            area=AreaId(area) if area else None,
            subject=sent.typed.one_of("subject", Subject),
        )
        return Done("memo", ("summary", "category", "area", "subject"))

    def destination(self, sent: Sent) -> Done:
        """Correct the destination, which teaches the matcher."""
        chosen = DestinationId(sent.typed.known("destination", sent.place.desks))
        desk = sent.place.destinations[chosen]
        teach, randomness = sent.typed.ticked("teach"), self._console.randomness
        _, learned = correct_destination(sent.edit, desk, teach=teach, randomness=randomness)
        return Done("destination", ("chosen",), learned=learned)

    def note(self, sent: Sent) -> Done:
        """Keep a note among colleagues."""
        add_note(sent.edit, sent.typed.text("note", longest=LONGEST_NOTE), self._console.randomness.new_id)
        return Done("note")

    def write(self, sent: Sent) -> Done:
        """Write to the resident."""
        prepared = sent.typed.text("prepared", longest=64, needed=False)
        if prepared:
            key = f"console.prepared.{prepared}"
            texts = sent.place.texts
            raise PreparedError(texts.say(key) if texts.has(key) else "")
        after = write_to_resident(
            sent.edit,
            sent.typed.text("message", longest=LONGEST_MESSAGE),
            prefix=sent.place.texts.say("resident.coordinator.prefix"),
            renderer=self._console.desk.renderer,
            new_id=self._console.randomness.new_id,
            knowingly=sent.typed.ticked("knowingly"),
        )
        take_over(self._office(sent), after)
        return Done("written", ("last_contact_at",))

    def _office(self, sent: Sent) -> Office:
        console = self._console
        return Office(sent.edit.tx, sent.place, sent.edit.by, console.randomness, console.public_url)
