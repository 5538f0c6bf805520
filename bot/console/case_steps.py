"""The larger steps of a case: closing, reopening, splitting, joining, a child seen, who may read, who gave notice."""

from collections.abc import Callable

from flask import Response, request

from bot.console.case_forms import ONE, Done, Forms, Handler, Sent
from bot.console.case_view import Again
from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.typed import FaultyFieldError, Typed
from bot.desk.access import Needs, Route, note
from bot.desk.case_changes import LONGEST_REASON
from bot.desk.case_ending import close, join, reopen, split
from bot.desk.case_members import admit_member, restrict
from bot.desk.safety_clock import confirm_safety
from routing.consultation import AccountId, Outcome
from routing.permissions import Action
from routing.roles import Role
from storage.errors import NotThereError
from storage.messages import MessageId

LONGEST_NOTIFIER = 500
PLEDGE = "106-6"


class CaseSteps:
    """Each of these changes where a case stands, or who sees it."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages
        self._forms = Forms(console, pages)

    def routes(self) -> tuple[Route, ...]:
        """Return the forms with what each needs."""
        change, restrict_ = Action.CHANGE_CONSULTATION, Action.RESTRICT_CONSULTATION
        forms = (
            ("close", change, self.close),
            ("reopen", change, self.reopen),
            ("split", change, self.split),
            ("join", change, self.join),
            ("child-seen", change, self.child_seen),
            ("restrict", restrict_, self.restrict),
            ("members", restrict_, self.admit),
        )
        notifier = Needs(Action.SEE_NOTIFIER, confirmed=True)
        return (
            *(
                Route("POST", f"{ONE}/{path}", f"case_{path}", Needs(action), self._sender(action, handle))
                for path, action, handle in forms
            ),
            Route("GET", f"{ONE}/notifier", "notifier", notifier, self.notifier),
            Route("POST", f"{ONE}/notifier", "notifier_set", notifier, self.set_notifier),
        )

    def _sender(self, action: Action, handle: Handler) -> Callable[[Caller, int], Response]:
        return lambda caller, number: self._forms.send(caller, number, action, handle)

    def close(self, sent: Sent) -> Done:
        """Close a case with an outcome."""
        outcome = sent.typed.one_of("outcome", Outcome)
        reason = sent.typed.text("close_reason", longest=LONGEST_REASON, needed=False)
        close(sent.edit, outcome, reason, self._console.randomness.new_id)
        return Done("closed", ("state", "outcome"))

    def reopen(self, sent: Sent) -> Done:
        """Open a closed case again."""
        reopen(sent.edit, sent.typed.text("reopen_reason", longest=LONGEST_REASON))
        return Done("reopened", ("state",))

    def split(self, sent: Sent) -> Done:
        """Make a consultation of its own of the messages that are about something else."""
        chosen = [MessageId(id_) for id_ in sent.typed.every("split")]
        other = split(sent.edit, chosen, self._console.randomness.new_id)
        return Done("split", ("messages",), number=other.number)

    def join(self, sent: Sent) -> Done:
        """Join this case into another, which this account must be allowed to change as well."""
        number = sent.typed.number("join_number")
        try:
            _, opened = self._forms.view.open(sent.edit.tx, sent.caller, number, Action.CHANGE_CONSULTATION)
        except NotThereError as error:
            raise FaultyFieldError("join_number", "no_such_case") from error
        into = join(sent.edit, opened.consultation)
        return Done("joined", ("joined_into",), number=into.number)

    def child_seen(self, sent: Sent) -> Done:
        """Stop the clock, because the child was seen."""
        edit, account = sent.edit, sent.caller.account.id
        seen = confirm_safety(edit.tx, edit.case, account, sent.caller.now)
        return Done("child_seen" if seen else "already")

    def restrict(self, sent: Sent) -> Done:
        """Make the case one of the 支援会議: from then on it stands in no list."""
        restrict(sent.edit, PLEDGE)
        return Done("restricted", ("restricted",))

    def admit(self, sent: Sent) -> Done:
        """Let a colleague read a restricted case, whose pledge of secrecy has been seen."""
        roles = (Role.COORDINATOR,)
        colleagues = sent.edit.tx.accounts.of_municipality(sent.edit.case.municipality, roles=roles)
        member = sent.typed.known("member", [account.id for account in colleagues])
        if not sent.typed.ticked("pledged"):
            raise FaultyFieldError("pledged", "missing")
        admit_member(sent.edit, AccountId(member), PLEDGE)
        return Done("admitted", ("members",))

    def notifier(self, caller: Caller, number: int) -> Response:
        """Show who gave notice, on a page of its own; looking is logged."""
        return self._show_notifier(caller, number)

    def set_notifier(self, caller: Caller, number: int) -> Response:
        """Write down who gave notice."""
        try:
            said = Typed(request.form).text("notifier", longest=LONGEST_NOTIFIER, needed=False)
            with self._console.database.transaction() as tx:
                _, opened = self._forms.view.open(tx, caller, number, Action.SEE_NOTIFIER)
                tx.consultations.set_notifier(opened.consultation.id, said or None)
                about = ("consultation", opened.consultation.id)
                note(tx, caller.account, caller.now, Action.SEE_NOTIFIER, about=about, fields=("notifier",))
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        except FaultyFieldError as error:
            kept = request.form.get("notifier", "")
            return self._show_notifier(caller, number, Again({"notifier": error.why}, {"notifier": kept}))
        return self._pages.to(f"/console/consultations/{number}", done="notifier")

    def _show_notifier(self, caller: Caller, number: int, again: Again | None = None) -> Response:
        shown = again or Again()
        try:
            with self._console.database.transaction() as tx:
                _, opened = self._forms.view.open(tx, caller, number, Action.SEE_NOTIFIER)
                kept = tx.consultations.notifier(opened.consultation.id) or ""
                about = ("consultation", opened.consultation.id)
                note(tx, caller.account, caller.now, Action.SEE_NOTIFIER, about=about)
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        values = {
            "case": opened.consultation,
            "notifier": shown.typed.get("notifier", kept),
            "faults": shown.faults,
            "longest": LONGEST_NOTIFIER,
        }
        return self._pages.show("notifier.html", caller.who, values, status=shown.status)
