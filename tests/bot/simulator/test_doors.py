"""Tokens, bodies, profiles, contents, loading, read marks, account linking."""

import base64
import json
from urllib.parse import urlencode

import pytest

from bot.simulator.client import ControlRefused, SimulatorClient
from bot.simulator.pictures import sample_photo, size
from tests.bot.simulator.conftest import SECRET, TOKEN, LineApi, RecordingBot, said

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_a_call_without_the_token_is_refused(line: LineApi, header: str) -> None:
    answer = line.call("GET", "/v2/bot/info", headers={"Authorization": header})
    assert answer.status == 401
    assert str(answer.json["message"]).startswith("Authentication failed due to the following reason:")


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"messages":' + b"[" * 100_000, "application/json", 400),
        (b"{}", "text/plain", 415),
        (b"{}", "application/json; charset=utf-8", 400),
        (b'{"a":"' + b"a" * 2_200_000 + b'"}', "application/json", 413),
    ],
)
def test_bodies_that_cannot_be_read_get_lines_status(
    line: LineApi, raw: bytes, content_type: str, status: int
) -> None:
    headers = {"Content-Type": content_type}
    assert line.call("POST", "/v2/bot/message/push", raw=raw, headers=headers).status == status


def test_unknown_paths_and_methods_are_not_found(line: LineApi) -> None:
    for method, path in (("GET", "/v2/bot/nothing"), ("GET", "/v2/bot/message/push")):
        answer = line.call(method, path)
        assert (answer.status, answer.json) == (404, {"message": "Not found"})


def test_messages_can_be_checked_without_sending(line: LineApi, phones: SimulatorClient) -> None:
    for how in ("reply", "push", "multicast", "narrowcast", "broadcast"):
        assert line.call("POST", f"/v2/bot/message/validate/{how}", {"messages": said()}).status == 200
    refused = line.call("POST", "/v2/bot/message/validate/push", {"messages": said("")})
    assert refused.json["message"] == "The request body has 1 error(s)"
    assert refused.properties == ["messages[0].text"]
    assert phones.sent() == []


def test_a_profile_is_given_of_friends_and_of_people_who_wrote(
    line: LineApi, phones: SimulatorClient
) -> None:
    friend, stranger = phones.user_id("resident_a"), phones.user_id("stranger")
    found = line.call("GET", f"/v2/bot/profile/{friend}").json
    assert found == {"displayName": "住民A（82歳）", "userId": friend, "language": "ja"}
    assert line.call("GET", f"/v2/bot/profile/{stranger}").status == 404
    phones.say("stranger", "はじめまして")
    assert line.call("GET", f"/v2/bot/profile/{stranger}").status == 200
    phones.block("resident_a")
    assert line.call("GET", f"/v2/bot/profile/{friend}").status == 404
    assert line.call("GET", "/v2/bot/profile/U" + "0" * 32).status == 404
    assert line.call("GET", "/v2/bot/followers/ids").status == 403


def test_groups_tell_their_name_and_their_members(line: LineApi, phones: SimulatorClient) -> None:
    event = phones.act("resident_a", "invite", {"members": ["stranger"], "name": "本町町内会"}).event
    source = event["source"]
    assert isinstance(source, dict)
    group = f"/v2/bot/group/{source['groupId']}"
    assert line.call("GET", f"{group}/summary").json["groupName"] == "本町町内会"
    assert line.call("GET", f"{group}/member/{phones.user_id('stranger')}").status == 200
    assert line.call("GET", f"{group}/member/{phones.user_id('pharmacist')}").status == 404
    assert line.call("GET", "/v2/bot/group/C0/summary").status == 404


def test_an_edited_group_message_keeps_its_id_and_has_no_read_token(
    phones: SimulatorClient, bot: RecordingBot
) -> None:
    source = phones.act("resident_a", "invite").event["source"]
    assert isinstance(source, dict)
    group = source["groupId"]
    sent = phones.say("resident_a", "あした", group=group)
    phones.act("resident_a", "edit", {"message_id": sent.message_id, "text": "あさって", "group": group})
    message = bot.events[-1]["message"]
    assert isinstance(message, dict)
    assert (bot.events[-1]["type"], message["id"]) == ("messageEdited", sent.message_id)
    assert "markAsReadToken" not in message


