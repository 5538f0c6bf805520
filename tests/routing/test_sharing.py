"""Whose an event is where two bots share an account."""

import pytest

from routing.outgoing import CallOutcome
from routing.sharing import MOST_ATTEMPTS, ForwardState, OtherBot, Seen, Share, after_forward, share_of

OTHER = OtherBot("https://bot.example/callback", ("ごみ分別", "AED"))


@pytest.mark.parametrize(
    ("seen", "whose"),
    [
        (Seen("message", "電球が切れて困っています"), Share.OURS),
        (Seen("message"), Share.OURS),
        (Seen("follow"), Share.OURS),
        (Seen("postback", our_button=True), Share.OURS),
        (Seen("join", in_group=True), Share.OURS),
        (Seen(""), Share.OURS),
        (Seen("message", "ごみ分別"), Share.THEIRS),
        (Seen("message", "　ごみ分別 "), Share.THEIRS),
        (Seen("message", "ａｅｄ"), Share.THEIRS),
        (Seen("postback"), Share.THEIRS),
        (Seen("beacon"), Share.THEIRS),
        (Seen("accountLink"), Share.THEIRS),
        (Seen("message", "こんにちは", in_group=True), Share.THEIRS),
        (Seen("message", "助けて", standby=True), Share.THEIRS),
        (Seen("unfollow"), Share.BOTH),
        (Seen("unsend"), Share.BOTH),
        (Seen("unsend", in_group=True), Share.BOTH),
    ],
)
def test_each_event_is_somebodys(seen: Seen, whose: Share) -> None:
    assert share_of(seen, OTHER) is whose


def test_a_word_of_the_other_bot_inside_a_worry_takes_nothing_from_us() -> None:
    for text in ("ごみ分別がわからず家がごみでいっぱいです", "AEDはどこ 父が倒れた", "ごみ分別\n助けて"):
        assert share_of(Seen("message", text), OTHER) is Share.OURS


def test_what_is_taken_is_done_and_what_is_not_is_tried_for_hours_and_then_given_up() -> None:
    taken = after_forward(CallOutcome.ACCEPTED, attempts=MOST_ATTEMPTS, jitter=0.5)
    assert taken.state is ForwardState.ACCEPTED
    waits = [after_forward(CallOutcome.SERVER_ERROR, attempts=n, jitter=0.5) for n in range(1, MOST_ATTEMPTS)]
    assert {after.state for after in waits} == {ForwardState.WAITING}
    spans = [after.retry_in.total_seconds() for after in waits if after.retry_in]
    assert spans == sorted(spans)
    assert sum(spans) > 2 * 3600
    for outcome in (CallOutcome.UNREACHABLE, CallOutcome.REJECTED, CallOutcome.NO_ANSWER):
        assert after_forward(outcome, attempts=MOST_ATTEMPTS, jitter=0).state is ForwardState.DEAD
