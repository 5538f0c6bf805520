"""Faults on demand, over real sockets."""

from http.client import RemoteDisconnected

import pytest

from bot.simulator.client import ControlRefused, SimulatorClient
from bot.simulator.faults import Fault, FaultKind, Faults
from tests.bot.simulator.conftest import LineApi, said

KEY = "0f3a7c52-0d4b-4a6e-9f0e-2f6f0c6f3a11"
BROKEN = (ConnectionResetError, RemoteDisconnected, BrokenPipeError)


@pytest.mark.parametrize(
    ("fault", "status", "heard"),
    [
        ({"kind": "error"}, 500, []),
        ({"kind": "error", "status": 503}, 503, []),
        ({"kind": "error_after"}, 500, ["お返事です"]),
        ({"kind": "not_json"}, 502, []),
        ({"kind": "not_json_after"}, 200, ["お返事です"]),
        ({"kind": "rate_limit"}, 429, []),
        ({"kind": "monthly_limit"}, 429, []),
        ({"kind": "latency", "seconds": 0.01}, 200, ["お返事です"]),
    ],
)
def test_a_call_goes_wrong_before_or_after_it_is_accepted(
    line: LineApi, phones: SimulatorClient, fault: dict[str, object], status: int, heard: list[str]
) -> None:
    phones.faults({**fault, "on": "push"})
    assert line.push(phones.user_id("resident_a"), "お返事です").status == status
    assert phones.from_bot("resident_a") == heard


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ({"kind": "reset"}, []),
        ({"kind": "reset_after"}, ["お返事です"]),
        ({"kind": "hang", "seconds": 0.05}, []),
        ({"kind": "hang_after", "seconds": 0.05}, ["お返事です"]),
    ],
)
def test_a_connection_breaks_off_without_an_answer(
    line: LineApi, phones: SimulatorClient, fault: dict[str, object], heard: list[str]
) -> None:
    phones.faults(fault)
    with pytest.raises(BROKEN):
        line.push(phones.user_id("resident_a"), "お返事です")
    assert phones.from_bot("resident_a") == heard


def test_a_caller_with_little_patience_gives_up_on_a_hanging_call(
    line: LineApi, phones: SimulatorClient
) -> None:
    phones.faults({"kind": "hang_after", "on": "push", "seconds": 30})
    user = phones.user_id("resident_a")
    with pytest.raises(TimeoutError):
        line.call("POST", "/v2/bot/message/push", {"to": user, "messages": said("はい")}, timeout=0.2)
    assert phones.from_bot("resident_a") == ["はい"]


def test_what_was_accepted_before_the_500_answers_409_to_its_key(
    line: LineApi, phones: SimulatorClient
) -> None:
    user = phones.user_id("resident_a")
    phones.faults({"kind": "error_after", "on": "push"})
    assert line.push(user, key=KEY).status == 500
    assert line.push(user, key=KEY).status == 409
    assert phones.sent()[0]["deliveries"] == 1


def test_a_reset_reply_has_spent_its_token(line: LineApi, phones: SimulatorClient) -> None:
    event = phones.say("resident_a", "もしもし").event
    phones.faults({"kind": "reset_after", "on": "reply"})
    with pytest.raises(BROKEN):
        line.reply(event["replyToken"], "はい")
    assert line.reply(event["replyToken"], "はい").status == 400
    assert phones.from_bot("resident_a") == ["はい"]


def test_faults_meet_only_their_endpoint_and_their_number_of_calls(
    line: LineApi, phones: SimulatorClient
) -> None:
    phones.faults({"kind": "error", "on": "push", "count": 2})
    user = phones.user_id("resident_a")
    assert line.call("GET", "/v2/bot/info").status == 200
    assert [line.push(user).status for _ in range(3)] == [500, 500, 200]


def test_a_fault_without_number_lasts_until_cleared(line: LineApi, phones: SimulatorClient) -> None:
    phones.faults({"kind": "error", "count": None})
    assert [line.call("GET", "/v2/bot/info").status for _ in range(3)] == [500] * 3
    phones.clear_faults()
    assert line.call("GET", "/v2/bot/info").status == 200


def test_the_call_log_names_the_fault(line: LineApi, phones: SimulatorClient) -> None:
    phones.faults({"kind": "error"})
    line.call("GET", "/v2/bot/info")
    assert [(call["status"], call["fault"]) for call in phones.calls()] == [(500, "error")]


def test_an_unknown_kind_is_refused(phones: SimulatorClient) -> None:
    with pytest.raises(ControlRefused, match="kind must be one of"):
        phones.faults({"kind": "earthquake"})


def test_a_likely_fault_happens_by_the_chance_it_is_given() -> None:
    chances = iter([0.9, 0.2])
    faults = Faults(lambda: next(chances))
    faults.order([Fault(FaultKind.ERROR, probability=0.5)])
    assert faults.next_for("push") is None
    assert faults.next_for("push") is not None
    assert faults.waiting() == ()


def test_skewed_events_tell_another_time(phones: SimulatorClient) -> None:
    honest = phones.say("resident_a", "いま").event["timestamp"]
    phones.call("POST", "/_/clock", {"skew": -120})
    assert isinstance(honest, int)
    assert phones.say("resident_a", "いま").event["timestamp"] == honest - 120_000
