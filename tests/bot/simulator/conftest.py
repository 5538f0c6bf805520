"""A stand-in on a port of its own, a bot that records its webhooks, and a caller of LINE's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from time import sleep
from urllib.parse import urlsplit

import pytest

from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.serve import running

START = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TOKEN = "token-of-hoozuki"
SECRET = "secret-of-hoozuki"


@dataclass
class RecordingBot:
    """Answers webhooks with `status` after `pause` seconds and keeps what came."""

    status: int = 200
    pause: float = 0.0
    bodies: list[bytes] = field(default_factory=list)
    signatures: list[str] = field(default_factory=list)
    url: str = ""

    @property
    def events(self) -> list[dict[str, object]]:
        return [event for body in self.bodies for event in json.loads(body)["events"]]


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    data: bytes

    @property
    def json(self) -> dict[str, object]:
        found = json.loads(self.data)
        assert isinstance(found, dict)
        return found

    @property
    def properties(self) -> list[object]:
        details = self.json.get("details", [])
        assert isinstance(details, list)
        return [detail["property"] for detail in details]


class LineApi:
    """Calls LINE's endpoints with a channel's token."""

    def __init__(self, base_url: str, token: str = TOKEN) -> None:
        self._parts = urlsplit(base_url)
        self.token = token

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: dict[str, str] | None = None,
        raw: bytes | None = None,
        timeout: float = 10,
    ) -> Answer:
        connection = HTTPConnection(self._parts.hostname or "", self._parts.port, timeout=timeout)
        sent = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            **(headers or {}),
        }
        data = raw if raw is not None else None if body is None else json.dumps(body).encode()
        try:
            connection.request(method, path, data, sent)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def push(self, to: str, *texts: str, key: str | None = None) -> Answer:
        headers = {"X-Line-Retry-Key": key} if key else {}
        return self.call(
            "POST", "/v2/bot/message/push", {"to": to, "messages": said(*texts)}, headers=headers
        )

    def reply(self, token: object, *texts: str, headers: dict[str, str] | None = None) -> Answer:
        body = {"replyToken": token, "messages": said(*texts)}
        return self.call("POST", "/v2/bot/message/reply", body, headers=headers)


def said(*texts: str) -> list[dict[str, object]]:
    return [{"type": "text", "text": text} for text in texts or ("はい",)]


@pytest.fixture
def bot() -> Iterator[RecordingBot]:
    recording = RecordingBot()
    lock = Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                recording.bodies.append(body)
                recording.signatures.append(self.headers["x-line-signature"])
            sleep(recording.pause)
            self.send_response(recording.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    recording.url = f"http://127.0.0.1:{server.server_port}/line/hoozuki/webhook"
    yield recording
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def base_url(bot: RecordingBot) -> Iterator[str]:
    channels = [
        Channel("hoozuki", SECRET, TOKEN, bot.url, quota=200),
        Channel("tonari", "secret-2", "token-2", provider="provider-2", channel_id="2"),
    ]
    with running(Config(channels, now=lambda: START, webhook_timeout_seconds=0.4)) as url:
        yield url


@pytest.fixture
def line(base_url: str) -> LineApi:
    return LineApi(base_url)


@pytest.fixture
def phones(base_url: str) -> SimulatorClient:
    return SimulatorClient(base_url)
