"""Consent and grounds of one case: who agreed to what, for whom, how and when, and who must not be told."""

from collections.abc import Callable

from flask import Response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.referral_list import Desk, Referring
from bot.desk.access import Needs, Route, note
from bot.desk.consenting import (
    ANSWERS,
    GROUNDS,
    HOWS,
    LONGEST_NAME,
    LONGEST_REASON,
    Said,
    add_person,
    record_answer,
    record_ground,
)
from bot.desk.withdrawing import withdraw
from routing.consent import ConsentState, Ground, How
from routing.duty_to_report import duties_for
from routing.permissions import Action
from storage.consents import PersonId
from storage.errors import NotThereError

PARTICULARS = ("name", "phone", "address", "relation", "remarks")
Handler = Callable[[Desk], str]


class FieldFaultError(ValueError):
    """A form says too little or too much; show it again with the fault at its field."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(field)
        self.faults = {field: why}


class ConsentPages:
    """Recording an answer, a ground, a person, a withdrawal; and the notifier, kept apart from all of them."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._shared = Referring(console, pages)
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        one, needs = "/consultations/<int:number>/consent", Needs(Action.RECORD_CONSENT)
        forms: dict[str, Handler] = {
            "answer": _answer,
            "ground": _ground,
            "person": _person,
            "withdraw": _withdraw,
        }
        return (
            Route("GET", one, "consent", needs, self.show),
            *(
                Route("POST", f"{one}/{path}", f"consent_{path}", needs, self._form(handle))
                for path, handle in forms.items()
            ),
        )

    def show(self, caller: Caller, number: int) -> Response:
        """Show what was recorded, and the forms."""
        return self._show(caller, number, {})

    def _form(self, handle: Handler) -> Callable[[Caller, int], Response]:
        def view(caller: Caller, number: int) -> Response:
            try:
                with self._shared.at(caller, number, Action.RECORD_CONSENT) as desk:
                    done = handle(desk)
                    about = ("consultation", desk.case.id)
                    note(desk.office.tx, caller.account, caller.now, Action.RECORD_CONSENT, about=about)
            except NotThereError:
                return self._shared.absent(caller)
            except FieldFaultError as error:
                return self._show(caller, number, error.faults)
            return self._pages.to(f"/console/consultations/{number}/consent", done=done)

        return view

    def _show(self, caller: Caller, number: int, faults: dict[str, str]) -> Response:
        try:
            with self._shared.at(caller, number, Action.RECORD_CONSENT) as desk:
                values = _values(desk, caller)
        except NotThereError:
            return self._shared.absent(caller)
        if faults:
            return self._pages.form_again("consent.html", faults, caller.who, values)
        return self._pages.show("consent.html", caller.who, values)


def _values(desk: Desk, caller: Caller) -> dict[str, object]:
    tx, case = desk.office.tx, desk.case
    people = tx.accounts.of_municipality(caller.account.municipality, active_only=False)
    consents = tx.consents.of_consultation(case.id)
    return {
        "case": case,
        "consents": consents,
        "texts_of": {c.text_version: tx.consents.text(case.municipality, c.text_version) for c in consents},
        "persons": tx.persons.of_consultation(case.id),
        "folk": {account.id: account.name for account in people},
        "answers": ANSWERS,
        "grounds": GROUNDS,
        "hows": HOWS,
        "duties": duties_for(case.dangers),
        "standing": any(c.state is ConsentState.GIVEN for c in consents),
        "longest_name": LONGEST_NAME,
        "longest_reason": LONGEST_REASON,
    }


def _answer(desk: Desk) -> str:
    state, how = request.form.get("state", ""), request.form.get("how", "")
    if state not in set(ANSWERS):
        raise FieldFaultError("state", "choose")
    if how not in set(HOWS):
        raise FieldFaultError("how", "choose")
    lines = [line.strip() for line in request.form.get("must_not_tell", "").splitlines()]
    if any(len(line) > LONGEST_NAME for line in lines):
        raise FieldFaultError("must_not_tell", "too_long")
    said = Said(
        state=ConsentState(state),
        how=How(how),
        subject=_known(desk, "subject"),
        giver=_known(desk, "giver"),
        must_not_tell=tuple(line for line in lines if line),
    )
    record_answer(desk.office, desk.case, said)
    return "consent_recorded"


def _known(desk: Desk, field: str) -> PersonId | None:
    given = PersonId(request.form.get(field, ""))
    people = {person.id for person in desk.office.tx.persons.of_consultation(desk.case.id)}
    return given if given in people else None


def _ground(desk: Desk) -> str:
    ground, reason = request.form.get("ground", ""), request.form.get("reason", "").strip()
    if ground not in set(GROUNDS):
        raise FieldFaultError("ground", "choose")
    if not reason or len(reason) > LONGEST_REASON:
        raise FieldFaultError("reason", "too_long" if reason else "reason")
    record_ground(desk.office, desk.case, Ground(ground), reason)
    return "ground_recorded"


def _person(desk: Desk) -> str:
    given = {field: request.form.get(field, "").strip() for field in PARTICULARS}
    if not any(given.values()):
        raise FieldFaultError("name", "nothing")
    for field, text in given.items():
        if len(text) > LONGEST_REASON:
            raise FieldFaultError(field, "too_long")
    add_person(desk.office, desk.case, given, writer=bool(request.form.get("writer")))
    return "person_added"


def _withdraw(desk: Desk) -> str:
    withdraw(desk.office, desk.case, how=How.PHONE)
    return "consent_withdrawn"