def test_pictures_are_there_at_once_and_gone_when_unsent(line: LineApi, phones: SimulatorClient) -> None:
    photo = phones.photo("resident_a").message_id
    answer = line.call("GET", f"/v2/bot/message/{photo}/content")
    assert (answer.status, answer.headers["content-type"]) == (200, "image/png")
    assert size(answer.data) == (480, 360)
    assert line.call("GET", f"/v2/bot/message/{photo}/content/preview").status == 200
    assert line.call("GET", f"/v2/bot/message/{photo}/content/transcoding").status == 404
    phones.unsend("resident_a", photo)
    assert line.call("GET", f"/v2/bot/message/{photo}/content").status == 410
    assert line.call("GET", "/v2/bot/message/1/content").status == 404


def test_voice_is_prepared_for_a_while(line: LineApi, phones: SimulatorClient) -> None:
    voice = phones.voice("resident_a").message_id
    path = f"/v2/bot/message/{voice}/content"
    assert line.call("GET", path).status == 202
    assert line.call("GET", f"{path}/transcoding").json == {"status": "processing"}
    phones.advance(3)
    assert line.call("GET", path).status == 200
    assert line.call("GET", f"{path}/transcoding").json == {"status": "succeeded"}
    assert line.call("GET", f"{path}/preview").status == 404


def test_the_bytes_a_person_chose_are_the_bytes_the_bot_gets(line: LineApi, phones: SimulatorClient) -> None:
    data = base64.b64encode("領収書".encode()).decode()
    sent = phones.act("resident_a", "file", {"name": "領収書.txt", "data": data})
    assert line.call("GET", f"/v2/bot/message/{sent.message_id}/content").data.decode() == "領収書"
    with pytest.raises(ControlRefused, match="base64"):
        phones.act("resident_a", "photo", {"data": "%%"})


@pytest.mark.parametrize("seconds", [0, 4, 7, 65, "20", None])
def test_loading_takes_5_to_60_seconds_in_steps_of_5(
    line: LineApi, phones: SimulatorClient, seconds: object
) -> None:
    body = {"chatId": phones.user_id("resident_a"), "loadingSeconds": seconds}
    assert line.call("POST", "/v2/bot/chat/loading/start", body).status == 400


def test_loading_shows_until_a_message_comes_or_time_is_over(line: LineApi, phones: SimulatorClient) -> None:
    user = phones.user_id("resident_a")
    answer = line.call("POST", "/v2/bot/chat/loading/start", {"chatId": user})
    assert (answer.status, answer.json) == (202, {})
    assert phones.chat("resident_a")["loading"] is True
    line.push(user)
    assert phones.chat("resident_a")["loading"] is False
    line.call("POST", "/v2/bot/chat/loading/start", {"chatId": user, "loadingSeconds": 5})
    phones.advance(5)
    assert phones.chat("resident_a")["loading"] is False
    assert line.call("POST", "/v2/bot/chat/loading/start", {"chatId": "C" + "0" * 32}).status == 400


def test_a_read_mark_covers_everything_before_it(line: LineApi, phones: SimulatorClient) -> None:
    for words in ("いち", "に", "さん"):
        phones.say("resident_a", words)
    second = phones.webhooks()
    assert second["failures"] == {}
    phones.say("resident_a", "よん")
    message = phones.say("resident_a", "ご").event["message"]
    assert isinstance(message, dict)
    phones.say("resident_a", "ろく")
    token = {"markAsReadToken": message["markAsReadToken"]}
    assert line.call("POST", "/v2/bot/chat/markAsRead", token).status == 200
    assert [entry["read"] for entry in phones.transcript("resident_a")] == [True] * 5 + [False]
    assert line.call("POST", "/v2/bot/chat/markAsRead", {"markAsReadToken": "x"}).status == 400


