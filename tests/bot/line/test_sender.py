"""One contract, held by the fake and by the real sender against the stand-in, so that the fake can be trusted."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import pytest

from bot.line.sender import LineApiSender, LineApiSenders, Timeouts
from bot.ports import CallResult, JsonObject, LineSender
from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.serve import running
from routing.outgoing import CallOutcome
from tests.fakes import FakeLine

HELLO: list[JsonObject] = [{"type": "text", "text": "こんにちは"}]
STRANGER = "U" + "9" * 32
TOKEN = "channel-token"

# What the stand-in does for each outcome the fake is told.
FAULTS: dict[tuple[CallOutcome, bool], str] = {
    (CallOutcome.SERVER_ERROR, False): "error",
    (CallOutcome.SERVER_ERROR, True): "error_after",
    (CallOutcome.NO_ANSWER, False): "hang",
    (CallOutcome.NO_ANSWER, True): "hang_after",
    (CallOutcome.RATE_LIMITED, False): "rate_limit",
    (CallOutcome.MONTH_LIMIT, False): "monthly_limit",
}


class World(Protocol):
    """A sender, and what a test may make of the other side."""

    resident: str

    @property
    def sender(self) -> LineSender: ...
    def token(self) -> str: ...
    def tell(self, outcome: CallOutcome, *, after_accepting: bool = False) -> None: ...
    def spend_month(self) -> None: ...
    def accepted(self) -> int: ...


@dataclass
class FakeWorld:
    sender: FakeLine
    resident: str = "U" + "1" * 32
    numbers: Iterator[int] = field(default_factory=count)

    def token(self) -> str:
        return f"token-{next(self.numbers)}"

    def tell(self, outcome: CallOutcome, *, after_accepting: bool = False) -> None:
        self.sender.tell(outcome, after_accepting=after_accepting)

    def spend_month(self) -> None:
        self.sender.limit = sum(sent.retry_key != "" for sent in self.sender.sent)

    def accepted(self) -> int:
        return len(self.sender.sent)


@dataclass
class RealWorld:
    sender: LineApiSender
    stand_in: SimulatorClient
    resident: str

    def token(self) -> str:
        return str(self.stand_in.say("resident_a", "電球が切れた").event["replyToken"])

    def tell(self, outcome: CallOutcome, *, after_accepting: bool = False) -> None:
        self.stand_in.faults({"kind": FAULTS[outcome, after_accepting], "seconds": 2.0})

    def spend_month(self) -> None:
        self.stand_in.quota(limit=0)

    def accepted(self) -> int:
        return len(self.stand_in.sent())


@contextmanager
def real_world() -> Iterator[RealWorld]:
    with running(Config(channels=(Channel("hoozuki", "secret", TOKEN),))) as base:
        stand_in = SimulatorClient(base)
        event = stand_in.say("resident_a", "はじめまして").event
        source = event["source"]
        assert isinstance(source, dict)
        sender = LineApiSender(access_token=TOKEN, base=base, timeouts=Timeouts(connect=1.0, read=0.6))
        yield RealWorld(sender, stand_in, str(source["userId"]))
        sender.close()


@pytest.fixture(params=["fake", "real"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "fake":
        resident = "U" + "1" * 32
        yield FakeWorld(FakeLine(friends={resident}), resident)
    else:
        with real_world() as real:
            yield real


_keys = count()


def push(world: World, *, key: str = "", to: str = "", messages: list[JsonObject] = HELLO) -> CallResult:
    retry_key = key or f"00000000-0000-4000-8000-{next(_keys):012}"
    return world.sender.push(to=to or world.resident, messages=messages, retry_key=retry_key)


def test_a_reply_token_answers_once(world: World) -> None:
    token = world.token()
    assert world.sender.reply(reply_token=token, messages=HELLO).outcome is CallOutcome.ACCEPTED
    assert world.sender.reply(reply_token=token, messages=HELLO).outcome is CallOutcome.TOKEN_INVALID
    assert world.accepted() == 1


def test_a_push_with_the_same_key_reaches_a_person_once(world: World) -> None:
    key = "1b4e28ba-2fa1-41d2-883f-0016d3cca427"
    first, second = push(world, key=key), push(world, key=key)
    assert (first.outcome, second.outcome) == (CallOutcome.ACCEPTED, CallOutcome.ALREADY_ACCEPTED)
    assert first.request_id
    assert second.request_id == first.request_id
    assert world.accepted() == 1


def test_a_push_whose_answer_was_lost_is_known_by_its_key(world: World) -> None:
    key = "1b4e28ba-2fa1-41d2-883f-0016d3cca428"
    world.tell(CallOutcome.SERVER_ERROR, after_accepting=True)
    assert push(world, key=key).outcome is CallOutcome.SERVER_ERROR
    assert push(world, key=key).outcome is CallOutcome.ALREADY_ACCEPTED
    assert world.accepted() == 1


@pytest.mark.parametrize(
    "outcome",
    [CallOutcome.SERVER_ERROR, CallOutcome.NO_ANSWER, CallOutcome.RATE_LIMITED, CallOutcome.MONTH_LIMIT],
)
def test_what_goes_wrong_is_told_and_the_next_call_works(world: World, outcome: CallOutcome) -> None:
    world.tell(outcome)
    assert push(world).outcome is outcome
    assert world.accepted() == 0
    assert push(world).outcome is CallOutcome.ACCEPTED


def test_silence_after_accepting_is_told_as_silence(world: World) -> None:
    world.tell(CallOutcome.NO_ANSWER, after_accepting=True)
    assert world.sender.reply(reply_token=world.token(), messages=HELLO).outcome is CallOutcome.NO_ANSWER
    assert world.accepted() == 1


def test_a_person_line_does_not_know_is_gone(world: World) -> None:
    assert push(world, to=STRANGER).outcome is CallOutcome.RECIPIENT_GONE


def test_beyond_the_month_pushes_end_and_replies_go_on(world: World) -> None:
    assert push(world).outcome is CallOutcome.ACCEPTED
    world.spend_month()
    assert push(world).outcome is CallOutcome.MONTH_LIMIT
    assert world.sender.reply(reply_token=world.token(), messages=HELLO).outcome is CallOutcome.ACCEPTED


def test_the_month_counts_pushes_and_not_replies(world: World) -> None:
    push(world)
    world.sender.reply(reply_token=world.token(), messages=HELLO)
    month = world.sender.quota()
    assert month is not None
    assert month.used == 1


@pytest.mark.parametrize("messages", [[], [{"type": "text", "text": "あ" * 5001}], [{"type": "hologram"}]])
def test_what_breaks_a_limit_is_not_even_sent(world: World, messages: list[JsonObject]) -> None:
    assert push(world, messages=messages).outcome is CallOutcome.REJECTED
    assert world.accepted() == 0


def test_the_three_dots_can_be_shown(world: World) -> None:
    assert world.sender.show_loading(chat=world.resident, seconds=7).outcome is CallOutcome.ACCEPTED


def test_importing_the_sender_does_not_load_the_sdk() -> None:
    code = "import sys, bot.line.sender, bot.line.render; print('linebot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_nobody_listening_is_told_apart_from_silence() -> None:
    with real_world() as world:
        address = world.stand_in.base_url
    sender = LineApiSender(access_token=TOKEN, base=address, timeouts=Timeouts(0.5, 0.5))
    assert sender.reply(reply_token="t", messages=HELLO).outcome is CallOutcome.UNREACHABLE
    assert sender.quota() is None
    assert sender.bot_info() is None
    sender.close()


def test_a_wrong_access_token_is_told() -> None:
    with real_world() as world:
        wrong = LineApiSender(access_token="wrong", base=world.stand_in.base_url)
        assert (
            wrong.push(to=world.resident, messages=HELLO, retry_key="k").outcome is CallOutcome.UNAUTHORISED
        )
        assert wrong.bot_info() is None
        wrong.close()


def test_an_answer_that_is_no_json_still_counts_as_accepted() -> None:
    with real_world() as world:
        world.stand_in.faults({"kind": "not_json_after"})
        assert push(world).outcome is CallOutcome.ACCEPTED


def test_a_spent_month_is_found_out_even_when_line_words_it_differently() -> None:
    with real_world() as world:
        world.spend_month()
        world.tell(CallOutcome.RATE_LIMITED)
        assert push(world).outcome is CallOutcome.MONTH_LIMIT


def test_the_doctor_learns_account_and_webhook() -> None:
    with real_world() as world:
        info, webhook = world.sender.bot_info(), world.sender.webhook()
        world.stand_in.channel_settings(webhook_url=world.stand_in.base_url + "/nowhere")
        test = world.sender.test_webhook(world.stand_in.base_url + "/nowhere")
        assert info is not None
        assert (info.name, info.chat_mode) == ("まどぐち", "bot")
        assert webhook is not None
        assert test is not None
        assert not test.success


def test_each_municipality_keeps_one_sender_while_its_token_stays() -> None:
    tokens: dict[str, str | None] = {"hoozuki": "a", "kochi": "b", "komae": None}
    senders = LineApiSenders(tokens.get)
    first = senders.of("hoozuki")
    assert senders.of("hoozuki") is first
    assert senders.of("kochi") is not first
    tokens["hoozuki"] = "new"
    assert senders.of("hoozuki") is not first
    for without in ("komae", "elsewhere"):
        with pytest.raises(LookupError):
            senders.of(without)
