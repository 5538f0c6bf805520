"""What the stand-in sends to the bot."""

import json

from bot.simulator.client import SimulatorClient
from bot.simulator.posting import sign
from bot.simulator.wire import to_wire
from tests.bot.simulator.conftest import SECRET, LineApi, RecordingBot


def test_lines_own_signature_vector_is_met() -> None:
    body = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'
    expected = "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs="
    assert sign(body, "8c570fa6dd201bb328f1c1eac23a96d8") == expected


def test_a_typed_message_arrives_signed_with_all_it_needs(phones: SimulatorClient, bot: RecordingBot) -> None:
    done = phones.say("resident_a", "電球が切れて困っちゅう")
    assert done.arrived
    assert done.status == 200
    assert bot.signatures == [sign(bot.bodies[0], SECRET)]
    event = bot.events[0]
    message = event["message"]
    assert isinstance(message, dict)
    assert message["text"] == "電球が切れて困っちゅう"
    assert message["id"].isdecimal()
    assert {"quoteToken", "markAsReadToken"} <= message.keys()
    assert event["source"] == {"type": "user", "userId": phones.user_id("resident_a")}
    assert event["mode"] == "active"
    assert event["deliveryContext"] == {"isRedelivery": False}
    assert len(str(event["webhookEventId"])) == 26
    assert event["replyToken"]


def test_emoji_travel_as_escaped_surrogates_and_japanese_as_utf8() -> None:
    assert to_wire({"text": "電球🤨\ud800"}) == '{"text":"電球\\ud83e\\udd28\\ud800"}'.encode()


def test_messages_of_one_person_keep_their_order(phones: SimulatorClient, bot: RecordingBot) -> None:
    bot.pause = 0.02
    for word in ("電球が", "切れて"):
        phones.say("resident_a", word, wait=False)
    phones.say("resident_a", "困っちゅう")
    assert [e["message"]["text"] for e in bot.events] == ["電球が", "切れて", "困っちゅう"]  # type: ignore[index]


def test_redelivery_repeats_ids_token_and_time_and_says_so(
    phones: SimulatorClient, bot: RecordingBot
) -> None:
    bot.status = 500
    assert phones.say("resident_a", "もしもし").reason == "error_status_code"
    bot.status = 200
    phones.advance(30)
    assert phones.redeliver("failed")[0]["arrived"] is True
    first, second = bot.events
    assert second.pop("deliveryContext") == {"isRedelivery": True}
    assert first.pop("deliveryContext") == {"isRedelivery": False}
    assert first == second


def test_a_duplicate_comes_without_the_flag(phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.say("resident_a", "もしもし")
    phones.duplicate()
    assert bot.bodies[0] == bot.bodies[1]


def test_held_webhooks_are_released_reversed_or_as_one_request(
    phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.hold()
    phones.say("resident_a", "いち")
    phones.say("pharmacist", "に")
    assert bot.bodies == []
    phones.release(order="reversed", as_one=True)
    assert len(bot.bodies) == 1
    assert [e["message"]["text"] for e in bot.events] == ["に", "いち"]  # type: ignore[index]


def test_a_silent_bot_is_given_up_and_counted(phones: SimulatorClient, bot: RecordingBot) -> None:
    bot.pause = 0.8
    assert phones.say("resident_a", "もしもし").reason == "request_timeout"
    phones.channel_settings(webhook_url="http://127.0.0.1:9/")
    phones.say("resident_a", "もしもし")
    assert phones.webhooks()["failures"] == {"could_not_connect": 1, "request_timeout": 1}


def test_standby_events_carry_no_reply_token(phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.channel_settings(mode="standby")
    phones.say("resident_a", "もしもし")
    assert bot.events[0]["mode"] == "standby"
    assert "replyToken" not in bot.events[0]


def test_unknown_and_broken_events_can_be_sent(phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.event("hologram", person="resident_a", body={"hologram": {"size": 3}, "webhookEventId": None})
    assert bot.events[0]["type"] == "hologram"
    assert "webhookEventId" not in bot.events[0]
    assert phones.raw("{broken")["status"] == 200
    assert bot.bodies[1] == b"{broken"
    assert bot.signatures[1] == sign(b"{broken", SECRET)
    phones.raw("{}", {"x-line-signature": "wrong"})
    assert bot.signatures[2] == "wrong"


def test_what_people_send_comes_in_lines_shapes(phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.sticker("resident_a")
    phones.photo("resident_a")
    phones.voice("resident_a")
    phones.file("resident_a", "明細.pdf")
    phones.location("resident_a", 33.5, 133.5, title="自宅")
    kinds = [json.loads(b)["events"][0]["message"] for b in bot.bodies]
    assert [kind["type"] for kind in kinds] == ["sticker", "image", "audio", "file", "location"]
    assert kinds[1]["contentProvider"] == {"type": "line"}
    assert kinds[3]["fileName"] == "明細.pdf"
    assert kinds[4]["title"] == "自宅"


def test_following_blocking_unsending_and_groups_cause_their_events(
    phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.follow("stranger")
    phones.block("stranger")
    phones.unblock("stranger")
    done = phones.say("resident_a", "まちがえた")
    phones.unsend("resident_a")
    phones.act("resident_a", "invite", {"members": ["resident_b"]})
    kinds = [event["type"] for event in bot.events]
    assert kinds == ["follow", "unfollow", "follow", "message", "unsend", "join"]
    assert bot.events[2]["follow"] == {"isUnblocked": True}
    assert bot.events[4]["unsend"] == {"messageId": done.message_id}
    assert "replyToken" not in bot.events[1]


def test_the_webhook_test_reports_what_the_bot_says(line: LineApi, bot: RecordingBot) -> None:
    answer = line.call("POST", "/v2/bot/channel/webhook/test", {}).json
    assert (answer["success"], answer["statusCode"]) == (True, 200)
    bot.status = 503
    answer = line.call("POST", "/v2/bot/channel/webhook/test", {}).json
    assert (answer["success"], answer["reason"]) == (False, "ERROR_STATUS_CODE")
    assert [json.loads(body)["events"] for body in bot.bodies] == [[], []]
