"""`municipality other-bot` and what `check` says about it."""

import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bootstrap.opening import open_installation
from bot.commands.check_other_bot import look_at_other_bot
from bot.desk.doctor import Finding, Grade
from routing.consultation import MunicipalitySlug
from routing.outgoing import CallOutcome
from routing.sharing import Parcel, after_forward

HOOZUKI = MunicipalitySlug("hoozuki")

pytestmark = pytest.mark.usefixtures("town")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
    assert main(["municipality", "add", "hoozuki"]) == 0
    installation = open_installation()
    database = installation.database()
    with database.transaction() as tx:
        stored = tx.municipalities.channel(HOOZUKI)
        tx.municipalities.set_channel(HOOZUKI, type(stored)(("secret",), "token"))
    database.close()
    capsys.readouterr()


@pytest.fixture
def answering() -> Iterator[tuple[str, list[int]]]:
    """The address of a server that answers with the status in the list."""
    status = [200]

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server: socketserver.TCPServer = HTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/callback", status
    server.shutdown()
    thread.join()
    server.server_close()


def findings(*, offline: bool = False) -> list[Finding]:
    database = open_installation().database()
    try:
        with database.reading() as tx:
            return list(look_at_other_bot(tx, HOOZUKI, offline=offline))
    finally:
        database.close()


def test_the_other_bot_is_set_shown_and_taken_away(capsys: pytest.CaptureFixture[str]) -> None:
    url = "https://bot.example/callback"
    assert (
        main(["municipality", "other-bot", "hoozuki", "--url", url, "--word", "ごみ", "--word", "AED"]) == 0
    )
    capsys.readouterr()
    assert main(["municipality", "other-bot", "hoozuki", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"other_bot": {"url": url, "words": ["ごみ", "AED"]}, "forwarded": {}}
    assert main(["municipality", "other-bot", "hoozuki", "--none"]) == 0
    assert main(["municipality", "other-bot", "hoozuki"]) == 0
    assert "no other bot" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["http://bot.example/callback", "ftp://bot.example", "bot.example"])
def test_an_address_that_would_show_what_people_wrote_is_refused(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["municipality", "other-bot", "hoozuki", "--url", url]) == 1
    assert "https" in capsys.readouterr().err


def test_check_says_nothing_where_ours_is_alone_or_the_other_answers(
    answering: tuple[str, list[int]],
) -> None:
    assert findings() == []
    assert main(["municipality", "other-bot", "hoozuki", "--url", answering[0], "--word", "ごみ"]) == 0
    assert findings() == []


def test_check_names_a_bot_that_does_not_take_the_connection_check(answering: tuple[str, list[int]]) -> None:
    url, status = answering
    assert main(["municipality", "other-bot", "hoozuki", "--url", url, "--word", "ごみ"]) == 0
    status[0] = 400
    (finding,) = findings()
    assert finding.grade is Grade.PROBLEM
    assert "rejected 400" in finding.text
    assert findings(offline=True) == []


def test_check_names_what_was_given_up_and_it_is_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["municipality", "other-bot", "hoozuki", "--url", "https://bot.example/", "--word", "x"]) == 0
    database = open_installation().database()
    with database.transaction() as tx:
        now = tx.municipalities.get(HOOZUKI).created_at
        tx.forwarded.add(HOOZUKI, Parcel(b"{}", {}, ("01A",)), received_at=now)
        claimed = tx.forwarded.claim(now=now, lease=now - now, worker="w")
        assert claimed is not None
        given_up = after_forward(CallOutcome.UNREACHABLE, attempts=8, jitter=0)
        tx.forwarded.record(claimed, given_up, now=now, reason="unreachable: ConnectionRefusedError")
    database.close()
    (finding,) = findings(offline=True)
    assert "unreachable" in finding.text
    capsys.readouterr()
    assert main(["municipality", "other-bot", "hoozuki", "--try-again"]) == 0
    assert capsys.readouterr().out == "1 to be forwarded again\n"
    assert findings(offline=True) == []
