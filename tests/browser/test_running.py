"""The pages that keep a desk running, in a real browser: rota, report on paper, texts, health, windows."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from bot.app import create_app
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.alerting import people_of
from bot.desk.passwords import Passwords
from bot.desk.turn import Turn
from bot.ports import Health
from storage.database import Database
from tests.bot.console.door import CHEAP, PASSWORD, SLUG, Door, desk_of, furnish, open_door
from tests.bot.console.filled import fill
from tests.browser import test_console as console

pytestmark = console.pytestmark

chromium = console.chromium
page = console.page

PAGES = (
    ("/console/rota", "rota"),
    ("/console/rota/shift", "shift"),
    ("/console/windows", "windows"),
    ("/console/windows/new", "window"),
    ("/console/reports", "report"),
    ("/console/reports/outward", "report-outward"),
    ("/console/reports/meeting", "meeting"),
    ("/console/reports/targets", "targets"),
    ("/console/texts", "texts"),
    ("/console/texts/resident.hello.what", "text"),
    ("/console/texts/resident.danger.fire", "text-protected"),
    ("/console/health", "health"),
)


@contextmanager
def serving(door: Door) -> Iterator[str]:
    """Serve a furnished town's console over plain http on a port of its own."""
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    desk = desk_of(door.database, door.clock, public_url=base)
    server.app = create_app(
        [console_blueprint(make_console(desk, passwords=Passwords(CHEAP)))], health=Health
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield base
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def served(sqlite_database: Database) -> Iterator[tuple[Door, str]]:
    door = open_door(sqlite_database, furnish(sqlite_database))
    fill(door)
    with serving(door) as base:
        yield door, base


def called_on_tuesday(door: Door) -> list[str]:
    names = {account.id: login for login, account in door.accounts.items()}
    desk, tuesday = desk_of(door.database, door.clock), datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    with door.database.reading() as tx:
        turn = Turn(desk, tx, desk.towns.of(tx, SLUG), tuesday)
        return [names[id_] for id_ in people_of(turn, door.alert, door.urgent).on_duty]


def test_a_rota_change_changes_who_is_alerted(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    assert called_on_tuesday(door)[0] == "hana"
    console.sign_in(page, door, base, "kanri")
    page.goto(f"{base}/console/rota?week=2026-11-30")
    page.get_by_role("link", name="はなさんの当番を変える").click()
    page.get_by_label("だれ", exact=True).select_option(label="みなみ")
    page.get_by_label("日", exact=True).check()
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_role("status")).to_contain_text("当番を保存しました")
    assert called_on_tuesday(door)[0] == "minami"
    page.goto(f"{base}/console/rota?week=2026-11-30")
    expect(page.get_by_text("12月4日（金）17:15 から 12月6日（日）8:30 まで")).to_be_visible()
    page.get_by_role("button", name="試しの知らせを送る").click()
    expect(page.get_by_role("status")).to_contain_text("試しの知らせを送りました")
    console.look_at(page, "rota-tested")


def test_the_sheet_for_the_meeting_is_one_page_of_paper(
    chromium: Browser, served: tuple[Door, str], tmp_path: Path
) -> None:
    door, base = served
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    page = context.new_page()
    console.sign_in(page, door, base, "hana")
    page.get_by_role("link", name="報告", exact=True).click()
    page.get_by_role("link", name="ネットワーク会議の1枚").click()
    page.get_by_label("地区").select_option(index=1)
    page.get_by_role("button", name="表示する").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ネットワーク会議の資料")
    for name in ("meeting", "whole"):
        page.pdf(path=str(tmp_path / f"{name}.pdf"), prefer_css_page_size=True, print_background=True)
        printed = (tmp_path / f"{name}.pdf").read_bytes()
        assert printed.startswith(b"%PDF")
        pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))
        assert pages == 1 if name == "meeting" else pages >= 1
        page.goto(f"{base}/console/reports")
    context.close()


def test_a_sentence_is_reworded_looked_at_and_put_live(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    console.sign_in(page, door, base, "kanri")
    page.goto(f"{base}/console/texts?q=どういたしまして")
    page.get_by_role("link", name=re.compile("どういたしまして")).click()
    page.get_by_label("文面", exact=True).fill("職員が読みます")
    page.get_by_role("button", name="下書きを保存する").click()
    expect(page.get_by_role("alert")).to_contain_text("だれもいない時間")
    console.look_at(page, "text-wrong")
    page.get_by_label("文面", exact=True).fill("こちらこそ。またどうぞ。")
    page.get_by_role("button", name="下書きを保存する").click()
    expect(page.locator(".line-bubble").nth(1)).to_have_text("こちらこそ。またどうぞ。")
    console.look_at(page, "text-draft")
    page.get_by_role("button", name="この下書きを公開する").click()
    page.get_by_label("パスワード、または").fill(PASSWORD)
    page.get_by_role("button", name="確かめて続ける").click()
    expect(page.get_by_role("status")).to_contain_text("次のメッセージから")


def test_a_message_that_did_not_arrive_is_sent_again(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    console.sign_in(page, door, base, "hana")
    page.goto(f"{base}/console/health")
    page.get_by_role("button", name=re.compile("もう一度送る")).click()
    expect(page.get_by_role("status")).to_contain_text("もう一度送る列に入れました")
    expect(page.get_by_text("届かなかったものはありません")).to_be_visible()


def test_every_page_holds_the_rules(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    console.sign_in(page, door, base, "kanri")
    for path, name in PAGES:
        page.goto(f"{base}{path}")
        console.look_at(page, name)


def test_the_keyboard_alone_plans_an_absence(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    console.sign_in(page, door, base, "hana")
    page.goto(f"{base}/console/rota")
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "away":
            break
    page.keyboard.press("ArrowDown")
    assert page.locator("#away").input_value() == door.accounts["hana"].id
    page.locator("#start").fill("2026-12-01T00:00")
    page.locator("#end").fill("2026-12-02T00:00")
    page.locator("#end").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "休みを入れる":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("休みを入れました")
