"""Every limit on messages, at its edge and one beyond."""

from typing import Any

import pytest

from bot.simulator.limits import require_valid_messages
from bot.simulator.refusals import Refused
from bot.simulator.units import graphemes, utf16_units

FAMILY = "👨‍👩‍👧"
Message = dict[str, Any]


def problems(*messages: object, **body: object) -> list[str]:
    try:
        require_valid_messages({"messages": list(messages), **body})
    except Refused as refused:
        return [problem.property for problem in refused.problems]
    return []


def text(words: str, **more: object) -> Message:
    return {"type": "text", "text": words, **more}


def postback(label: str = "はい", **more: object) -> Message:
    return {"type": "postback", "label": label, "data": "a=1", **more}


def buttons(words: str = "えらんでください", *, actions: int = 1, **more: object) -> Message:
    template = {"type": "buttons", "text": words, "actions": [postback()] * actions, **more}
    return {"type": "template", "altText": "えらぶ", "template": template}


def confirm(words: str = "よいですか", *, actions: int = 2) -> Message:
    template = {"type": "confirm", "text": words, "actions": [postback()] * actions}
    return {"type": "template", "altText": "確認", "template": template}


def columns(*found: Message) -> Message:
    template = {"type": "carousel", "columns": list(found)}
    return {"type": "template", "altText": "えらぶ", "template": template}


def column(words: str = "窓口", *, actions: int = 1, **more: object) -> Message:
    return {"text": words, "actions": [postback()] * actions, **more}


def image_columns(count: int, label: str = "見る") -> Message:
    found = [{"imageUrl": "https://example.com/a.png", "action": postback(label)}] * count
    return {"type": "template", "altText": "絵", "template": {"type": "image_carousel", "columns": found}}


def quick(*actions: Message) -> Message:
    return text("どれですか", quickReply={"items": [{"type": "action", "action": a} for a in actions]})


def v2(words: str, **substitution: object) -> Message:
    return {"type": "textV2", "text": words, "substitution": substitution}


def picker(mode: str = "date", **more: object) -> Message:
    return quick({"type": "datetimepicker", "label": "日", "data": "d", "mode": mode, **more})


MENTION = {"type": "mention", "mentionee": {"type": "all"}}
THUMB = "https://example.com/a.png"

