"""Running the stand-in, and LINE's own SDK against it."""

import signal
import subprocess
import sys
from threading import Thread
from time import monotonic, sleep

import linebot.v3.messaging as sdk
import pytest

from bot.simulator.app import create_app, platform_of
from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.lanes import Lanes
from bot.simulator.serve import running
from tests.bot.simulator.conftest import TOKEN, LineApi, RecordingBot

KEY = "0f3a7c52-0d4b-4a6e-9f0e-2f6f0c6f3a11"


def test_lines_own_sdk_understands_every_answer(base_url: str, phones: SimulatorClient) -> None:
    configuration = sdk.Configuration(host=base_url, access_token=TOKEN)
    configuration.retries = False
    event = phones.say("resident_a", "もしもし").event
    user = phones.user_id("resident_a")
    hello = sdk.TextMessage(text="はい")
    with sdk.ApiClient(configuration) as client:
        api = sdk.MessagingApi(client)
        reply = sdk.ReplyMessageRequest(reply_token=event["replyToken"], messages=[hello])
        assert api.reply_message(reply).sent_messages[0].id.isdecimal()
        push = sdk.PushMessageRequest(to=user, messages=[hello])
        api.push_message(push, x_line_retry_key=KEY)
        with pytest.raises(sdk.ApiException) as refused:
            api.push_message(push, x_line_retry_key=KEY)
        assert refused.value.status == 409
        assert api.get_message_quota().value == 200
        assert api.get_message_quota_consumption().total_usage == 1
        assert api.get_profile(user).display_name == "住民A（82歳）"
        assert api.get_bot_info().display_name == "まどぐち"
        api.show_loading_animation(sdk.ShowLoadingAnimationRequest(chat_id=user, loading_seconds=20))
        photo = phones.photo("resident_a").message_id
        blobs = sdk.MessagingApiBlob(client)
        assert blobs.get_message_content(photo).startswith(b"\x89PNG")


def test_failed_webhooks_are_redelivered_by_themselves_when_that_is_switched_on(bot: RecordingBot) -> None:
    bot.status = 500
    channel = Channel("hoozuki", "s", "t", bot.url, redelivery=True)
    with running(Config([channel])) as url:
        phones = SimulatorClient(url)
        assert not phones.say("resident_a", "もしもし").arrived
        bot.status = 200
        phones.advance(6)
        until = monotonic() + 10
        while len(bot.bodies) < 2 and monotonic() < until:
            sleep(0.02)
    assert [e["deliveryContext"] for e in bot.events] == [{"isRedelivery": False}, {"isRedelivery": True}]


def test_lanes_keep_their_order_and_do_not_wait_for_each_other() -> None:
    lanes, done = Lanes(threads=2), []
    lanes.put("slow", lambda: sleep(0.2))
    lanes.put("slow", lambda: done.append("slow"))
    lanes.put("quick", lambda: done.append("quick"))
    until = monotonic() + 10
    while len(done) < 2 and monotonic() < until:
        sleep(0.01)
    lanes.close()
    assert done == ["quick", "slow"]


def test_many_pushes_at_once_are_each_delivered_once(base_url: str, phones: SimulatorClient) -> None:
    user = phones.user_id("resident_a")

    def push() -> None:
        LineApi(base_url).push(user, "お返事です", key=KEY)

    threads = [Thread(target=push) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = phones.sent()
    assert [(one["deliveries"], one["repeats"]) for one in sent] == [(1, 11)]


def test_the_app_can_be_made_without_a_server() -> None:
    app = create_app(Config([Channel("hoozuki", "s", "t")]))
    try:
        answer = app.test_client().get("/v2/bot/info", headers={"Authorization": "Bearer t"})
        assert answer.status_code == 200
    finally:
        platform_of(app).close()


def test_it_runs_by_itself_tells_its_address_and_ends_when_interrupted() -> None:
    script = (
        "from bot.simulator.config import Channel, Config\n"
        "from bot.simulator.serve import run\n"
        "config = Config([Channel('hoozuki', 's', 't')])\n"
        "run('127.0.0.1', 0, config, started=lambda address: print(address, flush=True))\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        assert len(SimulatorClient(address).people()) == 6
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
