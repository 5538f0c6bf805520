"""One consultation on one page: alerts, memo, conversation, history. Every reading is logged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Response, request

from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages, label, moment_said
from bot.desk.access import Needs, Route, note
from bot.desk.alert_answers import LONGEST_ACTION, acknowledge_alert, record_action
from bot.desk.case_access import Opened, open_consultation
from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.alert import UNACKNOWLEDGED, Alert, AlertId, AlertState
from routing.consultation import AccountId
from routing.permissions import Action
from storage.alerts import AlertAttempt
from storage.answers import Answer
from storage.errors import NotThereError, StaleError
from storage.history import Change
from storage.memo import Note
from storage.messages import Message
from storage.referrals import Referral
from storage.transaction import Transaction

ENDED = frozenset({AlertState.ACTION_RECORDED, AlertState.CLOSED})
MOMENTS = frozenset({"received_at", "entered_at", "next_date", "last_contact_at", "closed_at"})
WORDS = frozenset(
    {"state", "level", "channel", "category", "match_status", "subject", "outcome", "chosen_by"}
)


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything the page shows of one consultation."""

    messages: tuple[Message, ...]
    answers: tuple[Answer, ...]
    notes: tuple[Note, ...]
    referrals: tuple[Referral, ...]
    changes: tuple[Change, ...]
    people: dict[AccountId, str]


class ConsultationPages:
    """Reading one consultation, and answering its alerts."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        one = "/consultations/<int:number>"
        alert = f"{one}/alerts/<alert>"
        acknowledge, record = Needs(Action.ACKNOWLEDGE_ALERT), Needs(Action.RECORD_ALERT_ACTION)
        return (
            Route("GET", one, "consultation", Needs(Action.READ_CONSULTATION), self.show),
            Route("POST", f"{alert}/acknowledge", "acknowledge", acknowledge, self.acknowledge),
            Route("POST", f"{alert}/action", "record_action", record, self.record),
        )

    def show(self, caller: Caller, number: int) -> Response:
        """Show the whole consultation."""
        return self._show(caller, number)

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
            return self._show(caller, number, faults={f"action-{alert}": fault}, typed=said)

        def do(tx: Transaction, found: Alert) -> bool:
            return record_action(tx, found, caller.account.id, said, caller.now) is not None

        return self._answer(caller, number, alert, Action.RECORD_ALERT_ACTION, do)

    def _show(
        self, caller: Caller, number: int, *, faults: dict[str, str] | None = None, typed: str = ""
    ) -> Response:
        try:
            with self._console.database.transaction() as tx:
                place = self._console.places.of(tx, caller.account.municipality)
                opened = self._open(tx, caller, number, Action.READ_CONSULTATION, place)
                whole = _whole(tx, opened, caller)
        except NotThereError:
            return self._pages.error(404, "not_found", caller.who)
        values = {
            "case": opened.consultation,
            "alerts": opened.alerts,
            "attempts_of": _attempts_of(opened.attempts),
            "unacknowledged": UNACKNOWLEDGED,
            "ended": ENDED,
            "whole": whole,
            "place": place,
            "changed_value": _changed_value(place, whole, caller.now),
            "longest_action": LONGEST_ACTION,
            "faults": faults or {},
            "typed_action": typed,
        }
        return self._pages.show("consultation.html", caller.who, values, status=422 if faults else 200)

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
                place = self._console.places.of(tx, caller.account.municipality)
                found = _alert_of(self._open(tx, caller, number, action, place), alert)
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

    def _open(self, tx: Transaction, caller: Caller, number: int, action: Action, place: Place) -> Opened:
        return open_consultation(tx, caller.account, number, action, chain=place.area_chain, now=caller.now)


def _changed_value(place: Place, whole: Whole, now: datetime) -> Callable[[str, str | None], str]:
    def said(field: str, value: str | None) -> str:
        if not value:
            return "―"
        if field in WORDS:
            return label(place.texts, field, value)
        if field in MOMENTS:
            return moment_said(place.texts, datetime.fromisoformat(value), now)
        names: dict[str, Callable[[], str]] = {
            "owner": lambda: whole.people.get(AccountId(value), value),
            "area": lambda: place.area_name(AreaId(value)),
            "chosen": lambda: place.desk_name(DestinationId(value)),
        }
        return names.get(field, lambda: value)()

    return said


def _whole(tx: Transaction, opened: Opened, caller: Caller) -> Whole:
    id_ = opened.consultation.id
    people = tx.accounts.of_municipality(caller.account.municipality, active_only=False)
    return Whole(
        messages=tx.messages.of_consultation(id_),
        answers=tx.answers.of_consultation(id_),
        notes=tx.notes.of_consultation(id_),
        referrals=tx.referrals.of_consultation(id_),
        changes=tx.consultations.changes(id_),
        people={account.id: account.name for account in people},
    )


def _alert_of(opened: Opened, alert: str) -> Alert:
    for found in opened.alerts:
        if found.id == AlertId(alert):
            return found
    raise NotThereError("no such alert on this consultation")


def _attempts_of(attempts: tuple[AlertAttempt, ...]) -> Callable[[AlertId], tuple[AlertAttempt, ...]]:
    return lambda alert: tuple(attempt for attempt in attempts if attempt.alert == alert)
