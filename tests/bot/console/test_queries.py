"""A page asks the database as often in a town of hundreds of consultations as in one of two."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from routing.consultation import AccountId
from storage.duty import StoredShift
from tests.bot.console.door import SLUG, Door
from tests.bot.console.filled import fill
from tests.storage import rows

PAGES = (
    "/console/rota",
    "/console/rota/shift",
    "/console/windows",
    "/console/windows/new",
    "/console/reports",
    "/console/reports/outward",
    "/console/reports/meeting",
    "/console/reports/targets",
    "/console/texts",
    "/console/texts/resident.hello.what",
    "/console/health",
)


@contextmanager
def asked(door: Door) -> Iterator[list[str]]:
    """Count what the database is asked."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(door.database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(door.database.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_as_often_whatever_the_size_of_the_town(door: Door, path: str) -> None:
    browser = door.browser("kanri")
    browser.get(path)
    with asked(door) as before:
        assert browser.get(path).status_code == 200
    fill(door, consultations=40)
    with door.database.transaction() as tx:
        more = [StoredShift(f"more-{n}", SLUG, door.accounts["hana"].id, "sat 09:00-10:00") for n in range(9)]
        for shift in more:
            tx.duty.put_shift(shift)
        for number in range(9):
            tx.accounts.add(rows.account(f"person-{number}", id=AccountId(f"account-{number}")))
    with asked(door) as after:
        assert browser.get(path).status_code == 200
    assert len(after) == len(before), after
    assert len(after) < 40
