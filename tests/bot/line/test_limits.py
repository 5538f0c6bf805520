from typing import Any

import pytest

from bot.line.limits import problems

FAMILY = "👨\u200d👩\u200d👧\u200d👦"
HTTPS = "https://example.jp/a.jpg"
LONG = "https://a.jp/" + "a" * 1000


def text(words: str = "あ", **more: Any) -> dict[str, Any]:
    return {"type": "text", "text": words, **more}


def postback(**more: Any) -> dict[str, Any]:
    return {"type": "postback", "label": "はい", "data": "d", **more}


def flex(contents: dict[str, Any], alt: str = "お返事") -> dict[str, Any]:
    return {"type": "flex", "altText": alt, "contents": contents}


def bubble(*contents: Any) -> dict[str, Any]:
    return {"type": "bubble", "body": {"type": "box", "layout": "vertical", "contents": list(contents)}}


def flex_button(**action: Any) -> dict[str, Any]:
    return flex(bubble({"type": "button", "action": postback(**action)}))


def words(text: str) -> dict[str, Any]:
    return {"type": "text", "text": text}


def template(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": "template", "altText": "a", "template": {"type": kind, **fields}}


def buttons(**fields: Any) -> dict[str, Any]:
    return template("buttons", **({"text": "t", "actions": [postback()]} | fields))


def carousel(*columns: dict[str, Any]) -> dict[str, Any]:
    return template("carousel", columns=list(columns))


def column(**fields: Any) -> dict[str, Any]:
    return {"text": "t", "actions": [postback()]} | fields


def quick(*actions: dict[str, Any]) -> dict[str, Any]:
    return text(quickReply={"items": [{"type": "action", "action": action} for action in actions]})


def picker(**fields: Any) -> dict[str, Any]:
    return quick({"type": "datetimepicker", "label": "日", "data": "d", "mode": "date", **fields})


FINE: list[list[dict[str, Any]]] = [
    [text()],
    [text("😀" * 2500)],
    [text()] * 5,
    [quick(*[postback()] * 13)],
    [quick(postback(label=FAMILY * 20))],
    [quick({"type": "location", "label": "場所"}, {"type": "camera", "label": "写真"})],
    [flex(bubble(words("あ" * 2000)), alt="あ" * 1500)],
    [flex({"type": "carousel", "contents": [bubble(words("a"))] * 12})],
    [flex_button(label="あ" * 40, data="a" * 300, displayText=FAMILY * 300)],
    [buttons(title="あ" * 40, text="あ" * 60, actions=[postback()] * 4)],
    [buttons(text="あ" * 160)],
    [template("confirm", text="あ" * 240, actions=[postback(), postback()])],
    [carousel(*[column(text="あ" * 120, actions=[postback()] * 3)] * 10)],
    [template("image_carousel", columns=[{"imageUrl": HTTPS, "action": postback(label="あ" * 12)}])],
    [{"type": "image", "originalContentUrl": HTTPS, "previewImageUrl": HTTPS}],
    [{"type": "video", "originalContentUrl": HTTPS, "previewImageUrl": HTTPS}],
    [{"type": "audio", "originalContentUrl": HTTPS, "duration": 1000}],
    [{"type": "location", "title": "あ", "address": "あ" * 100, "latitude": 33.5, "longitude": 133.5}],
    [{"type": "sticker", "packageId": "1", "stickerId": "2"}],
    [{"type": "imagemap", "altText": "a", "baseUrl": HTTPS, "actions": [{"type": "uri", "linkUri": HTTPS}]}],
    [{"type": "textV2", "text": "{{x}} {who}", "substitution": {"who": {"type": "mention"}}}],
    [text("$ 😀$", emojis=[{"index": 0}, {"index": 4}])],
    [text(sender={"name": "窓口", "iconUrl": HTTPS})],
    [picker(min="2026-01-01", max="2026-12-31", initial="2026-05-05")],
    [quick({"type": "uri", "label": "電話", "uri": "tel:0999001000"})],
    [quick({"type": "clipboard", "label": "写す", "clipboardText": "a" * 1000})],
]

BROKEN: list[tuple[list[dict[str, Any]], str]] = [
    ([], "messages"),
    ([text()] * 6, "messages"),
    ([flex(bubble(words("あ" * 400_000)))], "messages"),
    ([{"type": "hologram"}], "messages[0].type"),
    ([{"type": ["text"]}], "messages[0].type"),
    ([text("")], "messages[0].text"),
    ([text("  ")], "messages[0].text"),
    ([{"type": "text", "text": 3}], "messages[0].text"),
    ([{"type": "text"}], "messages[0].text"),
    ([text("\ud83d")], "messages[0].text"),
    ([text("😀" * 2500 + "a")], "messages[0].text"),
    ([text("$" * 21, emojis=[{"index": i} for i in range(21)])], "messages[0].emojis"),
    ([text("あ$", emojis=[{"index": 0}])], "messages[0].emojis[0].index"),
    ([text("😀$", emojis=[{"index": 1}])], "messages[0].emojis[0].index"),
    ([text(sender={"name": "あ" * 21})], "messages[0].sender.name"),
    ([text(sender={"iconUrl": "http://example.jp"})], "messages[0].sender.iconUrl"),
    ([quick(*[postback()] * 14)], "messages[0].quickReply.items"),
    ([quick()], "messages[0].quickReply.items"),
    ([quick(postback(label="あ" * 21))], "messages[0].quickReply.items[0].action.label"),
    ([quick(postback(data="a" * 301))], "messages[0].quickReply.items[0].action.data"),
    ([quick(postback(data="😀" * 151))], "messages[0].quickReply.items[0].action.data"),
    ([quick(postback(displayText="あ" * 301))], "messages[0].quickReply.items[0].action.displayText"),
    ([quick(postback(displayText="a", text="b"))], "messages[0].quickReply.items[0].action"),
    (
        [quick({"type": "message", "label": "a", "text": "あ" * 301})],
        "messages[0].quickReply.items[0].action.text",
    ),
    (
        [quick({"type": "uri", "label": "a", "uri": "javascript:x"})],
        "messages[0].quickReply.items[0].action.uri",
    ),
    (
        [quick({"type": "uri", "label": "a", "uri": LONG})],
        "messages[0].quickReply.items[0].action.uri",
    ),
    ([quick({"type": "richmenuswitch", "label": "a"})], "messages[0].quickReply.items[0].action.type"),
    ([quick(postback()), text()], "messages[0].quickReply"),
    ([picker(min="2026-12-31", max="2026-01-01")], "messages[0].quickReply.items[0].action.min"),
    ([picker(initial="2101-01-01")], "messages[0].quickReply.items[0].action.initial"),
    ([picker(mode="week")], "messages[0].quickReply.items[0].action.mode"),
    ([flex(bubble(words("a")), alt="あ" * 1501)], "messages[0].altText"),
    ([flex(bubble(words("")))], "messages[0].contents.body.contents[0].text"),
    ([flex(bubble({"type": "carrot"}))], "messages[0].contents.body.contents[0].type"),
    ([flex(bubble(*[words("あ" * 2000)] * 5))], "messages[0].contents"),
    ([flex({"type": "bubble"})], "messages[0].contents"),
    ([flex({"type": "box"})], "messages[0].contents.type"),
    ([flex({"type": "carousel", "contents": [bubble(words("a"))] * 13})], "messages[0].contents.contents"),
    (
        [flex({"type": "carousel", "contents": [bubble(*[words("あ" * 2000)] * 3)] * 3})],
        "messages[0].contents",
    ),
    ([flex_button(label="あ" * 41)], "messages[0].contents.body.contents[0].action.label"),
    ([flex_button(label=None)], "messages[0].contents.body.contents[0].action.label"),
    (
        [flex(bubble({"type": "image", "url": "http://a.jp/x.png"}))],
        "messages[0].contents.body.contents[0].url",
    ),
    ([buttons(text="あ" * 161)], "messages[0].template.text"),
    ([buttons(title="t", text="あ" * 61)], "messages[0].template.text"),
    ([buttons(title="あ" * 41)], "messages[0].template.title"),
    ([buttons(actions=[postback()] * 5)], "messages[0].template.actions"),
    ([buttons(actions=[postback(label="あ" * 21)])], "messages[0].template.actions[0].label"),
    ([template("confirm", text="t", actions=[postback()] * 3)], "messages[0].template.actions"),
    ([template("confirm", text="あ" * 241, actions=[postback()] * 2)], "messages[0].template.text"),
    ([carousel(*[column()] * 11)], "messages[0].template.columns"),
    ([carousel(column(), column(actions=[postback()] * 2))], "messages[0].template.columns"),
    ([carousel(column(title="t"), column())], "messages[0].template.columns"),
    ([carousel(column(text="あ" * 121))], "messages[0].template.columns[0].text"),
    ([carousel(column(actions=[postback()] * 4))], "messages[0].template.columns[0].actions"),
    (
        [template("image_carousel", columns=[{"imageUrl": HTTPS, "action": postback(label="あ" * 13)}])],
        "messages[0].template.columns[0].action.label",
    ),
    ([template("tower")], "messages[0].template.type"),
    (
        [{"type": "image", "originalContentUrl": "http://a.jp", "previewImageUrl": HTTPS}],
        "messages[0].originalContentUrl",
    ),
    ([{"type": "audio", "originalContentUrl": HTTPS, "duration": 0}], "messages[0].duration"),
    (
        [{"type": "location", "title": "あ" * 101, "address": "a", "latitude": 1, "longitude": 1}],
        "messages[0].title",
    ),
    (
        [{"type": "location", "title": "a", "address": "a", "latitude": 91, "longitude": 1}],
        "messages[0].latitude",
    ),
    ([{"type": "textV2", "text": "{name}"}], "messages[0].text"),
    ([{"type": "textV2", "text": "a } b"}], "messages[0].text"),
    ([{"type": "textV2", "text": "a", "substitution": {"a-b": {}}}], "messages[0].substitution"),
]


@pytest.mark.parametrize("messages", FINE)
def test_what_line_takes_has_no_problem(messages: list[dict[str, Any]]) -> None:
    assert problems(messages) == []


@pytest.mark.parametrize(("messages", "path"), BROKEN)
def test_every_broken_limit_is_named_with_its_place(messages: list[dict[str, Any]], path: str) -> None:
    assert path in [problem.path for problem in problems(messages)]


def test_every_problem_is_named_at_once_and_without_the_text() -> None:
    found = problems([text("ひみつ" * 2000, sender={"name": "ひみつ" * 20}), {"type": "nothing"}])
    assert len(found) == 3
    assert "ひみつ" not in "".join(map(str, found))
