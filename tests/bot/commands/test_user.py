"""`user` and `invite` at the command line: first administrator, lost codes, links."""

import io
import json
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bootstrap.opening import open_installation
from storage.sessions import Purpose

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "five plain words for hoozuki"


pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://madoguchi.hoozuki.example")
    assert main(["municipality", "add", "hoozuki"]) == 0
    capsys.readouterr()


def add(*more: str, name: str = "kanri", role: str = "administrator") -> int:
    return main(["user", "add", name, "--municipality", "hoozuki", "--role", role, *more])


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    row = json.loads(capsys.readouterr().out)
    assert isinstance(row, dict)
    return row


def test_the_first_administrator_gets_a_link_that_opens_their_account(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert add("--json") == 0
    link = str(said(capsys)["enrolment"])
    assert link.startswith("https://madoguchi.hoozuki.example/console/enrol/")
    installation = open_installation()
    database = installation.database()
    with database.reading() as tx:
        account = tx.accounts.with_login("kanri")[0]
        found = tx.invitations.find(link.rsplit("/", 1)[1], Purpose.ENROLMENT, now=account.created_at)
    database.close()
    assert found is not None
    assert found.account == account.id


def test_with_password_and_secret_no_link_is_printed_and_neither_is_repeated(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert add("--password-stdin", "--totp-secret", SECRET) == 0
    out = capsys.readouterr()
    assert "/console/" not in out.out
    assert PASSWORD not in out.out + out.err
    assert SECRET not in out.out + out.err


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (("--line-user", "U123"), "--line-user"),
        (("--email", "nobody"), "--email"),
        (("--totp-secret", "short"), "--totp-secret"),
        (("--window", "W1"), "--window"),
        (("--area", "nowhere"), "no area"),
        (("--line-user", "x", "--email", "y"), "--email is no address"),
    ],
)
def test_mistakes_are_named_and_nothing_is_added(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...], reason: str
) -> None:
    assert add(*more) == 1
    assert reason in capsys.readouterr().err
    assert main(["user", "list"]) == 0
    assert capsys.readouterr().out == ""


def test_a_login_is_taken_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert add() == 0
    assert add() == 1
    assert "belongs to another account" in capsys.readouterr().err


def test_the_last_administrator_cannot_be_disabled_and_another_can(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add()
    assert main(["user", "disable", "kanri"]) == 1
    assert "the last administrator stays" in capsys.readouterr().err
    add(name="hana", role="coordinator")
    assert main(["user", "disable", "hana"]) == 0
    capsys.readouterr()
    main(["user", "list", "--all", "--json"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["login"]: row["active"] for row in rows} == {"kanri": True, "hana": False}


def test_a_lost_code_is_answered_with_a_link_and_unknown_names_are_refused(
    capsys: pytest.CaptureFixture[str],
) -> None:
    add()
    capsys.readouterr()
    assert main(["user", "totp", "kanri", "--json"]) == 0
    assert "/console/enrol/" in str(said(capsys)["enrolment"])
    assert main(["user", "totp", "nobody"]) == 1


def test_an_invitation_is_printed_for_a_role_that_exists(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["invite", "--municipality", "hoozuki", "--role", "coordinator", "--json"]) == 0
    assert "/console/invitation/" in str(said(capsys)["invitation"])
    assert main(["invite", "--municipality", "nowhere", "--role", "coordinator"]) == 1
    assert "no municipality" in capsys.readouterr().err


def test_what_the_operator_does_stands_in_the_trail(capsys: pytest.CaptureFixture[str]) -> None:
    add()
    capsys.readouterr()
    database = open_installation().database()
    with database.reading() as tx:
        entry = tx.audit.page(None, limit=1)[0]
    database.close()
    assert (entry.action, entry.by.actor.value) == ("account.add", "operator")


def test_a_destination_with_a_list_gets_an_account_and_needs_one_that_exists(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert add("--destination", "H-001", name="shakyo", role="destination") == 0
    assert add("--destination", "H-999", name="nobody", role="destination") == 1
    assert add(name="nobody", role="destination") == 1
    assert add("--destination", "H-001", name="nobody", role="coordinator") == 1
    assert "--destination" in capsys.readouterr().err
    database = open_installation().database()
    with database.reading() as tx:
        (account,) = tx.accounts.with_login("shakyo")
    database.close()
    assert account.destination == "H-001"
