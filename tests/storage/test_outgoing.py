from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from routing.outgoing import AfterCall, CallOutcome, Lane, Medium, OutgoingState, Via
from storage.database import Database
from storage.errors import StaleError
from storage.outgoing import ClaimedOutgoing, Owed
from storage.transaction import Transaction
from tests.storage.rows import LEASE, MINUTE, NOW, SECOND, TOWN, new_id, owed, resident, stored

ACCEPTED = AfterCall(OutgoingState.ACCEPTED)
LATER = NOW + MINUTE


def claim(tx: Transaction, now: datetime = LATER) -> ClaimedOutgoing | None:
    return tx.outgoing.claim(now=now, lease=LEASE, worker="w1")


def claimed(tx: Transaction, now: datetime = LATER) -> ClaimedOutgoing:
    found = claim(tx, now)
    assert found is not None
    return found


def sent(tx: Transaction, message: ClaimedOutgoing, after: AfterCall = ACCEPTED, via: Via = Via.PUSH) -> None:
    outcome = CallOutcome.ACCEPTED if after.state is OutgoingState.ACCEPTED else CallOutcome.NO_ANSWER
    tx.outgoing.record(message, now=LATER, via=via, outcome=outcome, after=after, request_id="r1")


def test_a_message_is_asked_for_once(desk: Database) -> None:
    with desk.transaction() as tx:
        assert tx.outgoing.add(owed("digest:2026-11-24:coordinator:4"))
        assert not tx.outgoing.add(owed("digest:2026-11-24:coordinator:4"))


