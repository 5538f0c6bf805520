"""Passing a case on: what it rests on, the duty to report, the referrals there are, and a new sheet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, by, note
from bot.desk.case_access import open_consultation
from bot.desk.office import Office
from bot.desk.referral_course import course_of
from bot.desk.referring import NotSentError, draft
from bot.desk.sheet_facts import basis_of, ground_for
from bot.desk.sheet_paper import Written
from knowledge.destinations import Destination, DestinationId, Status
from knowledge.meetings import MEETING_KIND, meetings_for
from routing.consent import standing_of
from routing.consultation import Consultation
from routing.duty_to_report import duties_for
from routing.permissions import Action
from routing.referrals import companions, load_referrals
from routing.sheet import PERSONAL, SheetField
from storage.consents import PersonId
from storage.errors import NotThereError

MAY_BE_LEFT_OUT = tuple(field for field in SheetField if field in PERSONAL - {SheetField.MUST_NOT_TELL})
NOT_RECEIVERS = frozenset({MEETING_KIND, "kind", "professional_body"})


@dataclass(frozen=True, slots=True)
class Desk:
    """A case on the desk of whoever is signed in."""

    office: Office
    case: Consultation


class Referring:
    """What the pages of referrals share: opening a case within a transaction, with permission and logged."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self.console = console
        self.pages = pages

    @contextmanager
    def at(self, caller: Caller, number: int, action: Action) -> Iterator[Desk]:
        """Open a case; raise `NotThereError` for none and for one that is not for this account."""
        with self.console.database.transaction() as tx:
            place = self.console.places.of(tx, caller.account.municipality)
            opened = open_consultation(
                tx, caller.account, number, action, chain=place.area_chain, now=caller.now
            )
            who = by(caller.account, caller.now)
            office = Office(tx, place, who, self.console.randomness, self.console.public_url)
            yield Desk(office, opened.consultation)

    def absent(self, caller: Caller) -> Response:
        """Say that there is nothing."""
        return self.pages.error(404, "not_found", caller.who)


class ReferralListPages:
    """The referrals of one case."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._shared = Referring(console, pages)
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        one, needs = "/consultations/<int:number>/referrals", Needs(Action.WRITE_REFERRAL)
        return (
            Route("GET", one, "referrals", needs, self.show),
            Route("POST", one, "draft_referral", needs, self.draft),
        )

    def show(self, caller: Caller, number: int) -> Response:
        """Show what there is, and the form for a new sheet."""
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                values = _values(desk)
        except NotThereError:
            return self._shared.absent(caller)
        return self._pages.show("referrals.html", caller.who, values)

    def draft(self, caller: Caller, number: int) -> Response:
        """Draft a sheet."""
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                made = draft(
                    desk.office, desk.case, DestinationId(request.form.get("destination", "")), _written(desk)
                )
                about = ("referral", made.id)
                note(desk.office.tx, caller.account, caller.now, Action.WRITE_REFERRAL, about=about)
        except NotSentError as error:
            return self._again(caller, number, {"summary": error.why.value})
        except NotThereError:
            return self._again(caller, number, {"destination": "no_destination"})
        return self._pages.to(f"/console/consultations/{number}/referrals/{made.id}", done="drafted")

    def _again(self, caller: Caller, number: int, faults: Mapping[str, str]) -> Response:
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                values = _values(desk)
        except NotThereError:
            return self._shared.absent(caller)
        return self._pages.form_again("referrals.html", faults, caller.who, values)


def _written(desk: Desk) -> Written:
    people = {person.id for person in desk.office.tx.persons.of_consultation(desk.case.id)}
    subject = PersonId(request.form.get("subject", ""))
    left_out = {field for field in MAY_BE_LEFT_OUT if request.form.get(f"without-{field}")}
    return Written(
        summary=request.form.get("summary", "").strip(),
        request=request.form.get("request", "").strip(),
        subject=subject if subject in people else None,
        left_out=frozenset(left_out),
    )


def _values(desk: Desk) -> dict[str, object]:
    tx, case, place = desk.office.tx, desk.case, desk.office.place
    people = tx.persons.of_consultation(case.id)
    subjects = (case.category,) if case.category is not None else ()
    plan = meetings_for(place.destinations.values(), subjects)
    return {
        "case": case,
        "place": place,
        "referrals": tx.referrals.of_consultation(case.id),
        "course": course_of(desk.office, case),
        "people": people,
        "basis": basis_of(tx, case, None),
        "ground": ground_for(tx, case),
        "duties": duties_for(case.dangers),
        "receivers": receivers(place.destinations.values(), case),
        "companions": _companions(desk),
        "meetings": plan.meetings if case.multiple_needs or case.for_meeting else (),
        "may_leave_out": MAY_BE_LEFT_OUT,
        "standing": _standing(desk),
    }


def receivers(known: Iterable[Destination], case: Consultation) -> tuple[Destination, ...]:
    """Return whom a case can be passed on to: the chosen one first, bodies that work today, by name."""
    found = [
        d for d in known if d.status is Status.OPERATING and not d.generic and d.kind not in NOT_RECEIVERS
    ]
    return tuple(sorted(found, key=lambda d: (d.id != case.chosen, d.name)))


def _companions(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Return the desks that go with the chosen one (S39), with the reason."""
    chosen, place = desk.case.chosen, desk.office.place
    if chosen is None:
        return ()
    found = companions(load_referrals(), [chosen], frozenset(), place.destinations)
    return tuple((place.desk_name(one.destination), one.because) for one in found)


def _standing(desk: Desk) -> Callable[[DestinationId], str]:
    return lambda id_: standing_of(desk.office.destination(id_)).value
