import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import Database, open_database
from storage.errors import AlreadyThereError, StaleError, StorageError, StorageUnavailableError
from storage.transaction import Transaction
from tests.databases import RING
from tests.storage.rows import BOT, NOW, TOWN, owed, resident, stored, town


def test_what_a_transaction_wrote_is_there_afterwards(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.heartbeats.went_well("worker", at=NOW)
    with desk.reading() as tx:
        found = tx.heartbeats.get("worker")
    assert found is not None
    assert found.last_ok == NOW


def test_an_exception_undoes_everything_since_the_beginning(desk: Database) -> None:
    def fail() -> None:
        with desk.transaction() as tx:
            stored(tx)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with desk.transaction() as tx:
        assert stored(tx).number == 1


def test_a_reader_cannot_write(desk: Database) -> None:
    with pytest.raises(StorageUnavailableError), desk.reading() as tx:
        tx.heartbeats.went_well("worker", at=NOW)
    with desk.transaction() as tx:
        assert tx.heartbeats.get("worker") is None
        tx.heartbeats.went_well("worker", at=NOW)


def test_two_who_change_one_consultation_cannot_both_win(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
    outcomes: list[str] = []
    together = threading.Barrier(2)

    def change(summary: str) -> None:
        together.wait()
        try:
            with desk.transaction() as tx:
                tx.consultations.save(replace(case, summary=summary), BOT)
            outcomes.append("won")
        except StaleError:
            outcomes.append("stale")

    threads = [threading.Thread(target=change, args=(word,)) for word in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stale", "won"]


def test_many_writers_lose_no_number(desk: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with desk.transaction() as tx:
                stored(tx)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with desk.transaction() as tx:
        assert stored(tx).number == 41


def test_a_taken_key_is_told_apart_from_a_database_that_is_away(desk: Database, tmp_path: Path) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
    with pytest.raises(AlreadyThereError), desk.transaction() as tx:
        tx.consultations.add(case, BOT)
    missing = open_database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite3'}", RING)
    with pytest.raises(StorageUnavailableError), missing.transaction():
        pass
    missing.close()


def test_a_naive_moment_is_refused(desk: Database) -> None:
    naive = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001 - that is what is refused
    with pytest.raises(StorageError, match="as it is"), desk.transaction() as tx:
        tx.heartbeats.went_well("worker", at=naive)


def test_sqlite_writes_are_on_disk_before_they_count(sqlite_database: Database) -> None:
    with sqlite_database.engine.connect() as connection:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        found = [connection.execute(text(f"PRAGMA {name}")).scalar() for name in names]
    assert found == ["wal", 2, 1, 1]


@pytest.mark.postgres
def test_work_is_announced_to_other_processes_after_the_commit(postgres_database: Database) -> None:
    with postgres_database.listening() as listener:
        assert listener is not None
        with postgres_database.transaction() as tx:
            tx.municipalities.add(town(TOWN))
        assert not listener.wait(0.05)
        with postgres_database.transaction() as tx:
            tx.outgoing.add(owed("a"))
        assert listener.wait(5)


def test_municipalities_keep_their_residents_apart(desk: Database) -> None:
    def of(tx: Transaction, slug: str) -> str:
        return tx.residents.of_line_user(type(TOWN)(slug), "U1", create_id=type(first.id)(slug), now=NOW).id

    with desk.transaction() as tx:
        tx.municipalities.add(town(type(TOWN)("kochi")))
        first = resident(tx)
        assert of(tx, "kochi") != first.id
        assert resident(tx).id == first.id
