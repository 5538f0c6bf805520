"""One consultation on one page: alerts, memo, conversation, history. Every reading is logged."""

from collections.abc import Callable

from flask import Response, request

from bot.console.case_view import Again, CaseView
from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route, note
from bot.desk.alert_answers import LONGEST_ACTION, acknowledge_alert, record_action
from bot.desk.case_access import Opened
from routing.alert import Alert, AlertId
from routing.permissions import Action
from storage.errors import NotThereError, StaleError
from storage.transaction import Transaction


class ConsultationPages:
    """Reading one consultation, and answering its alerts."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages
        self._view = CaseView(console, pages)

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        one = "/consultations/<int:number>"
        alert = f"{one}/alerts/<alert>"
        acknowledge, record = Needs(Action.ACKNOWLEDGE_ALERT), Needs(Action.RECORD_ALERT_ACTION)
        return (
            Route("GET", one, "consultation", Needs(Action.READ_CONSULTATION), self.show),
            Route("GET", f"{one}/print", "consultation_print", Needs(Action.CHANGE_CONSULTATION), self.print),
            Route("POST", f"{alert}/acknowledge", "acknowledge", acknowledge, self.acknowledge),
            Route("POST", f"{alert}/action", "record_action", record, self.record),
        )

    def show(self, caller: Caller, number: int) -> Response:
        """Show the whole consultation."""
        return self._view.show(caller, number)

    def print(self, caller: Caller, number: int) -> Response:
        """Show the memo on a sheet of paper, without the notifier, the notes and the conversation of others."""
        return self._view.show(caller, number, template="memo_print.html")

    def acknowledge(self, caller: Caller, number: int, alert: str) -> Response:
        """Acknowledge an alert."""

        def do(tx: Transaction, found: Alert) -> bool:
            return acknowledge_alert(tx, found, caller.account.id, caller.now) is not None

        return self._answer(caller, number, alert, Action.ACKNOWLEDGE_ALERT, do)

    def record(self, caller: Caller, number: int, alert: str) -> Response:
        """Record what was done about an alert."""
        said = request.form.get("action", "").strip()
        if not said or len(said) > LONGEST_ACTION:
            fault = "too_long" if said else "missing"
            again = Again({f"action-{alert}": fault}, {"action": said})
            return self._view.show(caller, number, again)

        def do(tx: Transaction, found: Alert) -> bool:
            return record_action(tx, found, caller.account.id, said, caller.now) is not None

        return self._answer(caller, number, alert, Action.RECORD_ALERT_ACTION, do)

    def _answer(
        self,
        caller: Caller,
        number: int,
        alert: str,
        action: Action,
        do: Callable[[Transaction, Alert], bool],
    ) -> Response:
        try:
            with self._console.database.transaction() as tx:
                _, opened = self._view.open(tx, caller, number, action)
                found = _alert_of(opened, alert)
                changed = do(tx, found)
                if changed:
                    about = ("alert", found.id)
                    note(tx, caller.account, caller.now, action, about=about, fields=("state",))
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        except StaleError:
            changed = False
        done = action.value.rpartition(".")[2] if changed else "already"
        return self._pages.to(f"/console/consultations/{number}", done=done)


def _alert_of(opened: Opened, alert: str) -> Alert:
    for found in opened.alerts:
        if found.id == AlertId(alert):
            return found
    raise NotThereError("no such alert on this consultation")