@pytest.mark.parametrize(("seconds", "kinds"), [(599, ["accountLink"]), (600, [])])
def test_a_link_token_works_once_for_ten_minutes(
    line: LineApi, phones: SimulatorClient, bot: RecordingBot, seconds: int, kinds: list[str]
) -> None:
    user = phones.user_id("resident_a")
    token = line.call("POST", f"/v2/bot/user/{user}/linkToken").json["linkToken"]
    phones.advance(seconds)
    for _ in range(2):
        phones.act("resident_a", "link", {"token": token, "nonce": "n" * 20})
    assert [event["type"] for event in bot.events] == kinds


def test_a_stateless_token_opens_the_account_for_15_minutes(
    line: LineApi, phones: SimulatorClient, base_url: str
) -> None:
    form = {"grant_type": "client_credentials", "client_id": "1650000000", "client_secret": SECRET}
    answer = line.call("POST", "/oauth2/v3/token", raw=urlencode(form).encode(), headers=FORM).json
    assert answer["expires_in"] == 900
    own = LineApi(base_url, str(answer["access_token"]))
    assert own.call("GET", "/v2/bot/info").json["basicId"] == "@hoozuki"
    phones.advance(900)
    assert own.call("GET", "/v2/bot/info").status == 401
    wrong = urlencode({**form, "client_secret": "guess"}).encode()
    assert line.call("POST", "/oauth2/v3/token", raw=wrong, headers=FORM).status == 400


@pytest.mark.parametrize(
    ("changes", "said_why"),
    [
        ({"client_id": "1"}, "Invalid IdToken Audience."),
        ({"nonce": "other"}, "Invalid IdToken Nonce."),
        ({"user_id": "U0"}, "Invalid IdToken Subject Identifier."),
        ({"id_token": "a.b.c"}, "Invalid IdToken."),
    ],
)
def test_an_id_token_is_verified(
    line: LineApi, phones: SimulatorClient, changes: dict[str, str], said_why: str
) -> None:
    token = phones.call("POST", "/_/people/resident_a/id-token", {"nonce": "n1"})["id_token"]
    form = {"id_token": str(token), "client_id": "1650000000", "nonce": "n1"}
    good = line.call("POST", "/oauth2/v2.1/verify", raw=urlencode(form).encode(), headers=FORM)
    assert good.json["sub"] == phones.user_id("resident_a")
    bad = line.call("POST", "/oauth2/v2.1/verify", raw=urlencode({**form, **changes}).encode(), headers=FORM)
    assert (bad.status, bad.json["error_description"]) == (400, said_why)


def test_an_old_id_token_has_expired(line: LineApi, phones: SimulatorClient) -> None:
    token = phones.call("POST", "/_/people/resident_a/id-token")["id_token"]
    phones.advance(3600)
    form = urlencode({"id_token": str(token), "client_id": "1650000000"}).encode()
    answer = line.call("POST", "/oauth2/v2.1/verify", raw=form, headers=FORM)
    assert answer.json["error_description"] == "IdToken expired."


def test_the_webhook_can_be_moved(line: LineApi, bot: RecordingBot, phones: SimulatorClient) -> None:
    found = line.call("GET", "/v2/bot/channel/webhook/endpoint").json
    assert found == {"endpoint": bot.url, "active": True}
    moved = f"{bot.url}?v=2"
    assert line.call("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": moved}).status == 200
    assert phones.say("resident_a", "もしもし").arrived
    for wrong in ("ftp://example.com", "https://example.com/" + "a" * 500, None):
        assert line.call("PUT", "/v2/bot/channel/webhook/endpoint", {"endpoint": wrong}).status == 400


def test_the_control_api_takes_only_json(line: LineApi) -> None:
    answer = line.call(
        "POST", "/_/people/resident_a/say", raw=json.dumps({"text": "a"}).encode(), headers=FORM
    )
    assert answer.status == 415


def test_the_sample_photo_is_a_picture() -> None:
    assert size(sample_photo(8, 6)) == (8, 6)
    assert size(b"GIF89a") is None
