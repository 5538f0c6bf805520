import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.reply import (
    Button,
    Card,
    Cards,
    LinkButton,
    NumberLine,
    Numbers,
    Part,
    Question,
    QuickReply,
    Reply,
    Say,
)
from bot.line import palette
from bot.line.blocks import ButtonDataError
from bot.line.limits import problems
from bot.line.render import LineRenderer
from bot.simulator.limits import require_valid_messages
from bot.texts import load_texts

TEXTS = load_texts()
RENDERER = LineRenderer(TEXTS)


def render(reply: Reply) -> list[dict[str, Any]]:
    return [dict(message) for message in RENDERER.render(reply)]


BUTTONS = tuple(
    Button(label, f"do={index}", label)
    for index, label in enumerate(("ここに相談する", "ちがう", "人と話したい"))
)


def card(name: str = "高齢者支援センター", **more: Any) -> Card:
    plain = {
        "name": name,
        "description": "介護の困りごとを聞いてくれます。",
        "opening": "いま開いています（17:15まで）",
        "phone": "0999-00-1234",
        "phone_note": "",
        "map_uri": "https://www.google.com/maps/search/?api=1&query=%E6%9C%AC%E7%94%BA",
        "address": "本町1-1",
        "why": "「介護」の相談を受けているところです",
        "caution": "",
        "buttons": BUTTONS,
    }
    return Card(**(plain | more))


NUMBERS = Numbers(
    "いますぐ電話できるところ",
    (
        NumberLine("警察", "110", "いつでも・無料"),
        NumberLine("救急の相談", "#7119", "通話料がかかります"),
        NumberLine("DV相談プラス", "0120-279-889", "いつでも・無料", "https://soudanplus.jp/"),
        NumberLine("市の窓口", "", "役所の窓口で聞けます"),
    ),
    "番号を押すと、電話がかかります。",
)


