"""The pages behind a sheet's link: the door with its code, the sheet, and its answers."""

from collections.abc import Callable

from flask import Response, make_response, redirect, request

from bot.browser import is_own_page
from bot.desk.access import Route, Strangers
from bot.desk.office import Office
from bot.desk.referral_answers import REPORTED
from bot.desk.sheet_door import HIDDEN, Behind, enter, note_sheet, renew, send_code
from bot.desk.sheet_form import DOINGS, DONE, FormError, Sheet, do
from bot.desk.sheet_print import sheet_pdf, sheet_rows
from bot.sheet.browser import form_token, is_form_token, keep_session, session_of
from bot.sheet.site import Site, moment, show
from routing.consultation import IllegalStepError
from routing.referral import STEPS, DeclineReason, ReferralState
from storage.errors import StaleError

UNREPEATED = frozenset({"form_token", "code"})
DONE_WORDS = frozenset(DONE.values())


class SheetPages:
    """Looking changes nothing: mail scanners follow links. What is shown needs the code for the known address."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        link = Strangers(
            "an unguessable, expiring link; the sheet itself opens by a one-time code to the known address"
        )
        one = "/<token>"
        doings = tuple(
            Route("POST", f"{one}/{what}", what.replace("-", "_"), link, self._doing(what)) for what in DOINGS
        )
        return (
            Route("GET", one, "sheet", link, self.look),
            Route("GET", f"{one}/sheet.pdf", "print", link, self.print),
            Route("POST", f"{one}/code", "code", link, self.code),
            Route("POST", f"{one}/open", "open", link, self.open),
            Route("POST", f"{one}/renew", "renew", link, self.renew),
            *doings,
        )

    def look(self, token: str) -> Response:
        """Show the sheet to the browser that is inside, the door to any other."""
        with self._site.at_door(token) as here:
            if here is None:
                return show("gone.html", None, status=404)
            office, found = here
            if found.ended:
                return show("ended.html", office.place, {"token": token}, status=410)
            session = session_of(request, token, secure=self._site.secure)
            # Of a settled matter only that it is settled is shown, so nobody needs a code for it.
            if found.referral.state not in HIDDEN and not self._inside(office, found, session):
                return self._door(office, found, token, sent=request.args.get("step") == "code")
            return self._sheet(office, found, token, session)

    def code(self, token: str) -> Response:
        """Send a code to the known address."""
        with self._site.at_door(token) as here:
            refused = self._refused(here)
            if refused is not None or here is None:
                return refused or show("gone.html", None, status=404)
            office, found = here
            if not send_code(office, found):
                return self._door(office, found, token, sent=True, fault="wait")
        return _to(token, "?step=code")

    def open(self, token: str) -> Response:
        """Spend a code."""
        with self._site.at_door(token) as here:
            refused = self._refused(here)
            if refused is not None or here is None:
                return refused or show("gone.html", None, status=404)
            office, found = here
            typed = "".join(request.form.get("code", "").split())
            entrance = enter(office, found, typed)
            if not entrance.session:
                fault = "wait" if entrance.too_often else "wrong"
                return self._door(office, found, token, sent=True, fault=fault)
        response = _to(token)
        keep_session(response, token, entrance.session, secure=self._site.secure)
        return response

    def renew(self, token: str) -> Response:
        """Send a new link for one whose time is over; what is answered does not tell whether there was one to send."""
        with self._site.at_door(token) as here:
            if here is None or not is_own_page(request, self._site.public_url):
                return show("gone.html", None, status=404)
            office, found = here
            if found.ended:
                renew(office, found)
            return show("ended.html", office.place, {"token": token, "renewed": True})

    def print(self, token: str) -> Response:
        """Return the sheet as PDF."""
        with self._site.at_door(token) as here:
            session = session_of(request, token, secure=self._site.secure)
            if here is None or not self._inside(*here, session) or here[1].referral.state in HIDDEN:
                return show("gone.html", None, status=404)
            office, found = here
            pdf = sheet_pdf(office, found.case, found.referral)
            note_sheet(office, found.referral, "sheet.print")
        response = make_response(pdf)
        response.headers["Content-Type"] = "application/pdf"
        response.headers["Content-Disposition"] = f'inline; filename="sheet-{found.case.number}.pdf"'
        return response

    def _doing(self, what: str) -> Callable[[str], Response]:
        def view(token: str) -> Response:
            return self._do(token, what)

        return view

    def _do(self, token: str, what: str) -> Response:
        session = session_of(request, token, secure=self._site.secure)
        try:
            with self._site.at_door(token) as here:
                stopped = self._stopped(here, token, session)
                if stopped is not None or here is None:
                    return stopped or show("gone.html", None, status=404)
                office, found = here
                do(office, Sheet(found.case, found.referral), what, request.form)
        except FormError as error:
            return self._again(token, session, faults={f"{what}-{n}": why for n, why in error.faults.items()})
        except (IllegalStepError, StaleError):
            return self._again(token, session, already=True)
        return _to(token, f"?done={DONE[what]}")

    def _again(
        self, token: str, session: str, *, faults: dict[str, str] | None = None, already: bool = False
    ) -> Response:
        """Show the sheet once more with what was typed: nothing that somebody wrote is lost."""
        with self._site.at_door(token) as here:
            if here is None:
                return show("gone.html", None, status=404)
            more = _typed(already=already) | {"faults": faults or {}}
            return self._sheet(*here, token, session, more=more, status=409 if already else 422)

    def _stopped(self, here: tuple[Office, Behind] | None, token: str, session: str) -> Response | None:
        """Return why a form does nothing: not ours, settled already, not inside, or without its token."""
        refused = self._refused(here)
        if refused is not None or here is None:
            return refused or show("gone.html", None, status=404)
        office, found = here
        if found.referral.state in HIDDEN:
            return self._sheet(*here, token, session, more=_typed(already=True), status=409)
        if not self._inside(office, found, session):
            return self._door(office, found, token, sent=False)
        if not is_form_token(session, request.form.get("form_token", "")):
            return show("error.html", office.place, {"key": "foreign"}, status=403)
        return None

    def _refused(self, here: tuple[Office, Behind] | None) -> Response | None:
        if here is None:
            return show("gone.html", None, status=404)
        office, found = here
        if found.ended:
            return show("ended.html", office.place, {"token": ""}, status=410)
        if not is_own_page(request, self._site.public_url):
            return show("error.html", office.place, {"key": "foreign"}, status=403)
        return None

    def _inside(self, office: Office, found: Behind, session: str) -> bool:
        doors = office.tx.referrals.doors
        return bool(session) and doors.is_inside(found.referral.id, session, now=office.now)

    def _door(self, office: Office, found: Behind, token: str, *, sent: bool, fault: str = "") -> Response:
        mailbox = office.place.mailboxes.get(found.referral.destination, "")
        values = {
            "token": token,
            "destination": office.destination(found.referral.destination).name,
            "address": _hidden(mailbox),
            "sent": sent,
            "fault": fault,
        }
        return show("door.html", office.place, values, status=422 if fault else 200)

    def _sheet(
        self,
        office: Office,
        found: Behind,
        token: str,
        session: str,
        *,
        more: dict[str, object] | None = None,
        status: int = 200,
    ) -> Response:
        referral, texts = found.referral, office.place.texts
        after = STEPS[referral.state]
        values: dict[str, object] = {
            "token": token,
            "form_token": form_token(session),
            "number": found.case.number,
            "destination": office.destination(referral.destination).name,
            "referral": referral,
            "state": texts.say(f"console.referral_state.{referral.state}"),
            "rows": () if referral.state in HIDDEN else sheet_rows(office, found.case, referral),
            "hidden": referral.state in HIDDEN,
            "may_receive": ReferralState.RECEIVED in after,
            "may_answer": ReferralState.ACCEPTED in after,
            "may_report": referral.state not in HIDDEN and ReferralState.CLOSED in after,
            "may_hand_back": ReferralState.HANDED_BACK in after and ReferralState.ACCEPTED not in after,
            "outcomes": REPORTED,
            "reasons": tuple(DeclineReason),
            "moment": lambda at: moment(texts, at, office.now),
            "done": request.args.get("done", "") if request.args.get("done") in DONE_WORDS else "",
        }
        return show("sheet.html", office.place, values | (more or {}), status=status)


def _typed(*, already: bool) -> dict[str, object]:
    typed = {name: text for name, text in request.form.items() if name not in UNREPEATED}
    return {"typed": typed, "already": already}


def _to(token: str, query: str = "") -> Response:
    return make_response(redirect(f"/sheet/{token}{query}", 303))


def _hidden(mailbox: str) -> str:
    """Return an address as those who know it recognise it."""
    local, _, domain = mailbox.partition("@")
    return f"{local[:2]}…@{domain}" if domain else ""
