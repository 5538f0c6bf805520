"""Retention: each kind goes when its time ends, in slices; what is held, open or counted stays."""

from dataclasses import replace
from datetime import timedelta

import pytest

from knowledge.destinations import DestinationId
from knowledge.retention_plan import RetentionPlan
from routing.consultation import ConsultationState, Outcome
from routing.outgoing import OutgoingState
from routing.referral import ReferralId, ReferralState
from routing.relay import RelayNote, RelayState
from routing.retention import Kind, ends, years_before
from storage.accounts import Credentials
from storage.database import Database
from storage.duty import DigestRecord
from storage.errors import NotThereError
from storage.memo import Note
from storage.referrals import Referral
from storage.sessions import Invitation, Purpose
from tests.storage.rows import BOT, DAY, LEASE, NOW, TOWN, account, message, new_id, owed, resident, stored
from tests.storage.test_at_rest import MARKS, fill, relay_at_a_counter
from tests.storage.test_erasure import STAFFS_OWN, opened

CLOSED = {"state": ConsultationState.CLOSED, "outcome": Outcome.UNKNOWN, "closed_at": NOW}


def purge_all(database: Database, kind: Kind, *, after: timedelta = 30 * DAY) -> int:
    removed = 0
    while True:
        with database.transaction() as tx:
            found = tx.retention.purge(TOWN, kind, before=NOW + after, now=NOW + 60 * DAY, limit=2)
        removed += found
        if found == 0:
            return removed


