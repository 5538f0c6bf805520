"""Limits of Flex messages."""

from typing import Any

import pytest

from tests.bot.simulator.test_limits import postback, problems

Part = dict[str, Any]


def box(*contents: Part, layout: str = "vertical", **more: object) -> Part:
    return {"type": "box", "layout": layout, "contents": list(contents), **more}


def words(text: str = "窓口", **more: object) -> Part:
    return {"type": "text", "text": text, **more}


def bubble(*contents: Part, **more: object) -> Part:
    return {"type": "bubble", "body": box(*contents), **more}


def flex(contents: Part) -> Part:
    return {"type": "flex", "altText": "お返事があります", "contents": contents}


def carousel(*bubbles: Part) -> Part:
    return flex({"type": "carousel", "contents": list(bubbles)})


def button(label: str | None = "電話をかける") -> Part:
    action = {"type": "uri", "uri": "tel:0999-12-3456", **({"label": label} if label is not None else {})}
    return {"type": "button", "action": action, "style": "primary", "height": "md", "color": "#1F6F5C"}


def long_text(size: int) -> Part:
    return words("a" * 1999, wrap=True) if size >= 1999 else words("a" * size)


def test_a_full_card_passes() -> None:
    span = {"type": "span", "text": "強い", "weight": "bold", "color": "#FF0000"}
    card = bubble(
        words("名前", size="xl", weight="bold", wrap=True, maxLines=2),
        {"type": "text", "contents": [span]},
        {"type": "separator", "margin": "md"},
        box({"type": "icon", "url": "https://example.com/i.png"}, words(), layout="baseline", spacing="10px"),
        box(words(flex=1), words(flex=4), layout="horizontal", paddingAll="5%", cornerRadius="md"),
        {"type": "filler"},
        size="giga",
        hero={"type": "image", "url": "https://example.com/a.png", "aspectRatio": "20:13", "size": "full"},
        footer=box(button("あ" * 40)),
        styles={"footer": {"separator": True, "backgroundColor": "#FFFFFF"}},
        action=postback(),
    )
    assert problems(flex(card)) == []


@pytest.mark.parametrize(
    ("part", "place"),
    [
        (words(wrap="yes"), "wrap"),
        (words(""), "text"),
        ({"type": "text"}, "text"),
        (words(size="huge"), "size"),
        (words(color="red"), "color"),
        (words(colour="#FFFFFF"), "colour"),
        (words(maxLines=-1), "maxLines"),
        (words(weight="heavy"), "weight"),
        (words(margin="12"), "margin"),
        (words(flex=-1), "flex"),
        (button(None), "action.label"),
        (button("あ" * 41), "action.label"),
        ({"type": "button"}, "action"),
        ({**button(), "style": "loud"}, "style"),
        ({"type": "image", "url": "http://example.com/a.png"}, "url"),
        ({"type": "image", "url": "https://example.com/a.png", "aspectRatio": "wide"}, "aspectRatio"),
        ({"type": "icon", "url": "https://example.com/a.png"}, "type"),
        ({"type": "span", "text": "a"}, "type"),
        ({"type": "hologram"}, "type"),
        ({"type": "box", "layout": "diagonal", "contents": []}, "layout"),
        ({"type": "box", "layout": "vertical"}, "contents"),
        ({"type": "box", "layout": "vertical", "contents": {}}, "contents"),
        (box({"type": "separator"}, layout="baseline"), "contents[0].type"),
        (box(words(), layout="vertical", spacing="wide"), "spacing"),
    ],
)
def test_a_part_that_line_refuses_is_named(part: Part, place: str) -> None:
    assert f"messages[0].contents.body.contents[0].{place}" in problems(flex(bubble(part)))


@pytest.mark.parametrize(
    ("contents", "place"),
    [
        ({}, "contents"),
        ({"type": "poster"}, "contents.type"),
        ({"type": "bubble"}, "contents"),
        ({"type": "bubble", "body": words()}, "contents.body"),
        ({"type": "bubble", "hero": button()}, "contents.hero"),
        (bubble(words(), size="tera"), "contents.size"),
        (bubble(words(), borders=True), "contents.borders"),
        (bubble(words(), styles={"tail": {}}), "contents.styles.tail"),
        (
            bubble(words(), styles={"body": {"backgroundColor": "red"}}),
            "contents.styles.body.backgroundColor",
        ),
    ],
)
def test_a_container_that_line_refuses_is_named(contents: Part, place: str) -> None:
    assert f"messages[0].{place}" in problems(flex(contents))


def test_a_bubble_has_at_most_30000_bytes() -> None:
    small = bubble(*[long_text(1999)] * 14)
    large = bubble(*[long_text(1999)] * 15)
    assert problems(flex(small)) == []
    assert problems(flex(large)) == ["messages[0].contents"]


def test_bytes_are_counted_in_utf8() -> None:
    assert problems(flex(bubble(*[words("あ" * 1900)] * 6))) == ["messages[0].contents"]


def test_a_carousel_has_at_most_12_bubbles_of_one_size_and_50000_bytes() -> None:
    assert problems(carousel(*[bubble(words())] * 12)) == []
    assert problems(carousel(*[bubble(words())] * 13)) == ["messages[0].contents.contents"]
    assert problems(carousel()) == ["messages[0].contents.contents"]
    mixed = carousel(bubble(words(), size="nano"), bubble(words()))
    assert problems(mixed) == ["messages[0].contents.contents"]
    heavy = carousel(*[bubble(*[long_text(1999)] * 14)] * 2)
    assert problems(heavy) == ["messages[0].contents"]


def test_boxes_nested_without_end_are_refused_not_followed() -> None:
    part = words()
    for _ in range(60):
        part = box(part)
    assert len(problems(flex(bubble(part)))) == 1
