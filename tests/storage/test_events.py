import threading
from datetime import datetime, timedelta

import pytest

from storage.database import Database
from storage.errors import StaleError
from storage.events import ClaimedEvent
from storage.tables.events import EventState
from storage.transaction import Transaction
from tests.storage.rows import DAY, LEASE, MINUTE, NOW, SECOND, TOWN

RAW = '{"type": "message", "text": "電球が切れて"}'.encode()


def store(tx: Transaction, id_: str, chat: str = "U1", at: datetime = NOW, message: str = "") -> bool:
    return tx.events.store(
        municipality=TOWN,
        webhook_event_id=id_,
        chat=chat,
        at=at,
        received_at=at,
        raw=RAW,
        line_message=message,
    )


def claim(tx: Transaction, now: datetime = NOW, worker: str = "w1") -> ClaimedEvent | None:
    return tx.events.claim(now=now, lease=LEASE, worker=worker)


def claimed(tx: Transaction, now: datetime = NOW) -> ClaimedEvent:
    found = claim(tx, now)
    assert found is not None
    return found


def work_late(desk: Database, event: ClaimedEvent) -> None:
    with desk.transaction() as tx:
        tx.heartbeats.went_well("work of the late one", at=NOW)
        tx.events.finish(event, now=NOW)


def test_an_event_comes_back_as_it_was_and_counts_once(desk: Database) -> None:
    with desk.transaction() as tx:
        assert store(tx, "01A")
        assert not store(tx, "01A", chat="U2")
    with desk.transaction() as tx:
        event = claimed(tx)
        assert (event.raw, event.at, event.municipality, event.attempts) == (RAW, NOW, TOWN, 1)
        tx.events.finish(event, now=NOW)
    with desk.transaction() as tx:
        assert claim(tx) is None
        assert not store(tx, "01A")
        assert tx.events.counts() == {EventState.DONE: 1}


def test_an_overlong_id_is_still_known_again(desk: Database) -> None:
    with desk.transaction() as tx:
        assert store(tx, "x" * 5000)
        assert not store(tx, "x" * 5000)
        assert store(tx, "x" * 5001)


def test_events_of_one_chat_go_one_after_the_other_by_their_own_time(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01B", at=NOW + SECOND)
        store(tx, "01A", at=NOW)
    later = NOW + MINUTE
    with desk.transaction() as tx:
        first = claimed(tx, later)
        assert first.at == NOW
    with desk.transaction() as tx:
        assert claim(tx, later) is None
    with desk.transaction() as tx:
        tx.events.finish(first, now=later)
    with desk.transaction() as tx:
        assert claimed(tx, later).at == NOW + SECOND


def test_chats_go_side_by_side(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A", chat="U1")
        store(tx, "01B", chat="U2")
    with desk.transaction() as tx:
        assert claimed(tx).chat != claimed(tx).chat


def test_a_flood_in_one_chat_delays_no_other(desk: Database) -> None:
    with desk.transaction() as tx:
        for number in range(50):
            store(tx, f"01F{number:03}", chat="flood", at=NOW + number * SECOND)
        store(tx, "01Z", chat="calm", at=NOW + MINUTE)
    order = []
    for _ in range(3):
        with desk.transaction() as tx:
            event = claimed(tx, NOW + 2 * MINUTE)
            order.append(event.id)
            tx.events.finish(event, now=NOW + 2 * MINUTE)
    assert f"{TOWN}:01Z" in order


def test_a_lease_that_ran_out_is_taken_by_another_and_the_late_one_is_told(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A")
    with desk.transaction() as tx:
        first = claimed(tx)
    with desk.transaction() as tx:
        assert claim(tx, NOW + LEASE - SECOND) is None
        second = claimed(tx, NOW + LEASE)
        assert second.attempts == 2
    with pytest.raises(StaleError):
        work_late(desk, first)
    with desk.transaction() as tx:
        assert tx.heartbeats.get("work of the late one") is None
        tx.events.finish(second, now=NOW + LEASE)


def test_a_postponed_event_waits_and_holds_back_its_own_chat_alone(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A")
        store(tx, "01B", at=NOW + SECOND)
        store(tx, "01C", chat="U2", at=NOW + SECOND)
        tx.events.postpone(claimed(tx), until=NOW + 5 * MINUTE, error="SomeError")
    soon = NOW + MINUTE
    with desk.transaction() as tx:
        assert claimed(tx, soon).id == f"{TOWN}:01C"
        assert claim(tx, soon) is None
        assert claimed(tx, NOW + 5 * MINUTE).id == f"{TOWN}:01A"


def test_a_dead_event_lets_its_chat_go_on_and_can_be_tried_again(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A")
        store(tx, "01B", at=NOW + SECOND)
        tx.events.kill(claimed(tx), now=NOW, reason="KeyError")
    with desk.transaction() as tx:
        ((dead, _, reason),) = tx.events.dead(TOWN)
        assert reason == "KeyError"
        tx.events.finish(claimed(tx, NOW + MINUTE), now=NOW)
        assert tx.events.revive(dead, now=NOW)
        assert claimed(tx, NOW + MINUTE).id == dead


def test_the_age_of_the_inbox_is_that_of_its_oldest_waiting_event(desk: Database) -> None:
    with desk.transaction() as tx:
        assert tx.events.oldest_waiting() is None
        store(tx, "01B", at=NOW + timedelta(hours=1))
        store(tx, "01A", at=NOW)
        assert tx.events.oldest_waiting() == NOW


def test_an_unsent_message_leaves_no_raw_event_handled_or_not(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A", message="m1")
        tx.events.kill(claimed(tx), now=NOW, reason="broken")
        store(tx, "01B", message="m2", at=NOW + DAY)
        assert tx.events.erase_raw_of_message(TOWN, "m1") == 1
        assert tx.events.erase_raw_of_message(TOWN, "m2") == 1
        assert claim(tx, NOW + 2 * DAY) is None
        assert tx.events.counts() == {EventState.DONE: 1, EventState.DEAD: 1}


def test_a_handled_event_keeps_nothing_of_what_it_carried(desk: Database) -> None:
    with desk.transaction() as tx:
        store(tx, "01A", message="m1")
        tx.events.finish(claimed(tx), now=NOW)
        assert tx.events.erase_raw_of_message(TOWN, "m1") == 0


def test_many_workers_take_each_event_once_and_never_two_of_one_chat_together(desk: Database) -> None:
    with desk.transaction() as tx:
        for number in range(60):
            store(tx, f"01{number:03}", chat=f"U{number % 6}", at=NOW + number * SECOND)
    later, at_work, clashes, handled = NOW + DAY, set[str](), list[str](), list[str]()
    guard = threading.Lock()

    def work(worker: str) -> None:
        while len(handled) < 60 and not clashes:
            with desk.transaction() as tx:
                event = claim(tx, later, worker)
            if event is None:
                continue
            with guard:
                clashes.extend({event.chat} & at_work)
                at_work.add(event.chat)
            with desk.transaction() as tx:
                with guard:
                    at_work.discard(event.chat)
                    handled.append(event.id)
                tx.events.finish(event, now=later)

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert clashes == []
    assert sorted(handled) == [f"{TOWN}:01{number:03}" for number in range(60)]
