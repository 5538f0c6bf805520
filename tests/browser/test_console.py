"""The console in a real browser: a coordinator's way through it, every page at both sizes, by keyboard, under axe."""

import os
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_app
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.accounts import Hand, enrolment_link
from bot.desk.passwords import Passwords
from bot.ports import Health
from bot.randomness import SystemRandomness
from storage.database import Database
from tests.bot.console.door import CHEAP, PASSWORD, SECRET, WORDS, Door, desk_of, furnish, open_door

CHROMIUM = Path("/usr/bin/chromium")
REQUIRED = "browser" in os.environ.get("MADOGUCHI_TEST_REQUIRE", "").split(",")
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PICTURES = os.environ.get("MADOGUCHI_TEST_PICTURES", "")

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


@pytest.fixture
def served(sqlite_database: Database) -> Iterator[tuple[Door, str]]:
    """The console on a port of its own, over plain http as in the demo."""
    door = open_door(sqlite_database, furnish(sqlite_database))
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    console = make_console(desk_of(door.database, door.clock, public_url=base), passwords=Passwords(CHEAP))
    server.app = create_app([console_blueprint(console)], health=Health)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield replace(door, app=server.app), base
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[WIDE, PHONE], ids=["wide", "phone"])
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=request.param, locale="ja-JP", color_scheme="light")
    found = context.new_page()
    complaints: list[str] = []
    found.on(
        "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
    )
    found.on("pageerror", lambda error: complaints.append(str(error)))
    yield found
    context.close()
    assert complaints == []


def sign_in(page: Page, door: Door, base: str, login: str) -> None:
    page.goto(f"{base}/console/sign-in")
    page.get_by_label("ログイン名").fill(login)
    page.get_by_label("パスワード").fill(PASSWORD)
    door.clock.advance(seconds=31)
    page.get_by_label("認証アプリの6けたの数字").fill(pyotp.TOTP(SECRET).at(door.clock.now()))
    page.keyboard.press("Enter")
    page.wait_for_url(f"{base}/console/")


def look_at(page: Page, name: str) -> None:
    """Hold one page to the rules: no finding of axe, nothing wider than the screen, one heading, a picture if asked."""
    results = Axe().run(
        page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
    )
    found = [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in results.response["violations"]]
    assert found == [], name
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, name
    assert page.locator("h1").count() == 1, name
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)


def test_a_coordinator_finds_the_urgent_one_acknowledges_it_and_records_what_was_done(
    page: Page, served: tuple[Door, str]
) -> None:
    door, base = served
    page.goto(f"{base}/console/consultations/{door.urgent.number}")
    look_at(page, "sign-in")
    page.get_by_role("button", name="ログインする").click()
    sign_in(page, door, base, "hana")
    look_at(page, "start")
    page.get_by_role("button", name=f"{door.urgent.number}番を確認する").click()
    expect(page.get_by_role("status")).to_contain_text("確認しました")
    expect(page.get_by_text(WORDS)).to_be_visible()
    look_at(page, "consultation")
    page.get_by_label("何をしたかを書いてください").fill("電話で無事を確かめた。あす訪問。")
    page.get_by_role("button", name="対応を記録する").click()
    expect(page.get_by_role("status")).to_contain_text("対応を記録しました")
    page.get_by_role("link", name="今日", exact=True).first.click()
    expect(page.get_by_text("急ぎの呼び出しはありません")).to_be_visible()
    look_at(page, "start-quiet")


def test_an_administrator_invites_somebody_who_sets_up_their_phone_and_comes_in(
    page: Page, served: tuple[Door, str]
) -> None:
    door, base = served
    sign_in(page, door, base, "kanri")
    look_at(page, "start-administrator")
    page.goto(f"{base}/console/accounts")
    look_at(page, "accounts")
    page.get_by_role("link", name="人を招く").click()
    look_at(page, "confirm")
    page.get_by_label("パスワード、または").fill(PASSWORD)
    page.get_by_role("button", name="確かめて続ける").click()
    page.wait_for_url(f"{base}/console/accounts/invite")
    look_at(page, "invite")
    page.get_by_role("button", name="リンクを作る").click()
    link = page.get_by_label("リンク").input_value()
    look_at(page, "link")
    page.goto(f"{base}/console/account")
    look_at(page, "account")
    page.get_by_role("button", name="ログアウト", exact=True).click()
    page.goto(link)
    look_at(page, "invitation")
    page.get_by_label("ログイン名").fill("nagi")
    page.get_by_label("表示する名前").fill("なぎ")
    page.get_by_label("新しいパスワード", exact=True).fill("short")
    page.get_by_label("新しいパスワード（もう一度）").fill("short")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("6けたの数字").fill(pyotp.TOTP(secret).at(door.clock.now()))
    page.get_by_role("button", name="登録する").click()
    expect(page.get_by_role("alert")).to_contain_text("短すぎます")
    look_at(page, "invitation-again")
    expect(page.get_by_label("ログイン名")).to_have_value("nagi")
    page.get_by_label("新しいパスワード", exact=True).fill("five words that are new")
    page.get_by_label("新しいパスワード（もう一度）").fill("five words that are new")
    page.get_by_label("6けたの数字").fill(pyotp.TOTP(secret).at(door.clock.now()))
    page.get_by_role("button", name="登録する").click()
    expect(page.locator(".codes li")).to_have_count(10)
    look_at(page, "recovery-codes")


def test_the_other_pages_hold_the_rules_too(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    with door.database.transaction() as tx:
        token = enrolment_link(tx, door.accounts["mado"], Hand(door.clock.now()), SystemRandomness())
    page.goto(f"{base}/console/enrol/{token}")
    look_at(page, "enrol")
    page.goto(f"{base}/console/enrol/nothing")
    look_at(page, "link-gone")
    page.goto(f"{base}/console/sign-in/recovery")
    look_at(page, "recovery")
    page.get_by_label("ログイン名").fill("kanri")
    page.get_by_label("パスワード").fill("wrong")
    page.get_by_label("回復コード").fill("wrong")
    page.get_by_role("button", name="ログインする").click()
    look_at(page, "sign-in-wrong")
    sign_in(page, door, base, "kanri")
    page.goto(f"{base}/console/audit")
    look_at(page, "audit")
    page.goto(f"{base}/console/accounts/{door.accounts['kanri'].id}")
    look_at(page, "account-of")
    page.get_by_role("button", name="使えないようにする").click()
    page.get_by_label("パスワード、または").fill(PASSWORD)
    page.get_by_role("button", name="確かめて続ける").click()
    expect(page.get_by_text("最後の管理者は外せません")).to_be_visible()
    look_at(page, "last-administrator")
    page.goto(f"{base}/console/account/password")
    look_at(page, "password")


def test_the_keyboard_alone_is_enough(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "確認しました":
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"done=acknowledge"))
