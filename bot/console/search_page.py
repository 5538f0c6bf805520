"""Search: filters in the address, words never; what is shown can be kept as a filter and written into a file."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import urlencode

from flask import Response, request

from bot.clock import tokyo
from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages, label
from bot.console.typed import FaultyFieldError, Typed
from bot.desk.access import Needs, Route, note
from bot.desk.case_search import Query, number_in, query_of, selection_of
from bot.desk.exporting import COLUMNS, row_of
from knowledge.areas import AreaId
from knowledge.csv_safety import harmless
from knowledge.destinations import Category, DestinationId
from routing.consultation import AccountId, Channel, Consultation, ConsultationState, MatchStatus, Outcome
from routing.permissions import Action
from routing.roles import Role
from routing.urgency import Level
from storage.casework import SavedFilter
from storage.errors import NotThereError
from storage.selection import Order, Selection
from storage.transaction import Transaction

ON_A_PAGE = 50
LONGEST_NAME = 40
NAMED = frozenset(
    {"channel", "category", "level", "match_status", "state", "subject", "chosen_by", "outcome"}
)


class SearchPages:
    """Finding cases again."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        needs = Needs(Action.SEARCH_CONSULTATIONS)
        export = Needs(Action.EXPORT_CONSULTATIONS, confirmed=True)
        return (
            Route("GET", "/search", "search", needs, self.show),
            Route("POST", "/search", "search_words", needs, self.search),
            Route("POST", "/search/keep", "search_keep", needs, self.keep),
            Route("POST", "/search/remove", "search_remove", needs, self.remove),
            Route("POST", "/search/export", "search_export", export, self.export),
        )

    def show(self, caller: Caller) -> Response:
        """Show what the address asks for; words in it are left out, for addresses are logged."""
        if "kept" in request.args:
            return self._show_kept(caller, request.args["kept"])
        query = query_of(request.args.to_dict(flat=False))
        return self._show(caller, {name: values for name, values in query.items() if name != "q"})

    def search(self, caller: Caller) -> Response:
        """Take the form: filters go into the address, a search with words is kept sealed and shown by its id."""
        query = query_of(request.form.to_dict(flat=False))
        if "q" not in query:
            return self._pages.to(_address(query))
        with self._console.database.transaction() as tx:
            made = self._filter(caller, query)
            tx.filters.add(made)
        return self._pages.to(f"/console/search?kept={made.id}")

    def _show_kept(self, caller: Caller, id_: str) -> Response:
        try:
            with self._console.database.reading() as tx:
                kept = tx.filters.get(caller.account.id, id_)
        except NotThereError:
            # Of the searches without a name only the latest stay; an old tab begins anew.
            return self._pages.to("/console/search")
        return self._show(caller, kept.query, here=id_, named=kept.name)

    def keep(self, caller: Caller) -> Response:
        """Give a search a name and keep it."""
        query = query_of(request.form.to_dict(flat=False))
        try:
            name = Typed(request.form).text("name", longest=LONGEST_NAME)
        except FaultyFieldError as error:
            return self._show(caller, query, faults={"name": error.why})
        with self._console.database.transaction() as tx:
            made = self._filter(caller, query, name)
            tx.filters.add(made)
        return self._pages.to(f"/console/search?kept={made.id}&done=filter_kept")

    def remove(self, caller: Caller) -> Response:
        """Remove a kept filter; one that is not there is gone already."""
        with self._console.database.transaction() as tx:
            tx.filters.remove(caller.account.id, request.form.get("kept", "")[:36])
        return self._pages.to("/console/search", done="filter_removed")

    def export(self, caller: Caller) -> Response:
        """Return every case of the search that is shown, as a table without any word of the people concerned."""
        query = query_of(request.form.to_dict(flat=False))
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            wanted = selection_of(caller.account, place.areas, query, caller.now)
            people = _people(tx, caller)
            text = table_of(tx.consultations.stream(wanted), place, people)
            about = ("municipality", caller.account.municipality)
            names = tuple(sorted(query))
            note(tx, caller.account, caller.now, Action.EXPORT_CONSULTATIONS, about=about, fields=names)
        name = f"consultations-{caller.account.municipality}-{tokyo(caller.now):%Y%m%d}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(text.encode("utf-8-sig"), mimetype="text/csv", headers=headers)

    def _filter(self, caller: Caller, query: Query, name: str = "") -> SavedFilter:
        id_, account = self._console.randomness.new_id(), caller.account
        return SavedFilter(id_, account.municipality, account.id, caller.now, query, name, bool(name))

    def _show(
        self,
        caller: Caller,
        query: Query,
        *,
        here: str = "",
        named: str = "",
        faults: dict[str, str] | None = None,
    ) -> Response:
        before = _before(request.args.get("before", ""))
        with self._console.database.transaction() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            wanted = selection_of(caller.account, place.areas, query, caller.now)
            count, found = tx.consultations.count(wanted), _page(tx, wanted, before)
            people, kept = _people(tx, caller), tx.filters.kept_of(caller.account.id)
            about, names = ("municipality", caller.account.municipality), tuple(sorted(query))
            note(tx, caller.account, caller.now, Action.SEARCH_CONSULTATIONS, about=about, fields=names)
        values = {
            "query": query,
            "count": count,
            "number": number_in(query),
            "place": place,
            "people": people,
            "kept": kept,
            "named": named,
            "faults": faults or {},
            **_shown({"kept": (here,)} if here else query, found, before),
        }
        return self._pages.show("search.html", caller.who, values, status=422 if faults else 200)


