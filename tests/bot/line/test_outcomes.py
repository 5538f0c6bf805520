import json
from datetime import timedelta

import pytest

from bot.line.outcomes import Answer, result_of
from routing.outgoing import CallOutcome, Via


def answer(status: int, message: object = "", headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, headers or {}, json.dumps({"message": message}).encode())


MONTH = "You have reached your monthly limit."
RATE = "The API rate limit has been exceeded. Try again later."


@pytest.mark.parametrize(
    ("found", "via", "outcome"),
    [
        (answer(200), Via.PUSH, CallOutcome.ACCEPTED),
        (answer(202), Via.REPLY, CallOutcome.ACCEPTED),
        (answer(409), Via.PUSH, CallOutcome.ALREADY_ACCEPTED),
        (answer(429, RATE), Via.PUSH, CallOutcome.RATE_LIMITED),
        (answer(429, MONTH), Via.PUSH, CallOutcome.MONTH_LIMIT),
        (answer(429, None), Via.PUSH, CallOutcome.RATE_LIMITED),
        (answer(500), Via.PUSH, CallOutcome.SERVER_ERROR),
        (answer(503), Via.REPLY, CallOutcome.SERVER_ERROR),
        (answer(302), Via.PUSH, CallOutcome.SERVER_ERROR),
        (answer(400, "Invalid reply token"), Via.REPLY, CallOutcome.TOKEN_INVALID),
        (answer(400, "The request body has 1 error(s)"), Via.REPLY, CallOutcome.REJECTED),
        (answer(400, "Failed to send messages"), Via.PUSH, CallOutcome.RECIPIENT_GONE),
        (answer(400, ["odd"]), Via.PUSH, CallOutcome.REJECTED),
        (answer(401), Via.PUSH, CallOutcome.UNAUTHORISED),
        (answer(403), Via.REPLY, CallOutcome.UNAUTHORISED),
        (answer(404), Via.PUSH, CallOutcome.REJECTED),
        (answer(413), Via.PUSH, CallOutcome.REJECTED),
        (Answer(400, {}, b"\xff<html>"), Via.PUSH, CallOutcome.REJECTED),
        (Answer(200, {}, b"<html>"), Via.PUSH, CallOutcome.ACCEPTED),
    ],
)
def test_every_answer_of_line_has_its_outcome(found: Answer, via: Via, outcome: CallOutcome) -> None:
    assert result_of(found, via).outcome is outcome


def test_the_request_id_of_the_accepted_call_is_kept() -> None:
    headers = {"x-line-request-id": "second", "x-line-accepted-request-id": "first"}
    assert result_of(answer(409, headers=headers), Via.PUSH).request_id == "first"


def test_a_wait_that_is_asked_for_is_told() -> None:
    assert result_of(answer(429, RATE, {"retry-after": "30"}), Via.PUSH).retry_after == timedelta(seconds=30)
    assert result_of(answer(429, RATE, {"retry-after": "soon"}), Via.PUSH).retry_after is None


def test_the_reason_names_properties_and_never_quotes() -> None:
    body = {
        "message": "bad text ひみつ",
        "details": [{"property": "messages[0].text", "message": "ひみつ"}, {"property": "ひみつ さん"}, 3],
    }
    assert result_of(Answer(400, {}, json.dumps(body).encode()), Via.PUSH).reason == "400 messages[0].text"
