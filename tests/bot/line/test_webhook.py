import json
import logging
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.desk.incoming import RawEvent, StoredCount
from bot.line.signature import sign
from bot.line.webhook import MAX_BODY, webhook_blueprint
from routing.sharing import Door, OtherBot, Parcel
from tests.bot.line.wire import NEIGHBOUR, body_of, text_event

SECRET = "a-channel-secret"
PATH = "/line/hoozuki/webhook"


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


class MemoryIntake:
    """Keeps events in memory; `full` makes every store fail as a full disk would."""

    def __init__(self) -> None:
        self.events: dict[str, RawEvent] = {}
        self.other_bot: OtherBot | None = None
        self.forwarded: list[Parcel] = []
        self.full = False

    def door(self, municipality: str, *, fresh: bool = False) -> Door | None:
        del fresh
        return Door((SECRET,), self.other_bot) if municipality == "hoozuki" else None

    def store(
        self,
        municipality: str,
        events: Sequence[RawEvent],
        received_at: datetime,
        *,
        forward: Parcel | None = None,
    ) -> StoredCount:
        assert municipality
        assert received_at.tzinfo
        if self.full:
            raise OSError("disk full while storing 電球")
        new = {event.id: event for event in events if event.id not in self.events}
        self.events |= new
        self.forwarded += [] if forward is None else [forward]
        return StoredCount(len(new), len(events) - len(new))


@pytest.fixture
def intake() -> MemoryIntake:
    return MemoryIntake()


@pytest.fixture
def line(intake: MemoryIntake) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(webhook_blueprint(intake, clock=FixedClock()))
    return app.test_client()


def post(line: FlaskClient, body: bytes, *, path: str = PATH, signature: str | None = None) -> int:
    return line.post(
        path, data=body, headers={"X-Line-Signature": signature or sign(body, SECRET)}
    ).status_code


def test_a_signed_batch_of_several_people_is_stored(line: FlaskClient, intake: MemoryIntake) -> None:
    assert post(line, body_of(text_event(), text_event(user=NEIGHBOUR, event_id="01B"))) == 200
    assert list(intake.events) == ["01AAA", "01B"]


def test_the_same_event_twice_is_stored_once_and_answered_well(
    line: FlaskClient, intake: MemoryIntake
) -> None:
    assert [post(line, body_of(text_event())) for _ in range(2)] == [200, 200]
    assert len(intake.events) == 1


def test_the_connection_check_is_answered(line: FlaskClient) -> None:
    assert post(line, b'{"destination":"U1","events":[]}') == 200


def test_a_missing_signature_is_refused_and_nothing_stored(line: FlaskClient, intake: MemoryIntake) -> None:
    assert line.post(PATH, data=body_of(text_event())).status_code == 400
    assert not intake.events


def test_a_wrong_signature_is_refused_and_nothing_stored(line: FlaskClient, intake: MemoryIntake) -> None:
    assert post(line, body_of(text_event()), signature=sign(b"else", SECRET)) == 400
    assert not intake.events


def test_a_doubled_signature_is_refused_and_nothing_stored(line: FlaskClient, intake: MemoryIntake) -> None:
    body = body_of(text_event())
    headers = [("X-Line-Signature", sign(body, SECRET))] * 2
    assert line.post(PATH, data=body, headers=headers).status_code == 400
    assert not intake.events


@pytest.mark.parametrize("body", [b"", b"{", b"null", b'{"events":3}'])
def test_an_unreadable_body_is_refused(line: FlaskClient, body: bytes) -> None:
    assert post(line, body) == 400


def test_an_unknown_municipality_is_not_found(line: FlaskClient) -> None:
    assert post(line, body_of(text_event()), path="/line/elsewhere/webhook") == 404


def test_too_large_a_body_is_refused_before_it_is_read(line: FlaskClient, intake: MemoryIntake) -> None:
    assert post(line, body_of(text_event("あ" * 1_000_000))) == 413
    assert not intake.events


def test_fifty_of_the_longest_messages_fit_into_one_batch() -> None:
    assert len(body_of(*[text_event("あ" * 5000)] * 50)) < MAX_BODY


def test_what_could_not_be_stored_is_asked_for_again(
    line: FlaskClient, intake: MemoryIntake, caplog: pytest.LogCaptureFixture
) -> None:
    intake.full = True
    assert post(line, body_of(text_event())) == 500
    assert "電球" not in caplog.text


def test_what_is_dropped_is_counted_in_the_log_without_content(
    line: FlaskClient, intake: MemoryIntake, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        assert post(line, body_of(text_event("ひみつ"), "ひみつ", None)) == 200
    dropped = [record for record in caplog.records if getattr(record, "dropped", 0)]
    assert [vars(record)["dropped"] for record in dropped] == [2]
    assert "ひみつ" not in json.dumps([str(vars(record)) for record in caplog.records], ensure_ascii=False)
    assert len(intake.events) == 1


def test_reading_the_address_in_a_browser_gives_nothing_away(line: FlaskClient) -> None:
    assert line.get(PATH).status_code == 405


def test_the_webhook_process_loads_nothing_heavy() -> None:
    heavy = "{'linebot', 'sudachipy', 'numpy', 'pydantic', 'requests', 'sqlalchemy', 'openpyxl', 'scipy'}"
    code = f"import sys, bot.line.webhook, bot.line.events; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
