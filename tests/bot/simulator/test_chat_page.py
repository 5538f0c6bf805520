"""The chat page in a real browser: typing, tapping, what shows and what vanishes."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from bot.simulator.client import SimulatorClient
from tests.bot.simulator.conftest import LineApi, RecordingBot
from tests.bot.simulator.test_phones import CARD, asking

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = "browser" in os.environ.get("MADOGUCHI_TEST_REQUIRE", "").split(",")
WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and not REQUIRED, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, base_url: str) -> Iterator[Page]:
    context = browser.new_context(viewport=WIDE, locale="ja-JP")  # type: ignore[arg-type]
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.goto(f"{base_url}/")
    found.wait_for_selector("body[data-ready]")
    yield found
    context.close()
    assert complaints == []


def send(line: LineApi, phones: SimulatorClient, *messages: object, to: str = "resident_a") -> None:
    body = {"to": phones.user_id(to), "messages": list(messages)}
    assert line.call("POST", "/v2/bot/message/push", body).status == 200


def text(words: str, **more: object) -> dict[str, object]:
    return {"type": "text", "text": words, **more}


def test_typing_sends_a_message_and_the_answer_appears_by_itself(
    page: Page, line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    page.get_by_label("メッセージ", exact=True).fill("電球が切れた")
    page.keyboard.press("Enter")
    expect(page.locator(".own .balloon")).to_have_text("電球が切れた")
    expect(page.get_by_label("メッセージ", exact=True)).to_have_value("")
    phones.wait_for("resident_a", lambda _: len(bot.events) == 1)
    line.reply(bot.events[0]["replyToken"], "お電話は 0999-12-3456 です")
    expect(page.locator(".theirs .balloon")).to_have_text("お電話は 0999-12-3456 です")


def test_a_tap_on_a_card_sends_its_data_and_the_telephone_only_shows(
    page: Page, line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    send(line, phones, CARD)
    page.get_by_role("button", name="電話", exact=True).click()
    expect(page.locator("#toast")).to_contain_text("0999-12-3456")
    page.get_by_role("button", name="ここに相談する").click()
    expect(page.locator(".own .balloon")).to_have_text("お願い")
    assert [event["type"] for event in bot.events] == ["postback"]


def test_quick_replies_are_tapped_once_and_vanish(
    page: Page, line: LineApi, phones: SimulatorClient, bot: RecordingBot
) -> None:
    send(line, phones, asking("はい", "いいえ"))
    page.get_by_role("group", name="返信の候補").get_by_role("button", name="いいえ").click()
    expect(page.locator(".own .balloon")).to_have_text("いいえ")
    expect(page.locator("#quick")).to_be_hidden()
    assert len(bot.events) == 1


def test_the_list_shows_who_has_unread_messages_and_only_the_alt_text(
    page: Page, line: LineApi, phones: SimulatorClient
) -> None:
    send(line, phones, CARD, to="coordinator_a")
    row = page.locator("[data-key=coordinator_a]")
    expect(row.get_by_label("未読1件")).to_be_visible()
    expect(row).to_contain_text("お返事があります")
    row.click()
    expect(row.locator(".badge")).to_have_count(0)
    expect(page.locator("#holder")).to_have_text("推進員Aの電話")


def test_stickers_photo_voice_and_file_go_out_from_their_trays(page: Page, bot: RecordingBot) -> None:
    page.get_by_role("button", name="スタンプ", exact=True).click()
    page.get_by_role("button", name="スタンプ 🙏").click()
    expect(page.locator(".own .sticker")).to_have_text("🙏")
    for name, shown in (("見本の写真", ".photo"), ("音声", ".voice"), ("ファイル", ".attached")):
        page.get_by_role("button", name="写真や音声などを送る").click()
        page.locator("#tray").get_by_role("button", name=name).click()
        expect(page.locator(f".own {shown}")).to_be_visible()
    page.get_by_role("button", name="写真や音声などを送る").click()
    page.get_by_role("button", name="位置情報").click()
    page.get_by_role("dialog").get_by_role("button", name="送信").click()
    expect(page.locator(".own .place")).to_contain_text("いまいる所")
    kinds = [event["message"]["type"] for event in bot.events]  # type: ignore[index]
    assert kinds == ["sticker", "image", "audio", "file", "location"]


def test_a_message_is_taken_back_and_the_account_blocked_and_unblocked(
    page: Page, phones: SimulatorClient, bot: RecordingBot
) -> None:
    phones.say("resident_a", "まちがい")
    page.get_by_role("button", name="このメッセージを取り消す").click()
    expect(page.locator(".notice")).to_have_text("メッセージの送信を取り消しました")
    page.get_by_role("button", name="トークのメニュー").click()
    page.get_by_role("menuitem", name="ブロック").click()
    expect(page.get_by_label("メッセージ", exact=True)).to_be_disabled()
    page.get_by_role("button", name="解除する").click()
    expect(page.get_by_label("メッセージ", exact=True)).to_be_enabled()
    assert [event["type"] for event in bot.events] == ["message", "unsend", "unfollow", "follow"]


def test_a_stranger_adds_the_account_and_the_last_webhook_is_repeated(page: Page, bot: RecordingBot) -> None:
    page.locator("[data-key=stranger]").click()
    page.get_by_role("button", name="友だち追加", exact=True).click()
    expect(page.locator("#stranger")).to_be_hidden()
    page.get_by_role("button", name="トークのメニュー").click()
    page.get_by_role("menuitem", name="もう一度届ける").click()
    expect(page.locator("#toast")).to_contain_text("もう一度届けました")
    assert [e["deliveryContext"]["isRedelivery"] for e in bot.events] == [False, True]  # type: ignore[index]


def test_the_loading_animation_shows_until_the_answer(
    page: Page, line: LineApi, phones: SimulatorClient
) -> None:
    line.call("POST", "/v2/bot/chat/loading/start", {"chatId": phones.user_id("resident_a")})
    expect(page.get_by_label("入力中")).to_be_visible()
    send(line, phones, text("お待たせしました"))
    expect(page.get_by_label("入力中")).to_have_count(0)


def test_words_are_never_taken_for_markup(page: Page, line: LineApi, phones: SimulatorClient) -> None:
    words = "<img src=x onerror=alert(1)><b>太字</b>"
    phones.say("resident_a", words)
    send(line, phones, text(words))
    expect(page.locator(".own .balloon")).to_have_text(words)
    expect(page.locator(".theirs .balloon")).to_have_text(words)


@pytest.mark.parametrize(
    ("size", "width"),
    [("nano", 120), ("micro", 160), ("deca", 220), ("hecto", 241), ("kilo", 260), ("mega", 300)],
)
def test_bubbles_have_the_widths_of_the_app(
    page: Page, line: LineApi, phones: SimulatorClient, size: str, width: int
) -> None:
    contents: dict[str, Any] = {**CARD["contents"], "size": size}
    send(line, phones, {**CARD, "contents": contents})
    box = page.locator(".bubble").bounding_box()
    assert box is not None
    assert round(box["width"]) == width


def test_horizontal_boxes_share_their_width_by_flex(
    page: Page, line: LineApi, phones: SimulatorClient
) -> None:
    parts = [{"type": "text", "text": "一", "flex": 1}, {"type": "text", "text": "三", "flex": 3}]
    row = {"type": "box", "layout": "horizontal", "contents": parts}
    body = {"type": "box", "layout": "vertical", "contents": [row]}
    send(line, phones, {"type": "flex", "altText": "a", "contents": {"type": "bubble", "body": body}})
    expect(page.locator(".flex-text")).to_have_count(2)
    widths = [found.bounding_box() for found in page.locator(".flex-text").all()]
    assert [round(box["width"]) for box in widths if box] == [65, 195]


def test_on_a_phone_the_list_and_the_talk_take_turns(
    page: Page, line: LineApi, phones: SimulatorClient
) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.get_by_role("button", name="人の一覧にもどる").click()
    page.locator("[data-key=resident_b]").click()
    send(line, phones, CARD, to="resident_b")
    expect(page.locator(".bubble")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_the_page_runs_nothing_but_its_own_files(page: Page, line: LineApi) -> None:
    policy = line.call("GET", "/").headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    hosts = page.evaluate("performance.getEntriesByType('resource').map(r => new URL(r.name).host)")
    assert set(hosts) == {page.evaluate("location.host")}


def test_the_page_is_accessible(page: Page, line: LineApi, phones: SimulatorClient) -> None:
    phones.say("resident_a", "電球が切れた")
    send(line, phones, CARD, asking("はい", "いいえ"))
    expect(page.locator(".chip")).to_have_count(2)
    found = Axe().run(page)
    serious = [v["id"] for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert serious == [], found.generate_report()
