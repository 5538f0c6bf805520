"""Who gets what was sent: retry keys, recipients, quota, rates."""

import pytest

from bot.simulator.client import SimulatorClient
from tests.bot.simulator.conftest import LineApi, said

KEY = "0f3a7c52-0d4b-4a6e-9f0e-2f6f0c6f3a11"
DAY = 24 * 3600


def test_a_retry_key_is_accepted_once_and_names_the_first_request(
    line: LineApi, phones: SimulatorClient
) -> None:
    user = phones.user_id("resident_a")
    first = line.push(user, "お返事です", key=KEY)
    again = line.push(user, "お返事です", key=KEY.upper())
    assert (first.status, again.status) == (200, 409)
    assert again.headers["x-line-accepted-request-id"] == first.headers["x-line-request-id"]
    assert again.headers["x-line-request-id"] != first.headers["x-line-request-id"]
    assert again.json == {"message": "The retry key is already accepted", **first.json}
    assert phones.from_bot("resident_a") == ["お返事です"]
    sent = phones.sent()[0]
    assert (sent["retry_key"], sent["deliveries"], sent["repeats"]) == (KEY, 1, 1)


def test_after_a_day_the_same_key_is_a_new_message(line: LineApi, phones: SimulatorClient) -> None:
    user = phones.user_id("resident_a")
    line.push(user, key=KEY)
    phones.advance(DAY - 1)
    assert line.push(user, key=KEY).status == 409
    phones.advance(1)
    assert line.push(user, key=KEY).status == 200


def test_a_retry_key_must_be_a_uuid_and_stand_where_it_is_known(
    line: LineApi, phones: SimulatorClient
) -> None:
    assert line.push(phones.user_id("resident_a"), key="seven").status == 400
    answer = line.call(
        "POST", "/v2/bot/message/validate/push", {"messages": said()}, headers={"X-Line-Retry-Key": KEY}
    )
    assert answer.status == 400


def test_a_refused_push_does_not_use_its_key(line: LineApi, phones: SimulatorClient) -> None:
    user = phones.user_id("resident_a")
    assert line.push(user, "", key=KEY).status == 400
    assert line.push(user, "はい", key=KEY).status == 200


def test_a_blocked_account_gets_200_and_delivers_nothing(line: LineApi, phones: SimulatorClient) -> None:
    phones.block("resident_a")
    assert line.push(phones.user_id("resident_a"), "聞こえますか").status == 200
    assert phones.from_bot("resident_a") == []
    assert phones.sent()[0]["deliveries"] == 0
    assert line.call("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 0}


@pytest.mark.parametrize(("days", "heard"), [(6, ["まだいますか"]), (8, [])])
def test_a_person_who_is_no_friend_hears_for_seven_days(
    line: LineApi, phones: SimulatorClient, days: int, heard: list[str]
) -> None:
    phones.say("stranger", "はじめまして")
    phones.advance(days * DAY)
    assert line.push(phones.user_id("stranger"), "まだいますか").status == 200
    assert phones.from_bot("stranger") == heard


def test_an_unknown_id_fails_a_push_and_is_passed_over_by_a_multicast(
    line: LineApi, phones: SimulatorClient
) -> None:
    nobody, somebody = "U" + "0" * 32, phones.user_id("resident_a")
    refused = line.push(nobody)
    assert (refused.status, refused.json["message"]) == (400, "Failed to send messages")
    assert line.push("resident_a").status == 400
    answer = line.call("POST", "/v2/bot/message/multicast", {"to": [nobody, somebody], "messages": said()})
    assert (answer.status, answer.json) == (200, {})
    assert phones.from_bot("resident_a") == ["はい"]


def test_the_user_of_another_provider_is_unknown(line: LineApi, base_url: str) -> None:
    neighbour = SimulatorClient(base_url, channel="tonari")
    assert line.push(neighbour.user_id("resident_a")).status == 400
    assert LineApi(base_url, "token-2").push(neighbour.user_id("resident_a")).status == 200


@pytest.mark.parametrize("to", [[], ["U" + "0" * 32] * 501, "U" + "0" * 32, None])
def test_a_multicast_needs_1_to_500_people(line: LineApi, to: object) -> None:
    assert line.call("POST", "/v2/bot/message/multicast", {"to": to, "messages": said()}).status == 400


def test_a_wrong_id_in_a_multicast_is_named(line: LineApi, phones: SimulatorClient) -> None:
    to = [phones.user_id("resident_a"), "C" + "0" * 32]
    answer = line.call("POST", "/v2/bot/message/multicast", {"to": to, "messages": said()})
    assert "'to[1]'" in str(answer.json["message"])


def test_a_broadcast_reaches_friends_only(line: LineApi, phones: SimulatorClient) -> None:
    assert line.call("POST", "/v2/bot/message/broadcast", {"messages": said("みなさまへ")}).status == 200
    assert phones.sent()[0]["deliveries"] == 5
    assert phones.from_bot("stranger") == []


def test_quota_counts_people_not_objects_and_ends_with_the_month(
    line: LineApi, phones: SimulatorClient
) -> None:
    phones.quota(limit=2)
    user = phones.user_id("resident_a")
    assert line.call("GET", "/v2/bot/message/quota").json == {"type": "limited", "value": 2}
    assert line.push(user, "いち", "に", "さん").status == 200
    assert line.push(user).status == 200
    over = line.push(user)
    assert (over.status, over.json["message"]) == (429, "You have reached your monthly limit.")
    phones.advance(31 * DAY)
    assert line.push(user).status == 200


def test_a_group_costs_as_many_messages_as_it_has_people(line: LineApi, phones: SimulatorClient) -> None:
    event = phones.act("resident_a", "invite", {"members": ["resident_b", "pharmacist"]}).event
    source = event["source"]
    assert isinstance(source, dict)
    assert line.push(source["groupId"]).status == 200
    assert line.call("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 3}


def test_consumption_lags_behind_and_counts_messages_sent_by_hand(
    line: LineApi, phones: SimulatorClient
) -> None:
    phones.quota(lag=60, add=5)
    line.push(phones.user_id("resident_a"))
    assert line.call("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 0}
    phones.advance(61)
    assert line.call("GET", "/v2/bot/message/quota/consumption").json == {"totalUsage": 6}


def test_an_unlimited_plan_says_so(base_url: str) -> None:
    SimulatorClient(base_url).quota(limit=None)
    assert LineApi(base_url).call("GET", "/v2/bot/message/quota").json == {"type": "none"}


def test_calls_beyond_the_rate_get_429_until_the_bucket_fills(line: LineApi, phones: SimulatorClient) -> None:
    phones.call("POST", "/_/rates", {"endpoint": "push", "calls": 2, "seconds": 1})
    user = phones.user_id("resident_a")
    assert [line.push(user).status for _ in range(3)] == [200, 200, 429]
    assert line.call("GET", f"/v2/bot/profile/{user}").status == 200
    phones.advance(0.5)
    assert [line.push(user).status for _ in range(2)] == [200, 429]


def test_one_person_can_be_written_to_only_so_often(line: LineApi, phones: SimulatorClient) -> None:
    phones.call("POST", "/_/rates", {"endpoint": "one_person", "calls": 1, "seconds": 60})
    first, second = phones.user_id("resident_a"), phones.user_id("resident_b")
    assert [line.push(user).status for user in (first, first, second)] == [200, 429, 200]


def test_every_call_has_an_id_of_its_own_and_is_listed(line: LineApi, phones: SimulatorClient) -> None:
    ids = {line.call("GET", "/v2/bot/info").headers["x-line-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert [call["endpoint"] for call in phones.calls()] == ["info"] * 3
