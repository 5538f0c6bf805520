"""One referral: what its receiver sees, how it goes out, and what comes back, also by telephone."""

from collections.abc import Callable

from flask import Response, make_response, request

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.referral_list import Desk, Referring
from bot.desk.access import Needs, Route, note
from bot.desk.referral_answers import REPORTED
from bot.desk.referring import Given, NotSentError, Refusal, accounts_of, note_given, send, send_link, stop
from bot.desk.sheet_door import HIDDEN
from bot.desk.sheet_form import DOINGS, DONE, FormError, Sheet, do
from bot.desk.sheet_print import sheet_pdf, sheet_rows
from knowledge.destinations import Reach
from routing.consultation import IllegalStepError
from routing.permissions import Action
from routing.referral import STEPS, DeclineReason, ReferralId, ReferralState
from routing.referral_clock import UNDER_WAY
from storage.errors import NotThereError, StaleError
from storage.referrals import Referral

ONE = "/consultations/<int:number>/referrals/<referral>"
Handler = Callable[[Caller, Desk, Referral], str]


class NoReceiverError(ValueError):
    """The form wants to know who was told. Show it again."""


class ReferralPages:
    """Looking at a referral, sending it, noting it, stopping it, and writing down what was said by telephone."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._shared = Referring(console, pages)
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        needs = Needs(Action.WRITE_REFERRAL)
        forms: dict[str, Handler] = {
            "send": _send,
            "given": _given,
            "stop": _stop,
            "link": _link,
            **{what: _doing(what) for what in DOINGS},
        }
        return (
            Route("GET", ONE, "referral", needs, self.show),
            Route("GET", f"{ONE}/sheet.pdf", "referral_print", needs, self.print),
            *(
                Route("POST", f"{ONE}/{path}", f"referral_{path}", needs, self._form(handle))
                for path, handle in forms.items()
            ),
        )

    def show(self, caller: Caller, number: int, referral: str) -> Response:
        """Show one referral."""
        return self._show(caller, number, referral, {})

    def print(self, caller: Caller, number: int, referral: str) -> Response:
        """Return the sheet as PDF; of a neighbour's, the note to read out on the telephone."""
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                found = _of(desk, referral)
                pdf = sheet_pdf(desk.office, desk.case, found)
                note(desk.office.tx, caller.account, caller.now, "sheet.print", about=("referral", found.id))
        except NotThereError:
            return self._shared.absent(caller)
        response = make_response(pdf)
        response.headers["Content-Type"] = "application/pdf"
        response.headers["Content-Disposition"] = f'inline; filename="sheet-{number}.pdf"'
        return response

    def _form(self, handle: Handler) -> Callable[[Caller, int, str], Response]:
        def view(caller: Caller, number: int, referral: str) -> Response:
            return self._handle(caller, number, referral, handle)

        return view

    def _handle(self, caller: Caller, number: int, referral: str, handle: Handler) -> Response:
        faults: dict[str, str]
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                found = _of(desk, referral)
                done = handle(caller, desk, found)
                about = ("referral", found.id)
                note(desk.office.tx, caller.account, caller.now, Action.WRITE_REFERRAL, about=about)
        except NotThereError:
            return self._shared.absent(caller)
        except NotSentError as error:
            faults = {"send": f"refused_{error.why}"}
        except NoReceiverError:
            faults = {"whom": "whom"}
        except FormError as error:
            faults = {name: f"form_{why}" for name, why in error.faults.items()}
        except (IllegalStepError, StaleError):
            faults = {"send": "already"}
        else:
            return self._pages.to(f"/console/consultations/{number}/referrals/{referral}", done=done)
        return self._show(caller, number, referral, faults)

    def _show(self, caller: Caller, number: int, referral: str, faults: dict[str, str]) -> Response:
        try:
            with self._shared.at(caller, number, Action.WRITE_REFERRAL) as desk:
                values = _values(desk, _of(desk, referral), caller)
        except NotThereError:
            return self._shared.absent(caller)
        if faults:
            return self._pages.form_again("referral.html", faults, caller.who, values)
        return self._pages.show("referral.html", caller.who, values)


def _of(desk: Desk, referral: str) -> Referral:
    found = desk.office.tx.referrals.get(ReferralId(referral))
    if found.consultation != desk.case.id:
        raise NotThereError("no such referral of this case")
    return found


def _send(_: Caller, desk: Desk, referral: Referral) -> str:
    send(desk.office, desk.case, referral)
    return "sheet_sent"


def _given(_: Caller, desk: Desk, referral: Referral) -> str:
    how, whom = request.form.get("how", ""), request.form.get("whom", "").strip()
    if how not in set(Given) or not whom:
        raise NoReceiverError
    note_given(desk.office, desk.case, referral, Given(how), whom)
    return "sheet_given"


def _stop(_: Caller, desk: Desk, referral: Referral) -> str:
    if stop(desk.office, referral, desk.case, reason="stopped by the coordinator") is None:
        raise IllegalStepError("the referral cannot be stopped any more")
    return "sheet_stopped"


def _link(_: Caller, desk: Desk, referral: Referral) -> str:
    waits = referral.state in {ReferralState.SENT, ReferralState.RECEIVED} or (
        referral.state not in HIDDEN and ReferralState.CLOSED in STEPS[referral.state]
    )
    if not waits:
        raise IllegalStepError("nothing waits for this receiver")
    if referral.destination not in desk.office.place.mailboxes:
        raise NotSentError(Refusal.NO_MAILBOX)
    send_link(desk.office, desk.case, referral)
    return "sheet_link"


def _doing(what: str) -> Handler:
    def handle(caller: Caller, desk: Desk, referral: Referral) -> str:
        do(desk.office, Sheet(desk.case, referral, caller.account), what, request.form)
        return f"sheet_{DONE[what]}"

    return handle


def _values(desk: Desk, referral: Referral, caller: Caller) -> dict[str, object]:
    office, after = desk.office, STEPS[referral.state]
    to = office.destination(referral.destination)
    people = office.tx.accounts.of_municipality(caller.account.municipality, active_only=False)
    draft = referral.state is ReferralState.DRAFTED
    return {
        "case": desk.case,
        "place": office.place,
        "referral": referral,
        "to": to,
        "rows": sheet_rows(office, desk.case, referral),
        "changes": office.tx.referrals.changes(referral.id),
        "people": {account.id: account.name for account in people},
        "draft": draft,
        "via_office": to.reach is Reach.VIA_OFFICE,
        "by_list": bool(accounts_of(office, to)),
        "mailbox": to.id in office.place.mailboxes,
        "hows": tuple(Given),
        "may_stop": ReferralState.STOPPED in after,
        "may_answer": not draft and ReferralState.ACCEPTED in after,
        "may_report": not draft and referral.state not in HIDDEN and ReferralState.CLOSED in after,
        "may_hand_back": not draft and ReferralState.HANDED_BACK in after,
        "may_renew": not draft and referral.state not in HIDDEN,
        "answers": ("accepted", "accepted_in_part", "already_supporting", "declined"),
        "reasons": tuple(DeclineReason),
        "outcomes": REPORTED,
        "holders": _holders(desk, referral),
    }


def _holders(desk: Desk, referral: Referral) -> tuple[tuple[str, str], ...]:
    """Return the other bodies that still work on the case: to them it can be handed back."""
    others = desk.office.tx.referrals.of_consultation(desk.case.id)
    return tuple(
        (one.destination, desk.office.place.desk_name(one.destination))
        for one in others
        if one.id != referral.id and one.state in UNDER_WAY
    )
