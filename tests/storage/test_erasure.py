"""Erase me, hold, retention, the ledger that a restore replays, and rotation of keys."""

import shutil
import threading
from pathlib import Path

import pytest

from knowledge.destinations import DestinationId
from routing.outgoing import OutgoingState
from routing.referral import ReferralId, ReferralState
from routing.relay import RelayNote
from storage.database import Database, open_database
from storage.errors import StorageError
from storage.events import ClaimedEvent
from storage.keys import KeyRing, with_new_data_key
from storage.messages import MessageId, MessageState
from storage.referrals import Referral
from storage.rotation import left_over, reseal
from storage.tables import metadata
from storage.tables.kinds import sealed_columns
from tests.databases import RING
from tests.storage.rows import BOT, DAY, LEASE, NOW, TOWN, message, new_id, resident, stored, town
from tests.storage.test_at_rest import MARKS, fill

STAFFS_OWN = {"login", "staff", "stafflineid", "mail", "password", "totp", "secret", "token"}
MEMO = {"summary", "note", "notifier", "report", "reason", "because", "relayed"}


def opened(database: Database) -> set[str]:
    """Return the marks that whoever has the keys can still read anywhere."""
    found: set[str] = set()
    with database.open_ground() as ground:
        for table in metadata.sorted_tables:
            for row in ground.rows(table.select()):
                name = "/".join(str(row[column.name]) for column in table.primary_key)
                for column in sealed_columns(table):
                    text = ground.open_optional(column, name, row[column.name]) or ""
                    found |= {mark for mark, value in MARKS.items() if value in text}
    return found


def test_every_mark_can_be_read_with_the_keys_before(desk: Database) -> None:
    fill(desk)
    by_hash_alone = {"word", "linemessage"}
    assert opened(desk) == MARKS.keys() - by_hash_alone


def test_s18_after_erase_me_the_keys_find_nothing_of_the_person_and_the_count_stays(desk: Database) -> None:
    fill(desk)
    with desk.transaction() as tx:
        person = resident(tx, MARKS["line"])
        event = tx.events.claim(now=NOW, lease=LEASE, worker="w")
        assert isinstance(event, ClaimedEvent)
        tx.events.finish(event, now=NOW)
        assert tx.erasures.erase_resident(person.id, now=NOW, reason="asked") == ()
    assert opened(desk) <= STAFFS_OWN | MEMO | {"work", "rawtext"}
    with desk.transaction() as tx:
        assert tx.residents.find_line_user(TOWN, MARKS["line"]) is None
        (case,) = tx.consultations.of_resident(person.id)
        (gone,) = tx.messages.of_consultation(case.id)
        (relay,) = tx.relays.of_consultation(case.id)
        assert relay.note == RelayNote(MARKS["relayed"])
        assert (gone.text, gone.state) == ("", MessageState.ERASED)
        assert tx.residents.get(person.id).erased_at == NOW
        assert tx.outgoing.in_state(TOWN, OutgoingState.VOID)[0].last_error == "erased"
        assert resident(tx, MARKS["line"]).id != person.id


