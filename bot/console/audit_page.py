"""The audit trail, for administrators: by day, person and kind of event; exported after a second confirmation."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Response, request

from bot.clock import TOKYO, tokyo
from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages, label
from bot.desk.access import Needs, Route, note
from bot.texts import Texts
from routing.consultation import AccountId
from routing.permissions import Action
from storage.audit import AuditEntry

ON_A_PAGE = 100
# A cell that begins with one of these is a formula to a spreadsheet (OWASP, CSV injection).
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What is asked for; days are Tokyo days, both included."""

    first: date
    last: date
    account: str = ""
    action: str = ""
    before: int | None = None

    @property
    def span(self) -> tuple[datetime, datetime]:
        """The moments from the first day's beginning to the end of the last."""
        start = datetime.combine(self.first, time.min, TOKYO)
        return start, datetime.combine(self.last + timedelta(days=1), time.min, TOKYO)


class AuditPages:
    """Shows ids and names of fields, as they are kept: there is no content in the trail."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        return (
            Route("GET", "/audit", "audit", Needs(Action.READ_AUDIT), self.show),
            Route(
                "POST",
                "/audit/export",
                "audit_export",
                Needs(Action.EXPORT_AUDIT, confirmed=True),
                self.export,
            ),
        )

    def show(self, caller: Caller) -> Response:
        """Show a page of the trail, newest first."""
        wanted, slug = self._wanted(caller), caller.account.municipality
        first, end = wanted.span
        with self._console.database.transaction() as tx:
            entries = tx.audit.page(
                slug,
                before=wanted.before,
                account=AccountId(wanted.account) if wanted.account else None,
                action=wanted.action or None,
                first=first,
                end=end,
                limit=ON_A_PAGE,
            )
            people = {a.id: a.login for a in tx.accounts.of_municipality(slug, active_only=False)}
            note(tx, caller.account, caller.now, Action.READ_AUDIT, about=("municipality", slug))
        older = entries[-1].number if len(entries) == ON_A_PAGE else None
        values = {"entries": entries, "wanted": wanted, "people": people, "older": older}
        return self._pages.show("audit.html", caller.who, {**values, "actions": self._actions()})

    def export(self, caller: Caller) -> Response:
        """Return the days asked for as a file for spreadsheets."""
        wanted, slug = self._wanted(caller), caller.account.municipality
        first, end = wanted.span
        with self._console.database.transaction() as tx:
            people = {a.id: a.login for a in tx.accounts.of_municipality(slug, active_only=False)}
            entries = [
                entry
                for entry in tx.audit.stream(slug, first=first, end=end)
                if wanted.account in ("", entry.by.account) and wanted.action in ("", entry.action)
            ]
            note(tx, caller.account, caller.now, Action.EXPORT_AUDIT, about=("municipality", slug))
        text = table_of(entries, people, self._console.texts)
        name = f"audit-{slug}-{wanted.first:%Y%m%d}-{wanted.last:%Y%m%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text.encode("utf-8-sig"), mimetype="text/csv", headers=headers)

    def _wanted(self, caller: Caller) -> AuditFilter:
        today = tokyo(caller.now).date()
        given = request.values
        last = _day(given.get("last", "")) or today
        first = _day(given.get("first", "")) or last - timedelta(days=6)
        before = given.get("before", "")
        return AuditFilter(
            first=min(first, last),
            last=last,
            account=given.get("account", "")[:36],
            action=given.get("action", "")[:64],
            before=int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        )

    def _actions(self) -> tuple[str, ...]:
        prefix = "console.action."
        keys = self._console.texts.keys()
        return tuple(key.removeprefix(prefix) for key in keys if key.startswith(prefix))


def table_of(entries: Iterable[AuditEntry], people: dict[AccountId, str], texts: Texts) -> str:
    """Return events as CSV, quoted so that a spreadsheet computes nothing."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(
        [texts.say(f"console.audit.{name}") for name in ("number", "at", "who", "what", "about", "fields")]
    )
    for row in _rows(entries, people, texts):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def _rows(
    entries: Iterable[AuditEntry], people: dict[AccountId, str], texts: Texts
) -> Iterator[tuple[str, ...]]:
    for entry in entries:
        who = people.get(entry.by.account, entry.by.account) if entry.by.account else ""
        yield (
            str(entry.number),
            tokyo(entry.by.at).isoformat(timespec="seconds"),
            who or label(texts, "actor", entry.by.actor),
            label(texts, "action", entry.action),
            f"{entry.subject_kind} {entry.subject}",
            " ".join(entry.fields),
        )


def harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
