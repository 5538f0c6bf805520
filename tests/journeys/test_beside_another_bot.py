"""One account, two bots over real HTTP: an echo bot beside the desk, behind it and in front of it."""

import base64
import hashlib
import hmac
import json
import threading
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.serving import make_server

from routing.sharing import ForwardState, OtherBot
from storage.database import Database
from tests.faults.processes import until
from tests.journeys.town import RunningTown, running_town

GARBAGE = "ごみ分別"
BULB = "寝室の電球が切れて困っています"


@dataclass
class EchoBot:
    """A bot as a vendor would write it: checks LINE's signature, echoes texts by the reply token, answers 200.

    With `behind` it hands every body on to another webhook, its bytes and its signature as they came.
    """

    line_api: str
    behind: str = ""
    broken: bool = False
    heard: list[str] = field(default_factory=list)

    def app(self) -> Flask:
        app = Flask("echo")

        @app.post("/callback")
        def callback() -> Response:
            body, signature = request.get_data(), request.headers.get("X-Line-Signature", "")
            right = base64.b64encode(hmac.digest(b"channel-secret", body, hashlib.sha256)).decode()
            if not hmac.compare_digest(right, signature):
                return Response(status=400)
            if self.broken:
                return Response(status=500)
            for event in json.loads(body)["events"]:
                self._hear(event)
            if self.behind:
                return Response(status=_post(self.behind, body, {"X-Line-Signature": signature}))
            return Response(status=200)

        return app

    def _hear(self, event: dict[str, dict[str, str]]) -> None:
        text = event.get("message", {}).get("text", "")
        self.heard.append(text or str(event["type"]))
        if text == GARBAGE:
            answer = {
                "replyToken": event["replyToken"],
                "messages": [{"type": "text", "text": "燃えるごみは火曜"}],
            }
            key = {"Authorization": "Bearer channel-token", "Content-Type": "application/json"}
            assert _post(f"{self.line_api}/v2/bot/message/reply", json.dumps(answer).encode(), key) == 200


def _post(url: str, body: bytes, headers: dict[str, str]) -> int:
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=5) as answer:
        return int(answer.status)


@contextmanager
def listening(bot: EchoBot) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, bot.app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/callback"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def set_other(town: RunningTown, url: str) -> None:
    with town.database.transaction() as tx:
        tx.municipalities.set_other_bot(town.slug, OtherBot(url, (GARBAGE,)))


def all_forwarded(town: RunningTown, count: int) -> Callable[[], bool]:
    def done() -> bool:
        with town.database.reading() as tx:
            return tx.forwarded.counts() == {ForwardState.ACCEPTED: count}

    return done


def answers(town: RunningTown, about: str) -> int:
    return sum(about in words for words in town.line.from_bot("resident_a"))


def test_the_desk_holds_the_webhook_and_the_other_bot_answers_its_own_by_the_reply_token(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        bot = EchoBot(town.line.base_url)
        with listening(bot) as url:
            set_other(town, url)
            town.line.say("resident_a", GARBAGE)
            town.line.wait_for("resident_a", "燃えるごみは火曜")
            town.line.say("resident_a", BULB)
            town.line.wait_for("resident_a", "民生委員")
            town.line.postback("resident_a", "action=calendar&month=11")
            town.line.event("beacon", person="resident_a", body={"beacon": {"hwid": "1", "type": "enter"}})
            until(all_forwarded(town, 3), "the other bot has its own")
        assert bot.heard == [GARBAGE, "postback", "beacon"]
        assert len(town.consultations()) == 1
        assert answers(town, "燃えるごみは火曜") == answers(town, "民生委員") == 1


def test_another_bot_that_fails_gets_its_own_when_it_is_back(database: Database, tmp_path: Path) -> None:
    with running_town(database, tmp_path) as town:
        bot = EchoBot(town.line.base_url, broken=True)
        with listening(bot) as url:
            set_other(town, url)
            town.line.postback("resident_a", "action=calendar")
            town.line.say("resident_b", BULB)
            town.line.wait_for("resident_b", "民生委員")
            bot.broken = False
            town.clock.advance(seconds=10)
            until(all_forwarded(town, 1), "the other bot has its own")
        assert bot.heard == ["postback"]


def test_the_other_bot_holds_the_webhook_and_hands_the_body_on_unchanged(
    database: Database, tmp_path: Path
) -> None:
    with running_town(database, tmp_path) as town:
        bot = EchoBot(town.line.base_url, behind=f"{town.web}/line/{town.slug}/webhook")
        with listening(bot) as url:
            town.line.channel_settings(webhook_url=url)
            town.line.say("resident_a", BULB)
            town.line.wait_for("resident_a", "民生委員")
            town.line.duplicate("last")
            town.line.say("resident_b", "隣のおじいさんが三日も姿を見せません。新聞もたまっています")
            town.line.wait_for("resident_b", "110")
        assert len(town.consultations()) == 2
        assert answers(town, "民生委員") == 1