def test_each_kind_of_content_goes_when_its_time_ends_in_slices(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        old, open_, held = stored(tx, **CLOSED), stored(tx), stored(tx, **CLOSED)
        tx.consultations.hold(held.id, until=NOW + 90 * DAY)
        for case in (old, open_, held):
            for _ in range(3):
                tx.messages.add(message(f"話{case.number}", person, consultation=case.id))
        tx.messages.add(message("ありがとう", person))
        tx.events.store(
            municipality=TOWN, webhook_event_id="01A", chat="U1", at=NOW, received_at=NOW, raw=b"raw"
        )
        event = tx.events.claim(now=NOW, lease=LEASE, worker="w")
        assert event is not None
        due = {kind: tx.retention.due(TOWN, kind, before=NOW + 30 * DAY, now=NOW + 60 * DAY) for kind in Kind}
        assert due[Kind.RAW_EVENTS] == 0
        assert due[Kind.MESSAGES] == 3
        tx.events.kill(event, now=NOW, reason="broken")
        tx.outgoing.add(owed("a"))
        claimed = tx.outgoing.claim(now=NOW, lease=LEASE, worker="w")
        assert claimed is not None
        tx.outgoing.give_up(claimed, now=NOW, state=OutgoingState.DEAD, reason="rejected")
    removed = {kind: purge_all(desk, kind) for kind in Kind}
    assert {kind: count for kind, count in removed.items() if count} == {
        Kind.RAW_EVENTS: 1,
        Kind.OUTGOING_CONTENT: 1,
        Kind.MESSAGES: 3,
        Kind.CONTACT: 1,
        Kind.HANDLED_EVENTS: 1,
        Kind.SENT: 1,
        Kind.IDENTITY: 1,
        Kind.MEMO: 1,
    }
    with desk.reading() as tx:
        assert {said.text for said in tx.messages.of_resident(person.id)} == {"", "話2", "話3"}
        assert tx.consultations.get(old.id).number == 1


def test_s18_past_its_years_a_record_is_anonymous_and_still_counts(desk: Database) -> None:
    fill(desk)
    with desk.transaction() as tx:
        case = tx.consultations.by_number(TOWN, 1)
        tx.consultations.save(replace(case, **CLOSED), BOT)  # type: ignore[arg-type]
    assert purge_all(desk, Kind.MEMO) == 1
    assert purge_all(desk, Kind.MESSAGES) == 0
    elsewhere = {"line", "awaiting", "work", "payload", "rawtext", "replytoken"}
    assert opened(desk) <= STAFFS_OWN | elsewhere
    with desk.reading() as tx:
        after = tx.consultations.by_number(TOWN, 1)
        assert (after.level, after.category, after.received_at) == (
            case.level,
            case.category,
            case.received_at,
        )
        assert tx.consultations.changes(case.id) == ()
        (relay,) = tx.relays.of_consultation(case.id)
        assert (relay.note, relay.state) == (RelayNote(), RelayState.SENT)


def test_a_note_that_a_facility_kept_for_itself_goes_in_its_time_and_one_that_was_sent_stays(
    desk: Database,
) -> None:
    with desk.transaction() as tx:
        clerk, case = tx.accounts.add(account(), Credentials()), stored(tx)
        kept = relay_at_a_counter(tx, None, clerk.id, state=RelayState.KEPT)
        later = relay_at_a_counter(
            tx, None, clerk.id, state=RelayState.KEPT, changed_at=NOW + 30 * DAY, sent_at=NOW + 30 * DAY
        )
        sent = relay_at_a_counter(tx, case.id, clerk.id)
    assert purge_all(desk, Kind.KEPT_NOTES) == 1
    with desk.reading() as tx:
        assert (tx.relays.get(later.id), tx.relays.get(sent.id)) == (later, sent)
        with pytest.raises(NotThereError):
            tx.relays.get(kept.id)


def test_a_record_with_an_open_referral_or_a_hold_waits_however_old_it_is(desk: Database) -> None:
    with desk.transaction() as tx:
        referred, held = stored(tx, **CLOSED), stored(tx, **CLOSED)
        tx.referrals.add(
            Referral(ReferralId(new_id()), TOWN, referred.id, DestinationId("H-1"), ReferralState.SENT, NOW),
            BOT,
        )
        tx.consultations.hold(held.id, until=NOW + 900 * DAY)
    assert purge_all(desk, Kind.MEMO) == 0
    with desk.transaction() as tx:
        tx.consultations.hold(held.id, until=None)
    assert purge_all(desk, Kind.MEMO) == 1


def test_who_was_silent_long_enough_is_forgotten_and_who_has_an_open_matter_is_not(desk: Database) -> None:
    with desk.transaction() as tx:
        silent, waiting, back = (resident(tx, name) for name in ("U-silent", "U-waiting", "U-back"))
        stored(tx, resident=silent.id, **CLOSED)
        stored(tx, resident=waiting.id)
        tx.residents.seen(back.id, at=NOW + 31 * DAY)
    assert purge_all(desk, Kind.IDENTITY) == 1
    with desk.reading() as tx:
        assert tx.residents.find_line_user(TOWN, "U-silent") is None
        assert tx.residents.find_line_user(TOWN, "U-waiting") is not None
        assert tx.residents.find_line_user(TOWN, "U-back") is not None


def test_of_digests_the_newest_stays_for_the_next_one_starts_there(desk: Database) -> None:
    with desk.transaction() as tx:
        person = tx.accounts.add(account())
        for day in range(3):
            at = NOW + day * DAY
            tx.digests.add(DigestRecord(new_id(), TOWN, person.id, at.date(), None, at, at))
    assert purge_all(desk, Kind.DIGESTS) == 2
    with desk.reading() as tx:
        newest = tx.digests.latest_of(person.id)
        assert newest is not None
        assert newest.day == (NOW + 2 * DAY).date()


def test_links_that_ended_and_marks_of_taken_back_messages_go_too(desk: Database) -> None:
    with desk.transaction() as tx:
        for token, life in (("old", DAY), ("young", 300 * DAY)):
            tx.invitations.add(token, Invitation(TOWN, Purpose.INVITATION, NOW, NOW + life))
        tx.messages.erase_unsent(TOWN, "m1", now=NOW)
    assert (purge_all(desk, Kind.LINKS), purge_all(desk, Kind.TOMBSTONES)) == (1, 1)
    with desk.reading() as tx:
        assert tx.invitations.find("young", Purpose.INVITATION, now=NOW) is not None


@pytest.fixture
def much(desk: Database) -> Database:
    """Nine messages of a closed consultation and nine of mere contact."""
    with desk.transaction() as tx:
        case, person = stored(tx, **CLOSED), resident(tx)
        for number in range(9):
            tx.messages.add(message(f"話{number}", person, consultation=case.id))
            tx.messages.add(message(f"礼{number}", person))
        tx.notes.add(Note(new_id(), TOWN, case.id, tx.accounts.add(account()).id, NOW, "記録"))
    return desk


def test_a_purge_interrupted_half_way_leaves_whole_slices_and_resumes_where_it_was(much: Database) -> None:
    class PowerCutError(Exception):
        """The power went."""

    def cut_off_in_the_middle() -> None:
        with much.transaction() as tx:
            tx.retention.purge(TOWN, Kind.MESSAGES, before=NOW + DAY, now=NOW + DAY, limit=4)
            raise PowerCutError

    def left() -> int:
        with much.reading() as tx:
            return sum(bool(said.text) for said in tx.messages.of_resident(person.id))

    with much.transaction() as tx:
        person = resident(tx)
        tx.retention.purge(TOWN, Kind.MESSAGES, before=NOW + DAY, now=NOW + DAY, limit=4)
    assert left() == 14
    with pytest.raises(PowerCutError):
        cut_off_in_the_middle()
    assert left() == 14
    assert purge_all(much, Kind.MESSAGES) == 5
    assert purge_all(much, Kind.CONTACT) == 9
    assert left() == 0


def test_a_released_hold_lets_the_erasure_happen_that_was_asked_for_before(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        held = stored(tx, resident=person.id)
        tx.messages.add(message("話", person, consultation=held.id))
        tx.consultations.hold(held.id, until=NOW + DAY)
        assert tx.erasures.erase_resident(person.id, now=NOW, reason="asked") == (held.id,)
        assert tx.erasures.erase_released(TOWN, now=NOW) == 0
        assert tx.erasures.erase_released(TOWN, now=NOW + DAY) == 1
        assert tx.residents.find_line_user(TOWN, "U1") is None
        assert [said.text for said in tx.messages.of_resident(person.id)] == [""]
        assert [line.reason for line in tx.erasures.ledger()] == ["asked"]


def test_who_wrote_again_meanwhile_keeps_what_came_later(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        held = stored(tx, resident=person.id)
        tx.messages.add(message("前", person, consultation=held.id))
        tx.consultations.hold(held.id, until=NOW + 2 * DAY)
        tx.erasures.erase_resident(person.id, now=NOW, reason="asked")
        tx.residents.seen(person.id, at=NOW + DAY)
        later = stored(tx, resident=person.id, received_at=NOW + DAY, entered_at=NOW + DAY)
        tx.messages.add(message("後", person, consultation=later.id, at=NOW + DAY, received_at=NOW + DAY))
        assert tx.erasures.erase_released(TOWN, now=NOW + 3 * DAY) == 1
        assert [said.text for said in tx.messages.of_resident(person.id)] == ["", "後"]
        assert tx.residents.find_line_user(TOWN, "U1") is not None
        assert tx.erasures.erase_released(TOWN, now=NOW + 3 * DAY) == 0


def test_a_plan_without_years_keeps_the_official_record() -> None:
    assert Kind.MEMO not in ends(RetentionPlan(), NOW)
    assert ends(RetentionPlan(memo_years=5), NOW)[Kind.MEMO] == years_before(NOW, 5)
    assert next(iter(ends(RetentionPlan(memo_years=5), NOW))) is Kind.RAW_EVENTS
    assert set(ends(RetentionPlan(memo_years=5), NOW)) == set(Kind)


def test_five_years_before_a_leap_day_is_the_day_before() -> None:
    leap = NOW.replace(year=2028, month=2, day=29)
    assert years_before(leap, 5) == leap.replace(year=2023, day=28)


def test_marks_of_the_fixture_are_there_before_anything_is_removed(desk: Database) -> None:
    fill(desk)
    assert {"summary", "note", "sheet", "name"} <= opened(desk) <= set(MARKS)
