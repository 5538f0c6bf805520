"""The attacker's tour: every attempt is refused, and the report of them all is printed (`pytest -s` shows it)."""

import logging

import pytest

from tests.bot.console.attacks import ATTACKS
from tests.bot.console.door import PASSWORD, RECOVERY, SECRET, WORDS, Door

REPORT: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def report() -> object:
    yield
    print("\nThe attacker's tour\n" + "\n".join(REPORT))


@pytest.mark.parametrize("name", ATTACKS)
def test_every_attempt_is_refused(door: Door, name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    met = ATTACKS[name](door)
    REPORT.append(f"{'refused' if met.refused else 'LET IN '}  {name}: {met.seen[:60]}")
    assert met.refused, met.seen
    # What was tried is in the logs; nothing that is secret or personal is.
    for secret in (WORDS, PASSWORD, SECRET, RECOVERY, "hana", "はな"):
        assert secret not in caplog.text


def test_a_refusal_is_logged(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    door.browser("minami").get("/console/accounts")
    assert "console.refused" in caplog.text


def test_failed_sign_ins_stand_in_the_trail_of_the_account_that_was_tried(door: Door) -> None:
    door.browser().sign_in("hana", password="wrong")
    with door.database.reading() as tx:
        entry = tx.audit.page(None, limit=1)[0]
    assert (entry.action, entry.subject, entry.by.account) == (
        "sign_in.failed",
        door.accounts["hana"].id,
        None,
    )
