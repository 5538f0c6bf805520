"""The list of a large destination with an account: its sheets, each with the same answers as behind a link."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Response, make_response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, allowed, by, note
from bot.desk.office import Office
from bot.desk.referral_answers import REPORTED
from bot.desk.sheet_door import HIDDEN
from bot.desk.sheet_form import DOINGS, DONE, FormError, Sheet, do
from bot.desk.sheet_print import sheet_pdf, sheet_rows
from routing.consultation import IllegalStepError
from routing.permissions import Action, Subject
from routing.referral import STEPS, DeclineReason, ReferralId, ReferralState
from storage.errors import NotThereError, StaleError
from storage.referrals import Referral


class SheetListPages:
    """What stands with one destination, for its own people alone."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        needs, one = Needs(Action.ANSWER_REFERRAL), "/sheets/<referral>"
        return (
            Route("GET", "/sheets", "sheets", needs, self.list),
            Route("GET", one, "sheet_of_list", needs, self.show),
            Route("GET", f"{one}/sheet.pdf", "sheet_of_list_print", needs, self.print),
            *(
                Route("POST", f"{one}/{what}", f"sheet_of_list_{what}", needs, self._form(what))
                for what in DOINGS
            ),
        )

    def list(self, caller: Caller) -> Response:
        """Show the numbers of what is open, or of everything."""
        everything = request.args.get("all") == "1"
        destination = caller.account.destination
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            found: tuple[Referral, ...] = ()
            if destination is not None:
                found = tx.referrals.of_destination(place.slug, destination, open_only=not everything)
            # A draft is nobody's but the coordinators'.
            out = [referral for referral in found if referral.sent_at is not None]
            numbers = {r.id: tx.consultations.get(r.consultation).number for r in out}
        values = {
            "sheets": out,
            "numbers": numbers,
            "name": place.desk_name(destination),
            "everything": everything,
        }
        return self._pages.show("sheets.html", caller.who, values)

    def show(self, caller: Caller, referral: str) -> Response:
        """Show one sheet."""
        return self._show(caller, referral, {})

    def print(self, caller: Caller, referral: str) -> Response:
        """Return one sheet as PDF."""
        try:
            with self._at(caller, referral) as (office, sheet):
                pdf = b"" if sheet.referral.state in HIDDEN else sheet_pdf(office, sheet.case, sheet.referral)
                note(
                    office.tx,
                    caller.account,
                    caller.now,
                    "sheet.print",
                    about=("referral", sheet.referral.id),
                )
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        if not pdf:
            return self._pages.error(404, "not_found", caller.who)
        response = make_response(pdf)
        response.headers["Content-Type"] = "application/pdf"
        return response

    def _form(self, what: str) -> Callable[[Caller, str], Response]:
        def view(caller: Caller, referral: str) -> Response:
            try:
                with self._at(caller, referral) as (office, sheet):
                    do(office, sheet, what, request.form)
            except NotThereError:
                return self._pages.error(404, "not_found", caller.who)
            except FormError as error:
                return self._show(caller, referral, {n: f"form_{why}" for n, why in error.faults.items()})
            except (IllegalStepError, StaleError):
                return self._show(caller, referral, {"send": "already"})
            return self._pages.to(f"/console/sheets/{referral}", done=f"sheet_{DONE[what]}")

        return view

    def _show(self, caller: Caller, referral: str, faults: dict[str, str]) -> Response:
        try:
            with self._at(caller, referral) as (office, sheet):
                values = _values(office, sheet)
                note(
                    office.tx, caller.account, caller.now, "sheet.open", about=("referral", sheet.referral.id)
                )
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        if faults:
            return self._pages.form_again("sheet.html", faults, caller.who, values)
        return self._pages.show("sheet.html", caller.who, values)

    @contextmanager
    def _at(self, caller: Caller, referral: str) -> Iterator[tuple[Office, Sheet]]:
        """Open a sheet of the caller's own destination; raise `NotThereError` for any other."""
        with self._console.database.transaction() as tx:
            found = tx.referrals.get(ReferralId(referral))
            subject = Subject(found.municipality, destinations=frozenset({found.destination}))
            if found.sent_at is None or not allowed(caller.account, Action.ANSWER_REFERRAL, subject):
                raise NotThereError("no such sheet")
            place = self._console.places.of(tx, caller.account.municipality)
            who = by(caller.account, caller.now)
            office = Office(tx, place, who, self._console.randomness, self._console.public_url)
            yield office, Sheet(tx.consultations.get(found.consultation), found, caller.account)


def _values(office: Office, sheet: Sheet) -> dict[str, object]:
    referral, after = sheet.referral, STEPS[sheet.referral.state]
    hidden = referral.state in HIDDEN
    return {
        "case": sheet.case,
        "referral": referral,
        "rows": () if hidden else sheet_rows(office, sheet.case, referral),
        "hidden": hidden,
        "may_receive": ReferralState.RECEIVED in after,
        "may_answer": ReferralState.ACCEPTED in after,
        "may_report": not hidden and ReferralState.CLOSED in after and ReferralState.ACCEPTED not in after,
        "may_hand_back": ReferralState.HANDED_BACK in after and ReferralState.ACCEPTED not in after,
        "answers": ("accepted", "accepted_in_part", "already_supporting", "declined"),
        "reasons": tuple(DeclineReason),
        "outcomes": REPORTED,
    }