def _shown(asked: Query, found: tuple[Consultation, ...], before: int | None) -> dict[str, object]:
    more = len(found) > ON_A_PAGE
    return {
        "found": found[:ON_A_PAGE],
        "older": _address(asked, before=found[ON_A_PAGE - 1].number) if more else "",
        "newest": _address(asked) if before else "",
        "on_a_page": ON_A_PAGE,
        "words": WORDS_OF_FIELDS,
    }


WORDS_OF_FIELDS = (
    ("state", tuple(ConsultationState)),
    ("level", tuple(Level)),
    ("category", tuple(Category)),
    ("channel", tuple(Channel)),
    ("match_status", tuple(MatchStatus)),
    ("outcome", tuple(Outcome)),
)


def _page(tx: Transaction, wanted: Selection, before: int | None) -> tuple[Consultation, ...]:
    asked = replace(wanted, numbers_until=before) if before is not None else wanted
    return tx.consultations.page(asked, limit=ON_A_PAGE + 1, by=Order.NUMBER)


def _people(tx: Transaction, caller: Caller) -> dict[AccountId, str]:
    accounts = tx.accounts.of_municipality(
        caller.account.municipality, roles=(Role.COORDINATOR,), active_only=False
    )
    return {account.id: account.name for account in accounts}


def _before(given: str) -> int | None:
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else None


def _address(query: Query, *, before: int | None = None) -> str:
    """Return the address of a search; words never stand in it."""
    pairs = [(name, value) for name, values in query.items() if name != "q" for value in values]
    pairs += [("before", str(before))] if before is not None else []
    return f"/console/search?{urlencode(pairs)}" if pairs else "/console/search"


def table_of(found: Iterable[Consultation], place: Place, people: dict[AccountId, str]) -> str:
    """Return cases as CSV in words that people read, quoted so that a spreadsheet computes nothing."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow([label(place.texts, "field", name) for name in COLUMNS])
    for row in _rows(found, place, people):
        writer.writerow([harmless(cell) for cell in row])
    return out.getvalue()


def _rows(found: Iterable[Consultation], place: Place, people: dict[AccountId, str]) -> Iterator[list[str]]:
    for case in found:
        row = row_of(case)
        row |= {name: label(place.texts, name, row[name]) for name in NAMED if row[name]}
        row["area"] = place.area_name(AreaId(row["area"])) if row["area"] else ""
        row["chosen"] = place.desk_name(DestinationId(row["chosen"])) if row["chosen"] else ""
        row["window"] = place.windows.get(row["window"], row["window"])
        row["owner"] = people.get(AccountId(row["owner"]), row["owner"])
        yield [row[name] for name in COLUMNS]
