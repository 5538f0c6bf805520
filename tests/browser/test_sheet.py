"""A sheet in Chromium: at phone size, by keyboard alone, axe without complaint; and the console's side of it."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_app
from bot.desk.places import Places
from bot.ports import Health
from bot.sheet.blueprint import sheet_blueprint
from bot.sheet.site import Site
from routing.referral import ReferralState
from storage.database import Database
from tests.bot.console.door import Door
from tests.bot.desk.chat import open_desk
from tests.bot.desk.offices import NAME
from tests.bot.sheet.receivers import Receiver, receiver_of
from tests.browser.test_console import CHROMIUM, REQUIRED, look_at, served, sign_in

__all__ = ["served"]

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and not REQUIRED, reason="Chromium is not installed"),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        found = playwright.chromium.launch(executable_path=str(CHROMIUM), args=flags)
        yield found
        found.close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZES[request.param], locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None)
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def at_door(sqlite_database: Database) -> Iterator[tuple[Receiver, str]]:
    """A sheet behind its link, on a port of its own over plain http as in the demo."""
    receiver = receiver_of(open_desk(sqlite_database, on_duty=("hana",)))
    chat = receiver.chat
    server = make_server("127.0.0.1", 0, receiver.app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    server.app = create_app(
        [sheet_blueprint(Site(chat.database, Places(), chat.clock, chat.desk.randomness, base))],
        health=Health,
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield receiver, base
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_sheet_from_the_link_to_the_outcome(at_door: tuple[Receiver, str], page: Page) -> None:
    receiver, base = at_door
    page.goto(base + receiver.path)
    look_at(page, "sheet-door")
    page.get_by_role("button", name="確認番号を送る").click()
    look_at(page, "sheet-code")
    page.get_by_label("メールに届いた6けたの確認番号").fill("000000")
    page.get_by_role("button", name="シートを開く").click()
    look_at(page, "sheet-code-wrong")
    page.get_by_label("メールに届いた6けたの確認番号").fill(receiver.code())
    page.get_by_role("button", name="シートを開く").click()
    expect(page.get_by_text(NAME)).to_be_visible()
    look_at(page, "sheet")
    page.get_by_role("button", name="受け取りました").click()
    page.get_by_role("button", name="返事をする").click()
    expect(page.get_by_role("alert")).to_contain_text("ひとつ選んでください")
    look_at(page, "sheet-again")
    page.get_by_label("引き受けます", exact=True).check()
    page.get_by_role("button", name="返事をする").click()
    look_at(page, "sheet-accepted")
    page.get_by_label("支援につながった").check()
    page.get_by_role("button", name="結果を報告する").click()
    expect(page.get_by_role("status")).to_contain_text("結果を送り元に知らせました")
    look_at(page, "sheet-done")
    assert receiver.stands().state is ReferralState.CLOSED
    page.goto(f"{base}/sheet/nothing")
    look_at(page, "sheet-gone")
    receiver.chat.clock.advance(days=30)
    page.goto(base + receiver.path)
    look_at(page, "sheet-ended")


def test_the_keyboard_alone_is_enough(at_door: tuple[Receiver, str], page: Page) -> None:
    receiver, base = at_door

    def press_on(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent").strip() == name:
                break
        with page.expect_navigation():
            page.keyboard.press("Enter")

    page.goto(base + receiver.path)
    press_on("確認番号を送る")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "code":
            break
    page.keyboard.type(receiver.code())
    with page.expect_navigation():
        page.keyboard.press("Enter")
    press_on("受け取りました")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "answer":
            break
    page.keyboard.press("Space")
    press_on("返事をする")
    assert receiver.stands().state is ReferralState.ACCEPTED


def test_the_consoles_pages_of_passing_on_hold_the_rules_too(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    here = f"{base}/console/consultations/{door.urgent.number}"
    page.goto(f"{here}/consent")
    look_at(page, "consent")
    page.get_by_role("radio", name="同意がある").check()
    page.get_by_role("button", name="答えを記録する").click()
    expect(page.get_by_role("status")).to_contain_text("答えを記録しました")
    look_at(page, "consent-recorded")
    page.goto(f"{here}/referrals")
    look_at(page, "referrals")
    page.get_by_label("つなぎ先").select_option("H-001")
    page.get_by_label("相談のあらまし").fill("見守りをお願いしたい世帯です。")
    page.get_by_role("button", name="下書きを作る").click()
    look_at(page, "referral-draft")
    page.get_by_label("伝えた相手（係の名前など）").fill("受付係")
    page.get_by_role("button", name="伝えたことを記録する").click()
    look_at(page, "referral-noted")
    page.goto(here)
    look_at(page, "case-with-referral")
