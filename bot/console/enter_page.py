"""Entering a consultation that came by telephone or over the counter: three fields, and the whole form below."""

from datetime import date, datetime, time

from flask import Response, request

from bot.clock import TOKYO, tokyo
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.typed import FaultyFieldError, Typed
from bot.desk.access import Needs, Route, by, note
from bot.desk.case_entry import LONGEST_TEXT, Entry, Sex, Worry, enter
from bot.desk.turn import Turn
from knowledge.areas import AreaId
from routing.consent import ConsentState
from routing.consultation import Channel, Subject, WindowId
from routing.permissions import Action
from routing.urgency import Level

LONGEST_FIELD = 120
LONGEST_ADDRESS = 200
CHANNELS = (Channel.PHONE, Channel.COUNTER)
PERSON = (("name", LONGEST_FIELD), ("phone", 40), ("address", LONGEST_ADDRESS), ("relation", 40))
SHEET = (
    ("kana", 120),
    ("birth_date", 10),
    ("mobile", 40),
    ("email", 200),
    ("visitor_name", 120),
    ("visitor_phone", 40),
)


class EnterPages:
    """One page with one form."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        needs = Needs(Action.ENTER_CONSULTATION)
        return (
            Route("GET", "/enter", "enter", needs, self.form),
            Route("POST", "/enter", "enter_make", needs, self.make),
        )

    def form(self, caller: Caller) -> Response:
        """Show the empty form."""
        place = self._pages.place_of(caller.who)
        return self._pages.show("enter.html", caller.who, self._values(caller, place))

    def make(self, caller: Caller) -> Response:
        """Take the form, or show it again with a message at each field."""
        place = self._pages.place_of(caller.who)
        try:
            entry = _entry(Typed(request.form), place, caller.now)
        except FaultyFieldError as error:
            values = {**self._values(caller, place), "ticked": request.form.getlist("worries")}
            return self._pages.form_again("enter.html", {error.field: error.why}, caller.who, values)
        slug, desk = caller.account.municipality, self._console.desk
        with desk.database.reading() as tx:
            # Knowledge is read before the transaction that writes, so that nobody waits for it.
            desk.towns.of(tx, slug)
        with desk.database.transaction() as tx:
            turn = Turn(desk, tx, desk.towns.of(tx, slug), caller.now)
            case = enter(turn, entry, by(caller.account, caller.now))
            note(tx, caller.account, caller.now, Action.ENTER_CONSULTATION, about=("consultation", case.id))
        return self._pages.to(f"/console/consultations/{case.number}", done="entered")

    def _values(self, caller: Caller, place: Place) -> dict[str, object]:
        return {
            "place": place,
            "channels": CHANNELS,
            "levels": tuple(reversed(Level)),
            "subjects": tuple(Subject),
            "worries": tuple(Worry),
            "sexes": tuple(Sex),
            "consents": (ConsentState.GIVEN, ConsentState.REFUSED),
            "today": tokyo(caller.now).date().isoformat(),
            "longest": LONGEST_TEXT,
            "ticked": [],
        }


def _entry(typed: Typed, place: Place, now: datetime) -> Entry:
    area = typed.known("area", [area.id for area in place.areas], needed=False)
    window = typed.known("window", place.windows, needed=False)
    consent = typed.maybe_one_of("consent", ConsentState)
    return Entry(
        text=typed.text("text", longest=LONGEST_TEXT),
        channel=typed.one_of("channel", Channel),
        level=typed.one_of("level", Level),
        received_at=_received(typed, now),
        subject=typed.maybe_one_of("subject", Subject) or Subject.UNKNOWN,
        window=WindowId(window) if window else None,
        area=AreaId(area) if area else None,
        person={name: typed.text(name, longest=longest, needed=False) for name, longest in PERSON},
        sheet=_sheet(typed),
        consent=consent or ConsentState.NOT_ASKED,
    )


def _sheet(typed: Typed) -> dict[str, str]:
    ticked = [worry for worry in typed.every("worries") if worry in set(Worry)]
    main, sex = typed.maybe_one_of("main_worry", Worry), typed.maybe_one_of("sex", Sex)
    written = {name: typed.text(name, longest=longest, needed=False) for name, longest in SHEET}
    return {"worries": ",".join(dict.fromkeys(ticked)), "main_worry": main or "", "sex": sex or "", **written}


def _received(typed: Typed, now: datetime) -> datetime:
    """Return when the matter came: now for today, noon for an earlier day; raise `FaultyFieldError` for a later one."""
    said = typed.text("received", longest=10, needed=False)
    today = tokyo(now).date()
    try:
        day = date.fromisoformat(said) if said else today
    except ValueError as error:
        raise FaultyFieldError("received", "no_day") from error
    if day > today:
        raise FaultyFieldError("received", "future_day")
    return now if day == today else datetime.combine(day, time(12), TOKYO)
