"""The page of health: what did not arrive and can be sent again, what waits, what grew old."""

from datetime import timedelta

import pytest

from bot.desk.health import WORKER
from routing.outgoing import OutgoingId, OutgoingState
from tests.bot.console.door import WORDS, Door, text_of
from tests.storage import rows


def undelivered(door: Door, state: OutgoingState = OutgoingState.DEAD) -> OutgoingId:
    with door.database.transaction() as tx:
        owed = rows.owed(f"key-{state}", consultation=door.urgent.id)
        tx.outgoing.add(owed)
        claimed = tx.outgoing.claim(now=door.clock.now(), lease=rows.LEASE, worker="w")
        assert claimed is not None
        tx.outgoing.give_up(claimed, now=door.clock.now(), state=state, reason="recipient_gone")
    return owed.id


def test_what_did_not_arrive_is_listed_with_its_case_and_sent_again_by_a_button(door: Door) -> None:
    id_, browser = undelivered(door), door.browser("hana")
    page = browser.get("/console/health")
    assert f"/console/consultations/{door.urgent.number}" in page.text
    assert "届かなかった" in text_of(page)
    assert browser.post("/console/health/again", {"id": id_}).location.endswith("done=sent_again")
    with door.database.reading() as tx:
        assert tx.outgoing.get(id_).state is OutgoingState.QUEUED
    assert "health.send_again" in door.actions()
    assert browser.post("/console/health/again", {"id": id_}).location.endswith("done=already")


def test_what_may_have_arrived_has_no_button_for_it_is_repeated_by_itself(door: Door) -> None:
    undelivered(door, OutgoingState.UNCERTAIN)
    page = door.browser("hana").get("/console/health").text
    assert "届いたかどうか不明" in page
    assert "/console/health/again" not in page


@pytest.mark.parametrize("id_", ["", "nothing", "x" * 5000, "'; DROP TABLE outgoing"])
def test_what_is_not_there_is_not_sent(door: Door, id_: str) -> None:
    assert door.browser("hana").post("/console/health/again", {"id": id_}).location.endswith("done=already")


def test_another_town_sends_nothing_of_ours(door: Door) -> None:
    id_ = undelivered(door)
    assert door.browser("tonari").post("/console/health/again", {"id": id_}).location.endswith("done=already")
    with door.database.reading() as tx:
        assert tx.outgoing.get(id_).state is OutgoingState.DEAD


def test_an_administrator_sees_numbers_without_links_and_no_word_of_a_message(door: Door) -> None:
    undelivered(door)
    page = door.browser("kanri").get("/console/health")
    assert "/console/consultations/" not in page.text
    assert WORDS not in page.text
    assert "お返事があります" not in page.text


def test_a_restricted_case_is_not_named(door: Door) -> None:
    with door.database.transaction() as tx:
        tx.outgoing.add(rows.owed("key", consultation=door.restricted.id))
        claimed = tx.outgoing.claim(now=door.clock.now(), lease=rows.LEASE, worker="w")
        assert claimed is not None
        tx.outgoing.give_up(claimed, now=door.clock.now(), state=OutgoingState.DEAD, reason="gone")
    page = door.browser("kita").get("/console/health").text
    assert f"/console/consultations/{door.restricted.number}" not in page


def test_a_worker_that_beats_is_well_and_one_that_is_silent_is_named(door: Door) -> None:
    browser = door.browser("kanri")
    assert "処理が1分以上止まっています" in text_of(browser.get("/console/health"))
    with door.database.transaction() as tx:
        tx.heartbeats.went_well(WORKER, at=door.clock.now())
    assert "処理が1分以上止まっています" not in text_of(browser.get("/console/health"))
    door.clock.advance(seconds=timedelta(minutes=2).total_seconds())
    assert "処理が1分以上止まっています" in text_of(browser.get("/console/health"))


def test_a_month_without_a_test_of_alerts_is_told_until_one_is_made(door: Door) -> None:
    browser = door.browser("kanri")
    assert "知らせを試していません" in text_of(browser.get("/console/health"))
    with door.database.transaction() as tx:
        account = tx.accounts.get(door.accounts["hana"].id)
        object.__setattr__(account, "email", "hana@hoozuki.example")
        tx.accounts.save(account)
    browser.post("/console/rota/test", {"who": account.id})
    assert "知らせを試していません" not in text_of(browser.get("/console/health"))
