import pytest

from routing.fragment import is_fragment
from routing.judge import Question
from tests.routing.judges import judge_of


def fragment(text: str) -> bool:
    return is_fragment(text, judge_of("kochi").judge(Question(text)))


@pytest.mark.parametrize(
    "text", ["電球が", "切れて", "母の介護で", "実は息子のことで、", "うちの父", "きのうから足が"]
)
def test_half_a_thought_waits_for_the_next_bubble(text: str) -> None:
    assert fragment(text)


@pytest.mark.parametrize(
    "text",
    [
        "電球が切れて困っちゅう",
        "電球が切れました",
        "電球が切れて困っています。",
        "ああああ",
        "助けて",
        "電球を替えて",
        "ありがとう",
        "人と話したい",
        "草むしりをお願いします",
        "どこに相談したらいいですか？",
        "Hello",
        "",
        "😀",
        "だれか来て",
    ],
)
def test_a_whole_thought_does_not_wait(text: str) -> None:
    assert not fragment(text)
