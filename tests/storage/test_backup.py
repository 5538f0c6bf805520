"""The drill: a backup made while all runs, put into an empty database, with what was erased since erased again."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from routing.outgoing import OutgoingState
from storage.backup import restore_backup, write_backup
from storage.database import Database, open_database
from storage.errors import BackupError
from storage.keys import Key, KeyRing, with_new_data_key
from storage.ledger_file import read_ledger, write_ledger
from storage.tables import metadata
from tests.databases import RING, empty_postgres, need_postgres
from tests.storage.rows import DAY, NOW, TOWN, account, alert, message, owed, resident, stored

WHO_ASKED = "U" + "0a" * 16
"""As long as a real id, so that no hash holds it by chance."""


@pytest.fixture
def filled(desk: Database) -> Database:
    with desk.transaction() as tx:
        person, other = resident(tx, WHO_ASKED), resident(tx, "U2")
        case = stored(tx, resident=person.id)
        tx.messages.add(message("電球が切れて困っています", person, consultation=case.id), line_message="m1")
        tx.messages.add(message("ごみのこと", other), line_message="m2")
        tx.accounts.add(account())
        tx.alerts.add(alert(case))
        tx.outgoing.add(owed("waiting", resident=person.id))
    return desk


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        database = open_database(f"sqlite:///{tmp_path / 'restored.sqlite3'}", RING)
        yield database
        database.close()
        return
    need_postgres()
    with empty_postgres() as url:
        database = open_database(url, RING)
        yield database
        database.close()


def content(database: Database) -> dict[str, list[dict[str, object]]]:
    with database.open_ground() as ground:
        return {
            table.name: [dict(row) for row in ground.rows(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_what_is_restored_is_what_was_there_in_either_database(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    before = content(filled)
    rows = write_backup(filled, tmp_path / "backup", now=NOW)
    restored = restore_backup(empty, tmp_path / "backup", ledger=(), now=NOW)
    after = content(empty)
    assert (restored.rows, restored.held_back) == (rows, 1)
    changed = {"outgoing"}
    assert {n: r for n, r in after.items() if n not in changed} == {
        n: r for n, r in before.items() if n not in changed
    }
    with empty.transaction() as tx:
        assert tx.accounts.by_login(TOWN, "coordinator1") is not None
        (dead,) = tx.outgoing.in_state(TOWN, OutgoingState.DEAD)
        assert "backup" in dead.last_error
        stored(tx)


def test_who_was_erased_after_the_backup_is_erased_again(
    filled: Database, empty: Database, tmp_path: Path
) -> None:
    write_backup(filled, tmp_path / "backup", now=NOW)
    with filled.transaction() as tx:
        person = resident(tx, WHO_ASKED)
        assert tx.erasures.erase_resident(person.id, now=NOW + DAY, reason="asked") == ()
    assert write_ledger(filled, tmp_path / "ledger") == 1
    assert WHO_ASKED not in (tmp_path / "ledger").read_text()
    restored = restore_backup(
        empty, tmp_path / "backup", ledger=read_ledger(tmp_path / "ledger"), now=NOW + 2 * DAY
    )
    assert restored.erased_again == 1
    with empty.reading() as tx:
        assert tx.residents.find_line_user(TOWN, WHO_ASKED) is None
        assert tx.messages.of_resident(person.id)[0].text == ""
        assert len(tx.erasures.ledger()) == 1


def test_a_backup_holds_nothing_readable_and_only_its_owner_may_read_it(
    filled: Database, tmp_path: Path
) -> None:
    path = tmp_path / "backup"
    write_backup(filled, path, now=NOW)
    raw = path.read_bytes()
    for words in ("電球", "hoozuki", "coordinator1", "outgoing"):
        assert words.encode() not in raw
    assert path.stat().st_mode & 0o077 == 0
    assert sorted(found.name for found in tmp_path.iterdir() if "backup" in found.name) == ["backup"]


def test_a_backup_opens_after_the_keys_were_changed_and_not_without_them(
    filled: Database, tmp_path: Path
) -> None:
    write_backup(filled, tmp_path / "backup", now=NOW)
    later = open_database(f"sqlite:///{tmp_path / 'later.sqlite3'}", with_new_data_key(RING))
    assert restore_backup(later, tmp_path / "backup", ledger=(), now=NOW).rows > 0
    later.close()
    strange = KeyRing((Key(1, b"x" * 32),), (Key(1, b"l" * 32),))
    other = open_database(f"sqlite:///{tmp_path / 'other.sqlite3'}", strange)
    with pytest.raises(BackupError, match="key that is not here"):
        restore_backup(other, tmp_path / "backup", ledger=(), now=NOW)
    other.close()


@pytest.mark.parametrize("harm", ["cut", "changed", "short", "foreign"])
def test_a_damaged_backup_restores_nothing(sqlite_database: Database, tmp_path: Path, harm: str) -> None:
    path = tmp_path / "backup"
    write_backup(sqlite_database, path, now=NOW)
    raw = bytearray(path.read_bytes())
    if harm == "changed":
        raw[len(raw) // 2] ^= 1
    path.write_bytes(
        bytes({"cut": raw[:-20], "changed": raw, "short": raw[:22], "foreign": b"PK" + raw}[harm])
    )
    empty = open_database(f"sqlite:///{tmp_path / 'empty.sqlite3'}", RING)
    with pytest.raises(BackupError):
        restore_backup(empty, path, ledger=(), now=NOW)
    assert not any(content(empty).values())
    empty.close()


def test_a_database_with_anything_in_it_is_left_alone(filled: Database, tmp_path: Path) -> None:
    write_backup(filled, tmp_path / "backup", now=NOW)
    before = content(filled)
    with pytest.raises(BackupError, match="not empty"):
        restore_backup(filled, tmp_path / "backup", ledger=(), now=NOW)
    assert content(filled) == before


def test_a_backup_shows_one_moment_while_others_write(filled: Database) -> None:
    with filled.one_moment() as ground:
        tables = metadata.tables
        before = ground.count(tables["consultations"])
        with filled.transaction() as tx:
            stored(tx)
        assert ground.count(tables["consultations"]) == before


def test_something_else_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger"
    for text in ("nothing\n", json.dumps({"kind": "x"}) + "\n", "[1]\n"):
        path.write_text(text)
        with pytest.raises(BackupError):
            read_ledger(path)