def walk(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def shown(messages: object) -> list[str]:
    return [str(part["text"]) for part in walk(messages) if "text" in part]


def actions(messages: object) -> list[dict[str, Any]]:
    return [part["action"] for part in walk(messages) if isinstance(part.get("action"), dict)]


def taken_by_line(messages: Sequence[Any]) -> bool:
    """Hold messages against our validator and against the stand-in's, which know nothing of each other."""
    assert [str(problem) for problem in problems(messages)] == []
    require_valid_messages({"messages": json.loads(json.dumps(messages))})
    return True


def test_plain_words_become_a_plain_bubble() -> None:
    assert render(Reply((Say("こんにちは"),))) == [{"type": "text", "text": "こんにちは"}]


def test_the_best_destination_is_one_large_card_and_the_others_stand_below_it() -> None:
    messages = render(Reply((Cards((card(), card("社協"), card("民生委員"))),)))
    assert taken_by_line(messages)
    assert [message["contents"]["type"] for message in messages] == ["bubble", "bubble"]
    assert "高齢者支援センター" in shown(messages[0])
    assert [name for name in shown(messages[1]) if name in {"社協", "民生委員"}] == ["社協", "民生委員"]


def test_the_card_says_everything_a_person_needs() -> None:
    messages = render(Reply((Cards((card(caution="古い資料です", badge="お近く"),)),)))
    for words in (
        "0999-00-1234",
        "いま開いています（17:15まで）",
        "本町1-1",
        "古い資料です",
        "お近く",
        "介護の困りごとを聞いてくれます。",
    ):
        assert words in shown(messages)
    assert {"type": "uri", "label": "電話する", "uri": "tel:0999001234"} in actions(messages)
    assert [action["label"] for action in actions(messages) if action["type"] == "postback"] == [
        button.label for button in BUTTONS
    ]
    assert "ここに相談する" in [action.get("displayText") for action in actions(messages)]


def test_a_card_without_number_or_address_shows_no_button_for_them() -> None:
    messages = render(Reply((Cards((card(phone="", map_uri="", address=""),)),)))
    assert taken_by_line(messages)
    assert all(action["type"] == "postback" for action in actions(messages))


def test_opening_is_said_in_words_and_only_coloured_besides() -> None:
    for state in (True, False, None):
        messages = render(Reply((Cards((card(open_now=state),)),)))
        assert "いま開いています（17:15まで）" in shown(messages)


def test_every_emergency_number_is_text_and_has_a_button_of_its_own() -> None:
    messages = render(Reply((NUMBERS,)))
    assert taken_by_line(messages)
    for number, dialled in (("110", "tel:110"), ("#7119", "tel:%237119"), ("0120-279-889", "tel:0120279889")):
        assert number in shown(messages)
        assert dialled in [action["uri"] for action in actions(messages)]
    assert "110 に電話" in shown(messages)


def test_who_cannot_speak_finds_a_button_to_write() -> None:
    uris = [action["uri"] for action in actions(render(Reply((NUMBERS,))))]
    assert "https://soudanplus.jp/?openExternalBrowser=1" in uris


def test_a_question_has_a_large_button_for_each_answer() -> None:
    question = Question(
        "どちらに近いですか。",
        (Button("庭の木", "do=1"), LinkButton("ページを開く", "https://example.jp/a?b=1")),
    )
    messages = render(Reply((question,)))
    assert taken_by_line(messages)
    assert [action["label"] for action in actions(messages)] == ["庭の木", "ページを開く"]
    assert actions(messages)[1]["uri"] == "https://example.jp/a?b=1&openExternalBrowser=1"


def test_quick_replies_stand_on_the_last_message() -> None:
    quick = (QuickReply("はい", "do=1"), QuickReply("場所を送る", location=True), QuickReply("スキップ"))
    messages = render(Reply((Say("a"), Say("b")), quick))
    assert taken_by_line(messages)
    assert "quickReply" not in messages[0]
    items = messages[1]["quickReply"]["items"]
    assert [item["action"]["type"] for item in items] == ["postback", "location", "message"]


def test_altText_can_be_read_aloud() -> None:  # noqa: N802 - LINE's own spelling
    messages = render(Reply((NUMBERS, Cards((card(),)), Question("どちらですか。", BUTTONS))))
    assert [message["altText"] for message in messages] == [
        "電話できるところ：警察、救急の相談、DV相談プラス、市の窓口",
        "ご案内です：高齢者支援センター",
        "どちらですか。",
    ]


def test_a_neutral_answer_shows_nothing_of_the_matter_on_a_lock_screen() -> None:
    reply = Reply(
        (Say("なぐられたのですね"), NUMBERS, Cards((card("女性相談"),)), Say("消し方")),
        (QuickReply("もっと書く", "d"),),
        neutral=True,
    )
    messages = render(reply)
    assert taken_by_line(messages)
    assert messages[0] == {"type": "text", "text": "お返事があります"}
    assert {message["altText"] for message in messages[1:]} == {"お返事があります"}
    assert all(message["type"] == "flex" for message in messages[1:])
    assert "なぐられたのですね" in shown(messages)


def test_no_sentence_of_a_neutral_answer_reaches_lock_screen_or_chat_list() -> None:
    for key in sorted(TEXTS.keys()):
        said = TEXTS.say(key, **dict.fromkeys(TEXTS.fields(key), "女性相談"))
        taps = (Button(said, "do=1", said),)
        cards = Cards((card(said, buttons=taps), card(said, buttons=taps)))
        numbers = Numbers(said, (NumberLine(said, "110"),), said)
        parts = (Say(said), Question(said, taps), cards, numbers)
        messages = render(Reply(parts, (QuickReply(said, "do=2", said),), neutral=True))
        exposed = {message.get("altText", message.get("text")) for message in messages}
        assert exposed == {"お返事があります"}, key
        assert all("displayText" not in part for part in walk(messages)), key


def test_more_than_five_bubbles_are_packed_into_five() -> None:
    parts: list[Part] = [part for _ in range(6) for part in (Say("ことば"), NUMBERS, Cards((card(),)))]
    messages = render(Reply(tuple(parts)))
    assert taken_by_line(messages)
    assert len(shown(messages)) >= 6 * 10


def test_a_very_long_text_stays_readable() -> None:
    paragraph = "これは長い文章です。" * 30
    messages = render(Reply((Say("\n\n".join([paragraph] * 16)),)))
    assert taken_by_line(messages)
    assert sum(message["text"].count("これは長い文章です。") for message in messages) == 480


def test_a_reply_without_words_is_still_an_answer() -> None:
    assert taken_by_line(render(Reply(())))
    assert taken_by_line(render(Reply((Say(" "), Cards(())), neutral=True)))


@pytest.mark.parametrize("data", ["", "a" * 301])
def test_a_button_that_no_tap_could_bring_back_is_a_mistake_in_the_code(data: str) -> None:
    with pytest.raises(ButtonDataError):
        render(Reply((Question("?", (Button("a", data),)),)))


@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "https://", "tel:abc", "", "http://[", "ftp://a.jp", "https://a.jp/ b"]
)
def test_a_link_that_leads_nowhere_has_no_button(uri: str) -> None:
    assert actions(render(Reply((Question("?", (LinkButton("a", uri),)),)))) == []


