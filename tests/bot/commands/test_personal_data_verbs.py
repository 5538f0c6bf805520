"""`purge`, `forget` and `disclose` at the command line: figures first, asked once more, and what the trail keeps."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bootstrap.opening import open_installation
from routing.consultation import ConsultationId, ConsultationState, Outcome
from storage.database import Database
from storage.transaction import Transaction
from tests.storage.rows import TOWN, message, resident, stored

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
LINE_USER = "U" + "7" * 32


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Database:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    assert main(["municipality", "add", "hoozuki"]) == 0
    capsys.readouterr()
    opened = open_installation().database()
    with opened.transaction() as tx:
        person = resident(tx, LINE_USER)
        past = {"received_at": LONG_AGO, "entered_at": LONG_AGO, "last_contact_at": LONG_AGO}
        closed = {"state": ConsultationState.CLOSED, "outcome": Outcome.UNKNOWN, "closed_at": LONG_AGO}
        old = stored(tx, resident=person.id, summary="古い記録", **past, **closed)
        young = stored(tx, resident=person.id, summary="電球の交換")
        tx.consultations.set_notifier(young.id, "知らせた人の名")
        tx.messages.add(message("古い話", person, consultation=old.id, at=LONG_AGO, received_at=LONG_AGO))
        tx.messages.add(message("電球が切れました", person, consultation=young.id))
    return opened


def texts(database: Database) -> list[str]:
    with database.reading() as tx:
        return [said.text for case in (1, 2) for said in tx.messages.of_consultation(by_number(tx, case))]


def by_number(tx: Transaction, number: int) -> ConsultationId:
    return tx.consultations.by_number(TOWN, number).id


def last_action(database: Database) -> str:
    with database.reading() as tx:
        return tx.audit.page(None, limit=1)[0].action


def test_purge_counts_what_is_due_and_overdue_and_removes_nothing_when_it_runs_dry(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["purge", "--municipality", "hoozuki", "--dry-run", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    figures = {row["kind"]: (row["due"], row["overdue"]) for row in told["kinds"]}
    assert figures["messages"] == (1, 1)
    assert figures["memo"] == (1, 1)
    assert figures["contact"] == (0, 0)
    assert texts(database) == ["古い話", "電球が切れました"]


def test_purge_asks_once_more_and_then_removes_what_is_past_its_time(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert main(["purge"]) == 1
    assert "nothing was removed" in capsys.readouterr().err
    monkeypatch.setattr("sys.stdin", io.StringIO("yes\n"))
    assert main(["purge", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == 2
    assert texts(database) == ["", "電球が切れました"]
    with database.reading() as tx:
        assert tx.consultations.by_number(TOWN, 1).summary == ""
    assert last_action(database) == "retention.purge"
    assert main(["purge", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["removed"] == 0


def test_forget_erases_after_asking_and_says_what_is_held_back(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.transaction() as tx:
        tx.consultations.hold(by_number(tx, 2), until=datetime.now(UTC) + timedelta(days=9))
    named = ["forget", "--municipality", "hoozuki", "--case", "2"]
    assert main([*named, "--dry-run", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"messages": 2, "held_consultations": 1, "erased": False}
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    assert main(named) == 1
    assert main([*named, "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"messages": 2, "held_consultations": 1, "erased": False}
    assert texts(database) == ["", "電球が切れました"]
    with database.transaction() as tx:
        tx.consultations.hold(by_number(tx, 2), until=None)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{LINE_USER}\n"))
    assert main(["forget", "--municipality", "hoozuki", "--line-user-stdin", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["erased"] is True
    assert texts(database) == ["", ""]
    assert last_action(database) == "resident.erase"


def test_disclose_prints_what_is_held_without_the_notifier_and_leaves_an_entry(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.transaction() as tx:
        person = resident(tx, LINE_USER)
        secret = stored(tx, resident=person.id, restricted=True, summary="支援会議のこと")
        tx.messages.add(message("会議の話", person, consultation=secret.id))
    assert main(["disclose", "--municipality", "hoozuki", "--case", "2", "--yes"]) == 0
    told = capsys.readouterr()
    held = json.loads(told.out)
    assert [case["summary"] for case in held["consultations"]] == ["古い記録", "電球の交換"]
    assert [said["text"] for said in held["messages"]] == ["古い話", "電球が切れました"]
    assert held["person"]["line_user"] == LINE_USER
    assert "知らせた人" not in told.out
    assert "会議" not in told.out
    assert "1 restricted" in told.err
    assert last_action(database) == "resident.disclose"


def test_nobody_is_named_by_a_wrong_number(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    for verb in ("forget", "disclose"):
        assert main([verb, "--municipality", "hoozuki", "--case", "99", "--yes"]) == 1
        assert "no such consultation" in capsys.readouterr().err
    with database.reading() as tx:
        assert tx.audit.page(None) == ()