def test_a_claimed_message_is_what_was_owed_and_the_content_goes_once_it_is_accepted(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
        message = owed(
            "a",
            resident=resident(tx).id,
            consultation=case.id,
            reply_token="token",
            reply_expires_at=LATER,
            dangerous=True,
        )
        tx.outgoing.add(message)
        found = claimed(tx)
        assert found.owed == message
        assert (found.state, found.attempts, found.first_tried_at) == (OutgoingState.QUEUED, 0, LATER)
        sent(tx, found)
        assert tx.outgoing.of_consultation(case.id)[0].state is OutgoingState.ACCEPTED
        assert claim(tx) is None
        assert tx.outgoing.pushed_since(TOWN, NOW) == 1


def test_nothing_urgent_waits_behind_anything_else(desk: Database) -> None:
    with desk.transaction() as tx:
        for number, lane in enumerate((Lane.DIGEST, Lane.NORMAL, Lane.REPLY, Lane.URGENT)):
            due = NOW + number * SECOND
            tx.outgoing.add(owed(lane.value, lane=lane, recipient=lane.value, due_at=due, created_at=due))
        order = [claimed(tx).owed.lane for _ in range(4)]
    assert order == list(Lane)


def test_a_sender_of_one_lane_leaves_the_others(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("a"))
        assert tx.outgoing.claim(now=LATER, lease=LEASE, worker="w", lanes=(Lane.URGENT,)) is None


def test_messages_to_one_person_go_in_order_and_others_are_not_held_back(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("second", position=1))
        tx.outgoing.add(owed("first", position=0))
        tx.outgoing.add(owed("other", recipient="U2", created_at=NOW + SECOND, due_at=NOW + SECOND))
        first = claimed(tx)
        other = claimed(tx)
        assert claim(tx) is None
        sent(tx, first)
        second = claimed(tx)
    assert [found.owed.dedupe_key for found in (first, other, second)] == ["first", "other", "second"]


def test_an_urgent_message_does_not_wait_for_a_normal_one_to_the_same_person(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("normal"))
        claimed(tx)
        tx.outgoing.add(owed("urgent", lane=Lane.URGENT, created_at=LATER))
        assert claimed(tx).owed.dedupe_key == "urgent"


def test_a_failed_push_comes_again_with_the_same_id_and_its_first_time(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("a"))
        first = claimed(tx)
        sent(tx, first, AfterCall(OutgoingState.QUEUED, timedelta(seconds=30)))
        assert claim(tx, LATER + 29 * SECOND) is None
        again = claimed(tx, LATER + 30 * SECOND)
        assert again.owed.id == first.owed.id
        assert (again.attempts, again.first_tried_at) == (1, LATER)


def test_a_call_that_does_not_count_leaves_the_attempts_alone_and_stops_the_lane(desk: Database) -> None:
    stop = AfterCall(OutgoingState.QUEUED, timedelta(minutes=1), lane_waits=True, counts_attempt=False)
    with desk.transaction() as tx:
        tx.outgoing.add(owed("a"))
        tx.outgoing.add(owed("b", recipient="U2"))
        tx.outgoing.add(owed("mail", recipient="a@example.test", medium=Medium.MAIL))
        message = claimed(tx)
        tx.outgoing.record(message, now=LATER, via=Via.PUSH, outcome=CallOutcome.UNAUTHORISED, after=stop)
        assert claimed(tx).owed.dedupe_key == "mail"
        assert claim(tx) is None
        ((_, medium, lane, until, reason),) = tx.outgoing.lanes_held(now=LATER)
        assert (medium, lane, until, reason) == (Medium.LINE, Lane.NORMAL, LATER + MINUTE, "unauthorised")
        assert claimed(tx, LATER + MINUTE).attempts == 0


def test_a_reply_that_a_worker_died_in_comes_back_as_started(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("a", reply_token="token", reply_expires_at=LATER))
        tx.outgoing.reply_started(claimed(tx))
        assert claim(tx) is None
        assert claimed(tx, LATER + LEASE).state is OutgoingState.REPLY_STARTED


def test_a_late_worker_cannot_record(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.outgoing.add(owed("a"))
        late = claimed(tx)
        claimed(tx, LATER + LEASE)
    with pytest.raises(StaleError), desk.transaction() as tx:
        sent(tx, late)


def test_an_uncertain_answer_is_kept_to_be_repeated_and_then_settled(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        message = owed("a", resident=person.id, reply_token="token", reply_expires_at=LATER)
        tx.outgoing.add(message)
        sent(tx, claimed(tx), AfterCall(OutgoingState.UNCERTAIN), Via.REPLY)
        (kept,) = tx.outgoing.uncertain_of(person.id)
        assert kept == replace(message, reply_token=None, reply_expires_at=None)
        assert len(tx.outgoing.in_state(TOWN, OutgoingState.UNCERTAIN)) == 1
        tx.outgoing.repeated([kept.id], now=LATER)
        assert tx.outgoing.uncertain_of(person.id) == ()


def test_what_comes_too_late_is_void(desk: Database) -> None:
    with desk.transaction() as tx:
        message = owed("a", useful_until=NOW + 30 * SECOND)
        tx.outgoing.add(message)
        assert claim(tx) is None
        found = tx.outgoing.get(message.id)
        assert (found.state, found.last_error) == (OutgoingState.VOID, "too late to be of use")


def test_a_blocked_resident_gets_nothing_more(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        tx.outgoing.add(owed("a", resident=person.id))
        tx.outgoing.add(owed("b", recipient="U2"))
        assert tx.outgoing.void_of_resident(person.id, now=NOW, reason="blocked") == 1
        assert claimed(tx).owed.dedupe_key == "b"


def test_a_dead_message_can_be_tried_again(desk: Database) -> None:
    with desk.transaction() as tx:
        message: Owed = owed("a")
        tx.outgoing.add(message)
        tx.outgoing.give_up(claimed(tx), now=LATER, state=OutgoingState.DEAD, reason="rejected")
        assert tx.outgoing.in_state(TOWN, OutgoingState.DEAD)[0].last_error == "rejected"
        assert tx.outgoing.try_again(message.id, now=LATER)
        assert claimed(tx).owed.payload == message.payload


def test_the_oldest_due_and_the_next_due_tell_how_the_outbox_stands(desk: Database) -> None:
    with desk.transaction() as tx:
        assert tx.outgoing.next_due() is None
        tx.outgoing.add(owed(new_id(), due_at=LATER))
        assert tx.outgoing.oldest_due(now=NOW) is None
        assert tx.outgoing.next_due() == LATER
        assert tx.outgoing.oldest_due(now=LATER) == LATER
        assert tx.outgoing.counts() == {(Lane.NORMAL, OutgoingState.QUEUED): 1}