def luminance(colour: str) -> float:
    def channel(value: int) -> float:
        share = value / 255
        return share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("pair", palette.ALL)
def test_letters_stand_out_from_their_ground(pair: palette.Pair) -> None:
    light, dark = sorted((luminance(pair.letters), luminance(pair.ground)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


# Everything that people, data files or attackers could bring: long, tiny, emoji, right to left, half characters.
RAW = st.one_of(
    st.text(max_size=60),
    st.text(alphabet=st.characters(codec=None, categories=("Cs", "Mn", "So", "Lo", "Cc", "Zs")), max_size=60),
    st.sampled_from(
        [
            "あ" * 5000,
            "😀" * 5000,
            "👨\u200d👩\u200d👧\u200d👦" * 400,
            "e" + "\u0301" * 5000,
            "مرحبا \u202e110",
            '"\\' * 2000,
            "\u2028" * 300 + "a",
            "",
            " ",
            "\ud800",
        ]
    ),
)
DATA = st.text(alphabet="abc=&", min_size=1, max_size=300)
URI = st.one_of(RAW, st.sampled_from(["https://example.jp/" + "a" * 950, "tel:0999001000", "tel:#7119"]))
BUTTON = st.builds(Button, label=RAW, data=DATA, shown=RAW)
LINK = st.builds(LinkButton, label=RAW, uri=URI)
CARD = st.builds(
    Card,
    **dict.fromkeys(
        ("name", "description", "opening", "phone", "phone_note", "address", "why", "caution", "badge"), RAW
    ),
    map_uri=URI,
    buttons=st.lists(BUTTON, max_size=5).map(tuple),
    open_now=st.none() | st.booleans(),
)
LINES = st.builds(NumberLine, name=RAW, number=RAW | st.sampled_from(["110", "#8008"]), note=RAW, link=URI)
PART = st.one_of(
    st.builds(Say, text=RAW),
    st.builds(Numbers, heading=RAW, lines=st.lists(LINES, max_size=9).map(tuple), footnote=RAW),
    st.builds(Cards, cards=st.lists(CARD, max_size=6).map(tuple)),
    st.builds(Question, text=RAW, buttons=st.lists(BUTTON | LINK, max_size=14).map(tuple)),
)
QUICK = st.builds(QuickReply, label=RAW, data=st.just("") | DATA, shown=RAW, location=st.booleans())
REPLY = st.builds(
    Reply,
    parts=st.lists(PART, max_size=9).map(tuple),
    quick_replies=st.lists(QUICK, max_size=15).map(tuple),
    neutral=st.booleans(),
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(REPLY)
def test_whatever_is_said_line_would_take_it(reply: Reply) -> None:
    messages = render(reply)
    assert taken_by_line(messages)
    if reply.neutral:
        assert {str(message.get("altText", message.get("text"))) for message in messages} == {
            "お返事があります"
        }


def test_the_parts_of_an_answer_keep_their_order() -> None:
    messages = render(Reply((Say("一"), NUMBERS, Cards((card(),)), Say("二"), Say("三"))))
    kinds = [message["type"] for message in messages]
    assert kinds == ["text", "flex", "flex", "text", "text"]
    assert all(before is not after for before, after in pairwise(messages))