def test_an_open_referral_or_an_abuse_holds_its_own_consultation_back(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        referred, held, free = (stored(tx, resident=person.id) for _ in range(3))
        for case in (referred, held, free):
            tx.messages.add(message(f"話{case.number}", person, consultation=case.id))
        tx.messages.add(message("こんにちは", person))
        referral = Referral(
            ReferralId(new_id()), TOWN, referred.id, DestinationId("H-1"), ReferralState.SENT, NOW
        )
        referral = tx.referrals.add(referral, BOT)
        tx.consultations.hold(held.id, until=NOW + DAY)
        kept = tx.erasures.erase_resident(person.id, now=NOW, reason="asked")
        assert set(kept) == {referred.id, held.id}
        texts = {said.text for said in tx.messages.of_resident(person.id)}
        assert texts == {"", "話1", "話2"}
        assert tx.residents.line_user(person.id) == "U1"
        assert tx.erasures.ledger() == ()


def test_a_restored_backup_does_not_bring_the_erased_back(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.transaction() as tx:
        tx.municipalities.add(town())
        erased, other = resident(tx, "U-erased"), resident(tx, "U-other")
        for person in (erased, other):
            tx.messages.add(message(f"{person.id}", person), line_message=person.id)
        unsent = message("取り消す", other)
        tx.messages.add(unsent, line_message="m-unsent")
    sqlite_database.close()
    backup = tmp_path / "backup.sqlite3"
    shutil.copy(str(sqlite_database.engine.url.database), backup)
    with sqlite_database.transaction() as tx:
        tx.erasures.erase_resident(erased.id, now=NOW, reason="asked")
        tx.messages.erase_unsent(TOWN, "m-unsent", now=NOW)
        tx.erasures.note_message(TOWN, unsent.id, now=NOW, reason="unsent")
        ledger = tx.erasures.ledger()
    restored = open_database(f"sqlite:///{backup}", RING)
    with restored.transaction() as tx:
        assert tx.residents.find_line_user(TOWN, "U-erased") is not None
        assert tx.erasures.replay(ledger, now=NOW + DAY) == 2
        assert tx.residents.find_line_user(TOWN, "U-erased") is None
        assert tx.messages.of_resident(erased.id)[0].text == ""
        assert [said.text for said in tx.messages.of_resident(other.id)] == [str(other.id), ""]
        assert tx.erasures.replay(ledger, now=NOW + DAY) == 0
        assert tx.erasures.ledger() == ledger
    restored.close()


@pytest.fixture
def rotated(desk: Database) -> Database:
    """The same database, opened with one more data key."""
    fill(desk)
    return Database(desk.engine, with_new_data_key(RING))


def test_rotation_reseals_everything_and_the_old_key_may_go(rotated: Database) -> None:
    before = opened(rotated)
    assert left_over(rotated) > 10
    assert sum(done.rows for done in reseal(rotated, slice_size=2)) > 10
    assert left_over(rotated) == 0
    newest_only = Database(rotated.engine, KeyRing(rotated.ring.data[:1], rotated.ring.lookup))
    assert opened(newest_only) == before
    with newest_only.reading() as tx:
        assert tx.residents.find_line_user(TOWN, MARKS["line"]) is not None


def test_an_interrupted_rotation_goes_on_and_what_changed_meanwhile_stays(rotated: Database) -> None:
    steps = reseal(rotated, slice_size=1)
    next(steps)
    with rotated.transaction() as tx:
        case = tx.consultations.by_number(TOWN, 1)
        tx.consultations.set_notifier(case.id, "別の人")
    list(reseal(rotated, slice_size=50))
    assert left_over(rotated) == 0
    with rotated.reading() as tx:
        assert tx.consultations.notifier(case.id) == "別の人"


def test_rotation_under_load_loses_nothing(rotated: Database) -> None:
    before = opened(rotated)
    old_ring, stop = Database(rotated.engine, RING), threading.Event()
    written, failures = list[MessageId](), list[str]()

    def write(database: Database) -> None:
        # One writer knows the new key already, one is a process that was not restarted yet.
        while not stop.is_set() and len(written) < 400:
            try:
                with database.transaction() as tx:
                    case = tx.consultations.by_number(TOWN, 1)
                    said = message(f"負荷{len(written)}", consultation=case.id)
                    tx.messages.add(said)
                    tx.consultations.set_notifier(case.id, f"人{len(written)}")
                written.append(said.id)
            except StorageError as error:
                failures.append(type(error).__name__)

    writers = [threading.Thread(target=write, args=(database,)) for database in (rotated, old_ring)]
    for writer in writers:
        writer.start()
    list(reseal(rotated, slice_size=1))
    stop.set()
    for writer in writers:
        writer.join()
    list(reseal(rotated, slice_size=50))
    assert left_over(rotated) == 0
    # Whatever the process with the old ring could not read was refused to it, and nothing was written half.
    assert set(failures) <= {"SealError"}
    newest_only = Database(rotated.engine, KeyRing(rotated.ring.data[:1], rotated.ring.lookup))
    assert opened(newest_only) >= before - {"notifier"}
    with newest_only.reading() as tx:
        texts = {
            said.id: said.text for said in tx.messages.of_consultation(tx.consultations.by_number(TOWN, 1).id)
        }
        assert set(written) <= set(texts)
        assert all(texts[id_].startswith("負荷") for id_ in written)
        assert str(tx.consultations.notifier(tx.consultations.by_number(TOWN, 1).id)).startswith("人")
