"""The doctor: every common mistake of a set-up is named, against a stand-in for LINE and a real mail server."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.bootstrap.opening import open_installation
from bot.clock import SystemClock
from bot.mail.catcher import MailCatcher
from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.serve import running
from routing.consultation import MunicipalitySlug

SECRET = "0123456789abcdef0123456789abcdef"
TOKEN = "token-of-hoozuki"
HOOZUKI = MunicipalitySlug("hoozuki")


@dataclass
class Setup:
    line: SimulatorClient
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def findings(self, *more: str) -> list[str]:
        self.capsys.readouterr()
        code = main(["check", "--json", *more])
        told = json.loads(self.capsys.readouterr().out)
        assert code == (1 if any(row["grade"] == "problem" for row in told) else 0)
        return [f"{row['grade']} {row['text']}" for row in told]

    def names(self, words: str, *more: str) -> bool:
        return any(words in finding for finding in self.findings(*more))

    def secrets(self, secret: str, token: str) -> None:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(f"{secret}\n{token}\n"))
        assert main(["municipality", "secret", "hoozuki"]) == 0


@pytest.fixture
def setup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Setup]:
    mail = MailCatcher(clock=SystemClock())
    mail.start()
    channel = Channel(name="hoozuki", secret=SECRET, access_token=TOKEN)
    with running(Config((channel,))) as line:
        monkeypatch.setenv("MADOGUCHI_DATA_DIR", str(tmp_path / "var"))
        monkeypatch.setenv("MADOGUCHI_LINE_API_BASE", line)
        monkeypatch.setenv("MADOGUCHI_SMTP_URL", mail.smtp_url)
        assert main(["municipality", "add", "hoozuki"]) == 0
        made = Setup(SimulatorClient(line), capsys, monkeypatch)
        made.secrets(SECRET, TOKEN)
        yield made
    mail.stop()


def test_a_new_installation_is_told_everything_that_is_still_missing(setup: Setup) -> None:
    told = "\n".join(setup.findings())
    for missing in ("need https", "there is no coordinator", "there is no administrator", "nobody is on duty",
                    "no webhook is set", "worker"):  # fmt: skip
        assert missing in told, missing


def test_the_address_of_the_webhook_to_set_is_told_whole(setup: Setup) -> None:
    setup.monkeypatch.setenv("MADOGUCHI_PUBLIC_URL", "https://desk.example")
    assert setup.names("set https://desk.example/line/hoozuki/webhook")


def test_a_webhook_that_is_switched_off_is_named(setup: Setup) -> None:
    setup.line.channel_settings(webhook_url="http://127.0.0.1:9/line/hoozuki/webhook", active=False)
    assert setup.names("the webhook is switched off")


def test_a_webhook_that_does_not_answer_is_named_with_lines_word_for_it(setup: Setup) -> None:
    setup.line.channel_settings(webhook_url="http://127.0.0.1:9/line/hoozuki/webhook", active=True)
    assert setup.names("LINE's own test of the webhook failed")


def test_a_token_that_line_does_not_take_is_named(setup: Setup) -> None:
    setup.secrets(SECRET, "token-of-somebody-else")
    assert setup.names("LINE does not take the access token")


def test_secret_and_token_given_in_each_others_place_are_named_without_being_shown(setup: Setup) -> None:
    setup.secrets("1650000000", SECRET)
    told = "\n".join(setup.findings("--offline"))
    assert "the two were swapped" in told
    assert "that is the channel's id" in told
    assert SECRET not in told


def test_a_mail_server_that_refuses_is_named(setup: Setup) -> None:
    setup.monkeypatch.setenv("MADOGUCHI_SMTP_URL", "smtp://127.0.0.1:9?from=desk@desk.example")
    assert setup.names("the mail server does not take us")


def test_what_line_does_not_tell_is_left_to_the_eye(setup: Setup) -> None:
    assert setup.names("greeting message off")


def test_a_clock_that_is_behind_lines_is_named(setup: Setup) -> None:
    now = SystemClock().now()
    database = open_installation().database()
    with database.transaction() as tx:
        tx.events.store(
            municipality=HOOZUKI, webhook_event_id="01EVENT", chat="chat",
            at=now + timedelta(minutes=3), received_at=now, raw=b"{}",
        )  # fmt: skip
    database.close()
    assert setup.names("seconds behind LINE's", "--offline")


def test_a_field_without_a_checked_and_agreed_destination_is_named(setup: Setup) -> None:
    assert not setup.names("nobody has checked the destination")
    assert main(["municipality", "add", "kochi"]) == 0
    told = "\n".join(setup.findings())
    assert "problem no destination is offered: category administration" in told
    assert "problem nobody has checked the destination" in told
