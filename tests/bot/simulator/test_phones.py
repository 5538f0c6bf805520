"""What people see and tap."""

import json
from threading import Thread
from typing import Any

import pytest

from bot.simulator.client import ControlRefused, SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.serve import running
from tests.bot.simulator.conftest import START, LineApi, RecordingBot

CARD: dict[str, Any] = {
    "type": "flex",
    "altText": "お返事があります",
    "contents": {
        "type": "bubble",
        "body": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {"type": "text", "text": "シルバー人材センター"},
                {
                    "type": "text",
                    "contents": [{"type": "span", "text": "9時から"}, {"type": "span", "text": "5時"}],
                },
            ],
        },
        "footer": {
            "type": "box",
            "layout": "vertical",
            "contents": [
                {
                    "type": "button",
                    "action": {
                        "type": "postback",
                        "label": "ここに相談する",
                        "data": "c=1",
                        "displayText": "お願い",
                    },
                },
                {"type": "button", "action": {"type": "uri", "label": "電話", "uri": "tel:0999-12-3456"}},
            ],
        },
    },
}


def asking(*labels: str) -> dict[str, object]:
    items = [{"type": "action", "action": {"type": "message", "label": x, "text": x}} for x in labels]
    return {"type": "text", "text": "どちらですか", "quickReply": {"items": items}}


def push(line: LineApi, phones: SimulatorClient, *messages: object) -> None:
    body = {"to": phones.user_id("resident_a"), "messages": list(messages)}
    assert line.call("POST", "/v2/bot/message/push", body).status == 200


def test_a_card_reads_as_all_its_words_and_previews_as_its_alt_text(
    line: LineApi, phones: SimulatorClient
) -> None:
    push(line, phones, CARD)
    entry = phones.transcript("resident_a")[0]
    assert entry["text"] == "シルバー人材センター\n9時から5時\nここに相談する\n電話"
    assert entry["preview"] == "お返事があります"
    assert phones.people()[0]["preview"] == "お返事があります"
    assert phones.people()[0]["unread"] == 1


def test_a_tap_on_a_card_sends_its_data_and_shows_its_words(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    push(line, phones, CARD)
    phones.tap("resident_a", "ここに相談する")
    assert bot.events[0]["postback"] == {"data": "c=1"}
    assert phones.transcript("resident_a")[-1]["text"] == "お願い"
    assert phones.tap("resident_a", "c=1").arrived
    assert phones.tap("resident_a", "電話").opened == "tel:0999-12-3456"
    assert len(bot.events) == 2


def test_quick_replies_vanish_with_the_next_message_but_cards_stay(
    line: LineApi, phones: SimulatorClient
) -> None:
    push(line, phones, CARD, asking("はい", "いいえ"))
    assert [a["label"] for a in phones.chat("resident_a")["quick_replies"]] == ["はい", "いいえ"]  # type: ignore[attr-defined]
    phones.tap("resident_a", "はい")
    with pytest.raises(ControlRefused, match=r"no button 'いいえ'.*ここに相談する"):
        phones.tap("resident_a", "いいえ")
    assert phones.tap("resident_a", "ここに相談する").arrived


def test_quick_replies_on_an_earlier_message_are_never_seen(line: LineApi, phones: SimulatorClient) -> None:
    push(line, phones, asking("はい"), {"type": "text", "text": "以上です"})
    assert phones.chat("resident_a")["quick_replies"] == []


def test_a_chosen_date_comes_without_zone(line: LineApi, phones: SimulatorClient, bot: RecordingBot) -> None:
    action = {"type": "datetimepicker", "label": "日時", "data": "when", "mode": "datetime"}
    push(line, phones, {"type": "text", "text": "いつ", "quickReply": {"items": [{"action": action}]}})
    with pytest.raises(ControlRefused, match="datetime"):
        phones.tap("resident_a", "日時")
    phones.tap("resident_a", "日時", params={"datetime": "2026-12-25T01:00"})
    assert bot.events[0]["postback"] == {"data": "when", "params": {"datetime": "2026-12-25T01:00"}}


def test_an_unsent_message_shows_nothing_of_what_it_said(phones: SimulatorClient) -> None:
    phones.say("resident_a", "秘密です")
    phones.unsend("resident_a")
    assert "秘密" not in json.dumps(phones.chat("resident_a"), ensure_ascii=False)
    with pytest.raises(ControlRefused):
        phones.unsend("resident_a")


def test_a_person_who_blocks_cannot_write(phones: SimulatorClient) -> None:
    phones.block("resident_a")
    with pytest.raises(ControlRefused, match="blocked"):
        phones.say("resident_a", "もしもし")
    phones.unblock("resident_a")
    assert phones.say("resident_a", "もしもし").arrived


def test_waiting_ends_when_the_bot_speaks_and_tells_what_it_said_otherwise(
    line: LineApi, phones: SimulatorClient
) -> None:
    user = phones.user_id("resident_a")
    speaking = Thread(target=lambda: line.push(user, "お待たせしました"))
    speaking.start()
    assert phones.wait_for("resident_a", "お待たせ") == ["お待たせしました"]
    speaking.join()
    with pytest.raises(TimeoutError, match="お待たせしました"):
        phones.wait_for("resident_a", "さようなら", timeout=0.05)


def test_nobody_and_nothing_unknown_is_played(phones: SimulatorClient) -> None:
    for doing in ("say", "dance"):
        with pytest.raises(ControlRefused):
            phones.act("nobody", doing)


def test_channels_keep_their_chats_apart(phones: SimulatorClient, base_url: str) -> None:
    neighbour = SimulatorClient(base_url, channel="tonari")
    phones.say("resident_a", "こちらです")
    assert neighbour.transcript("resident_a") == []
    assert neighbour.user_id("resident_a") != phones.user_id("resident_a")


def story(seed: int) -> list[object]:
    config = Config([Channel("a", "s", "t")], seed=seed, now=lambda: START)
    with running(config) as url:
        phones = SimulatorClient(url)
        return [phones.say("resident_a", "もしもし").event, phones.voice("resident_b").event]


def test_the_same_seed_tells_the_same_story() -> None:
    assert story(3) == story(3)
    assert story(3) != story(4)


def test_two_channels_cannot_share_a_token() -> None:
    with pytest.raises(ValueError, match="share"):
        Config([Channel("a", "s", "t"), Channel("b", "s", "t")])
    with pytest.raises(ValueError, match="at least one"):
        Config([])
