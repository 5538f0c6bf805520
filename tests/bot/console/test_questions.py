"""However much there is, a page asks the database the same number of questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event

from routing.alert import AlertState
from routing.consultation import ConsultationState, MatchStatus
from routing.outgoing import Medium
from routing.urgency import Level
from storage.alerts import AlertAttempt
from storage.memo import Note
from tests.bot.console.door import SLUG, Browser, Door
from tests.storage import rows


@contextmanager
def questions(door: Door) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SAVEPOINT")):
            asked.append(statement)

    event.listen(door.database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(door.database.engine, "before_cursor_execute", note)


def asked_for(door: Door, browser: Browser, path: str) -> int:
    browser.get(path)
    with questions(door) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def fill(door: Door, count: int) -> None:
    """Put more of everything that the pages show into the town."""
    with door.database.transaction() as tx:
        for number in range(count):
            case = rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON, level=Level.URGENT)
            rows.stored(tx, match_status=MatchStatus.UNMATCHED, next_date=rows.NOW - rows.DAY)
            alert = rows.alert(case, state=AlertState.SENT)
            tx.alerts.add(alert)
            hana = door.accounts["hana"].id
            tx.alerts.add_attempt(AlertAttempt(rows.new_id(), SLUG, alert.id, 0, hana, Medium.LINE, rows.NOW))
            tx.messages.add(rows.message(f"{number}回目", consultation=door.urgent.id))
            tx.notes.add(Note(rows.new_id(), SLUG, door.urgent.id, hana, rows.NOW, "メモ"))
            more = rows.alert(door.urgent, state=AlertState.CLOSED)
            tx.alerts.add(replace(more, action="電話した"))


@pytest.mark.parametrize("page", ["/console/", "/console/search", "/console/today/mark", "case"])
def test_the_number_of_questions_does_not_grow_with_what_there_is(door: Door, page: str) -> None:
    path = f"/console/consultations/{door.urgent.number}" if page == "case" else page
    browser = door.browser("hana")
    few = asked_for(door, browser, path)
    fill(door, 12)
    assert asked_for(door, browser, path) == few
    assert few < 40
