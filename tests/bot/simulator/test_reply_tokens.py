"""Reply tokens: once, a minute, twenty minutes."""

import pytest

from bot.simulator.client import SimulatorClient
from tests.bot.simulator.conftest import LineApi, RecordingBot, said


def token_of(bot: RecordingBot) -> object:
    return bot.events[-1]["replyToken"]


def test_a_token_answers_once(line: LineApi, phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.say("resident_a", "もしもし")
    assert line.reply(token_of(bot), "はい、窓口です").status == 200
    again = line.reply(token_of(bot), "もう一度")
    assert (again.status, again.json) == (400, {"message": "Invalid reply token"})
    assert phones.from_bot("resident_a") == ["はい、窓口です"]


@pytest.mark.parametrize(("seconds", "status"), [(59, 200), (61, 400)])
def test_a_token_lives_a_minute(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot, seconds: int, status: int
) -> None:
    phones.say("resident_a", "もしもし")
    phones.advance(seconds)
    assert line.reply(token_of(bot)).status == status


@pytest.mark.parametrize(("minutes", "status"), [(19, 200), (21, 400)])
def test_a_redelivery_gives_the_token_another_minute_until_the_event_is_twenty_minutes_old(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot, minutes: int, status: int
) -> None:
    phones.say("resident_a", "もしもし")
    phones.advance(minutes * 60)
    assert line.reply(token_of(bot)).status == 400
    phones.redeliver()
    assert line.reply(token_of(bot)).status == status


def test_a_redelivery_does_not_revive_a_spent_token(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.say("resident_a", "もしもし")
    assert line.reply(token_of(bot)).status == 200
    phones.redeliver()
    assert line.reply(token_of(bot)).status == 400


def test_a_retry_key_on_a_reply_is_refused_and_leaves_the_token(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.say("resident_a", "もしもし")
    key = {"X-Line-Retry-Key": "0f3a7c52-0d4b-4a6e-9f0e-2f6f0c6f3a11"}
    assert line.reply(token_of(bot), headers=key).status == 400
    assert line.reply(token_of(bot)).status == 200


def test_a_body_that_breaks_limits_leaves_the_token(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.say("resident_a", "もしもし")
    assert line.reply(token_of(bot), "").status == 400
    assert line.reply(token_of(bot)).status == 200


def test_an_unknown_token_is_invalid(line: LineApi) -> None:
    assert line.reply("0" * 32).status == 400
    body = {"replyToken": 7, "messages": said()}
    assert line.call("POST", "/v2/bot/message/reply", body).status == 400


def test_replies_cost_no_quota(line: LineApi, phones: SimulatorClient, bot: RecordingBot) -> None:
    phones.quota(limit=0)
    phones.say("resident_a", "もしもし")
    assert line.reply(token_of(bot)).status == 200