ALLOWED: dict[str, Message] = {
    "5000 units": text("あ" * 5000),
    "2500 emoji are 5000 units": text("😀" * 2500),
    "an emoji on its place": text("😀$", emojis=[{"index": 2, "productId": "1", "emojiId": "2"}]),
    "textV2 with escaped braces": v2("{{あ}} {name}", name=MENTION),
    "13 quick replies": quick(*[postback()] * 13),
    "a label of 20 families": quick(postback(FAMILY * 20)),
    "data of 300": quick(postback(data="あ" * 300)),
    "displayText of 300 families": quick(postback(displayText=FAMILY * 300)),
    "a telephone": quick({"type": "uri", "label": "電話", "uri": "tel:0999-12-3456"}),
    "camera in a quick reply": quick({"type": "camera", "label": "写真"}),
    "clipboard of 1000": quick({"type": "clipboard", "label": "写す", "clipboardText": "あ" * 1000}),
    "a picker": picker("datetime", min="2026-01-01T00:00", max="2026-12-31T23:59"),
    "altText of 1500": {**buttons(), "altText": "あ" * 1500},
    "buttons text of 160": buttons("あ" * 160, actions=4),
    "buttons text of 60 under a title": buttons("あ" * 60, title="あ" * 40),
    "confirm text of 240": confirm("あ" * 240),
    "10 columns": columns(*[column("あ" * 120, actions=3)] * 10),
    "10 pictures": image_columns(10, "あ" * 12),
    "a place": {"type": "location", "title": "あ" * 100, "address": "い", "latitude": 33.5, "longitude": 133},
    "a sticker": {"type": "sticker", "packageId": "446", "stickerId": "1988"},
    "a picture": {"type": "image", "originalContentUrl": THUMB, "previewImageUrl": THUMB},
    "a sender": text("はい", sender={"name": "あ" * 20}),
}
REFUSED: dict[str, tuple[Message, str]] = {
    "no words": (text(""), ".text"),
    "words that are no string": ({"type": "text", "text": 5}, ".text"),
    "5001 units": (text("あ" * 5001), ".text"),
    "2501 emoji": (text("😀" * 2501), ".text"),
    "an emoji beside its place": (
        text("😀$", emojis=[{"index": 1, "productId": "1", "emojiId": "2"}]),
        ".emojis[0].index",
    ),
    "21 emoji": (
        text("$" * 21, emojis=[{"index": i, "productId": "1", "emojiId": "2"} for i in range(21)]),
        ".emojis",
    ),
    "an open brace": (v2("a { b"), ".text"),
    "a placeholder without value": (v2("{name}"), ".substitution.name"),
    "a placeholder with a long key": (v2("{" + "a" * 21 + "}"), ".text"),
    "21 mentions": (v2("hi", **{f"m{i}": MENTION for i in range(21)}), ".substitution"),
    "an unknown type": ({"type": "hologram"}, ".type"),
    "14 quick replies": (quick(*[postback()] * 14), ".quickReply.items"),
    "no quick replies": (quick(), ".quickReply.items"),
    "a label of 21": (quick(postback("あ" * 21)), ".quickReply.items[0].action.label"),
    "no label": (quick({"type": "postback", "data": "a"}), ".quickReply.items[0].action.label"),
    "data of 301": (quick(postback(data="あ" * 301)), ".quickReply.items[0].action.data"),
    "displayText of 301": (
        quick(postback(displayText="あ" * 301)),
        ".quickReply.items[0].action.displayText",
    ),
    "message text of 301": (
        quick({"type": "message", "label": "a", "text": "あ" * 301}),
        ".quickReply.items[0].action.text",
    ),
    "another scheme": (
        quick({"type": "uri", "label": "a", "uri": "javascript:alert(1)"}),
        ".quickReply.items[0].action.uri",
    ),
    "an address of 1001": (
        quick({"type": "uri", "label": "a", "uri": "https://example.com/" + "a" * 981}),
        ".quickReply.items[0].action.uri",
    ),
    "clipboard of 1001": (
        quick({"type": "clipboard", "label": "a", "clipboardText": "あ" * 1001}),
        ".quickReply.items[0].action.clipboardText",
    ),
    "a rich menu switch": (
        quick({"type": "richmenuswitch", "label": "a", "data": "d", "richMenuAliasId": "a"}),
        ".quickReply.items[0].action.type",
    ),
    "camera outside quick replies": (
        buttons(actions=0) | {"template": {"type": "buttons", "text": "a", "actions": [{"type": "camera"}]}},
        ".template.actions[0].type",
    ),
    "a picker with a zone": (picker("time", initial="10:00+09:00"), ".quickReply.items[0].action.initial"),
    "a picker before 1900": (picker(min="1899-12-31"), ".quickReply.items[0].action.min"),
    "a picker after 2100": (picker(max="2101-01-01"), ".quickReply.items[0].action.max"),
    "a picker turned round": (
        picker(min="2026-02-02", max="2026-02-02"),
        ".quickReply.items[0].action.max",
    ),
    "altText of 1501": ({**buttons(), "altText": "あ" * 1501}, ".altText"),
    "no altText": ({"type": "template", "template": buttons()["template"]}, ".altText"),
    "buttons text of 161": (buttons("あ" * 161), ".template.text"),
    "buttons text of 61 under a title": (buttons("あ" * 61, title="あ"), ".template.text"),
    "buttons text of 61 under a picture": (buttons("あ" * 61, thumbnailImageUrl=THUMB), ".template.text"),
    "a title of 41": (buttons(title="あ" * 41), ".template.title"),
    "5 buttons": (buttons(actions=5), ".template.actions"),
    "confirm text of 241": (confirm("あ" * 241), ".template.text"),
    "3 answers": (confirm(actions=3), ".template.actions"),
    "1 answer": (confirm(actions=1), ".template.actions"),
    "11 columns": (columns(*[column()] * 11), ".template.columns"),
    "column text of 121": (columns(column("あ" * 121)), ".template.columns[0].text"),
    "4 actions in a column": (columns(column(actions=4)), ".template.columns[0].actions"),
    "uneven actions": (columns(column(), column(actions=2)), ".template.columns"),
    "uneven titles": (columns(column(), column(title="あ")), ".template.columns"),
    "uneven pictures": (columns(column(), column(thumbnailImageUrl=THUMB)), ".template.columns"),
    "11 pictures": (image_columns(11), ".template.columns"),
    "a picture's label of 13": (image_columns(1, "あ" * 13), ".template.columns[0].action.label"),
    "an unknown template": (
        {"type": "template", "altText": "a", "template": {"type": "poster"}},
        ".template.type",
    ),
    "a place with a title of 101": (
        {"type": "location", "title": "あ" * 101, "address": "い", "latitude": 33.5, "longitude": 133},
        ".title",
    ),
    "a place off the globe": (
        {"type": "location", "title": "あ", "address": "い", "latitude": 91, "longitude": 133},
        ".latitude",
    ),
    "a picture over http": (
        {"type": "image", "originalContentUrl": "http://example.com/a", "previewImageUrl": THUMB},
        ".originalContentUrl",
    ),
    "a sender's name of 21": (text("はい", sender={"name": "あ" * 21}), ".sender.name"),
}


@pytest.mark.parametrize("message", ALLOWED.values(), ids=ALLOWED.keys())
def test_what_line_allows_passes(message: Message) -> None:
    assert problems(message) == []


@pytest.mark.parametrize(("message", "place"), REFUSED.values(), ids=REFUSED.keys())
def test_what_line_refuses_is_refused_by_name(message: Message, place: str) -> None:
    assert f"messages[0]{place}" in problems(message)


def test_one_to_five_messages_fit_in_a_call() -> None:
    assert problems(*[text("あ")] * 5) == []
    assert problems(*[text("あ")] * 6) == ["messages"]
    assert problems() == ["messages"]


@pytest.mark.parametrize("body", [{}, {"messages": None}, {"messages": "はい"}, {"messages": ["はい"]}])
def test_messages_must_be_a_list_of_objects(body: dict[str, object]) -> None:
    with pytest.raises(Refused, match="'messages'"):
        require_valid_messages(body)


@pytest.mark.parametrize("units", [["a", "b"], ["a" * 31], ["日"], "a", [7]])
def test_a_call_has_at_most_one_aggregation_unit(units: object) -> None:
    assert problems(text("あ"), customAggregationUnits=["promo_1"]) == []
    assert problems(text("あ"), customAggregationUnits=units) == ["customAggregationUnits"]


@pytest.mark.parametrize(
    ("words", "in_units", "in_clusters"),
    [("あ", 1, 1), ("😀", 2, 1), (FAMILY, 8, 1), ("か\u3099", 2, 1), ("葛\U000e0100", 3, 1), ("\r\n", 2, 1)],
)
def test_characters_are_counted_in_lines_two_ways(words: str, in_units: int, in_clusters: int) -> None:
    assert (utf16_units(words), graphemes(words)) == (in_units, in_clusters)
