"""The pages of the knowledge in a real browser: every page at three sizes, under axe, and by keyboard."""

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_app
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.learning import suggest_phrase
from bot.desk.passwords import Passwords
from bot.ports import Health
from bot.randomness import SystemRandomness
from routing.consultation import Actor
from storage.database import Database
from storage.history import By
from storage.learning import SuggestionOrigin
from tests.bot.console.door import CHEAP, Door, desk_of, furnish, open_door
from tests.browser.test_console import CHROMIUM, REQUIRED, look_at, sign_in
from tests.clocks import OFFICE_HOURS
from tests.knowledge.opendata import lists
from tests.knowledge.towns import hoozuki
from tests.storage import rows

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
    "small": {"width": 320, "height": 640},
}
KNOWLEDGE = "/console/knowledge"

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
    """The console of the whole ほおずき市, with one suggestion that waits."""
    door = open_door(sqlite_database, furnish(sqlite_database, hoozuki()))
    with door.database.transaction() as tx:
        suggest_phrase(
            tx,
            rows.stored(tx),
            ["ミツバチの巣箱の置き場所を田中さんが探している"],
            origin=SuggestionOrigin.UNMATCHED,
            by=By(Actor.BOT, OFFICE_HOURS),
            randomness=SystemRandomness(),
        )
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    console = make_console(desk_of(door.database, door.clock, public_url=base), passwords=Passwords(CHEAP))
    server.app = create_app([console_blueprint(console)], health=Health)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield door, base
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZES[request.param], locale="ja-JP")
    found = context.new_page()
    complaints: list[str] = []
    found.on(
        "console", lambda said: complaints.append(said.text) if "Content Security" in said.text else None
    )
    found.on("pageerror", lambda error: complaints.append(str(error)))
    yield found
    context.close()
    assert complaints == []


def test_every_page_of_the_knowledge_holds_the_rules(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    page.goto(f"{base}{KNOWLEDGE}")
    look_at(page, "knowledge-list")
    page.goto(f"{base}{KNOWLEDGE}/new")
    look_at(page, "knowledge-new")
    page.goto(f"{base}{KNOWLEDGE}/try")
    page.get_by_label("困りごと").fill("庭の草が伸びて困っています")
    page.get_by_role("button", name="試す").click()
    look_at(page, "knowledge-tried")
    page.goto(f"{base}{KNOWLEDGE}/samples")
    look_at(page, "knowledge-samples")
    page.goto(f"{base}{KNOWLEDGE}/versions/1")
    look_at(page, "knowledge-version")
    page.goto(f"{base}{KNOWLEDGE}/versions")
    look_at(page, "knowledge-versions")
    page.goto(f"{base}{KNOWLEDGE}/import")
    look_at(page, "knowledge-import")


def test_a_destination_is_found_edited_looked_at_and_saved(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    page.goto(f"{base}{KNOWLEDGE}")
    page.get_by_label("さがす言葉").fill("シルバー")
    page.get_by_role("button", name="表示する").click()
    page.get_by_role("link", name="ほおずき市シルバー人材センター").click()
    look_at(page, "knowledge-destination")
    page.get_by_label("開いている時間").fill("あさから")
    page.get_by_role("button", name="変わることを見る").click()
    expect(page.get_by_role("alert")).to_contain_text("開いている時間が読めません")
    look_at(page, "knowledge-destination-wrong")
    page.get_by_label("開いている時間").fill("月〜金 9:00-16:00")
    page.get_by_label("電話の注意").fill("昼休みは出ません")
    page.get_by_role("button", name="変わることを見る").click()
    expect(page.get_by_text("昼休みは出ません")).to_be_visible()
    look_at(page, "knowledge-draft")
    page.get_by_role("button", name="これでよい").click()
    expect(page.get_by_role("status").first).to_contain_text("新しい版にしました")


def test_a_list_comes_in_with_a_preview_and_a_wrong_one_names_its_places(
    page: Page, served: tuple[Door, str]
) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    page.goto(f"{base}{KNOWLEDGE}/import")
    good = lists.csv_of(lists.OLD_CARE, *lists.many(12))
    page.get_by_label("ファイル", exact=True).set_input_files(
        {"name": "kaigo.csv", "mimeType": "text/csv", "buffer": good}
    )
    page.get_by_role("button", name="取り込むと何が変わるか").click()
    expect(page.get_by_text("電話番号を直しました").first).to_be_visible()
    look_at(page, "knowledge-preview")
    bad = lists.csv_of(lists.OLD_CARE, {**lists.CARE, "電話番号": "でんわなし", "緯度": "10", "経度": "10"})
    page.goto(f"{base}{KNOWLEDGE}/import")
    page.get_by_label("ファイル", exact=True).set_input_files(
        {"name": "bad.csv", "mimeType": "text/csv", "buffer": bad}
    )
    page.get_by_role("button", name="取り込むと何が変わるか").click()
    expect(page.get_by_text(re.compile("2行目「電話番号」"))).to_be_visible()
    look_at(page, "knowledge-refused")


def test_a_suggested_phrase_is_accepted_by_keyboard_and_can_be_taken_back(
    page: Page, served: tuple[Door, str]
) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    page.goto(f"{base}{KNOWLEDGE}/phrases")
    look_at(page, "knowledge-phrases")
    page.get_by_label("言葉", exact=True).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("覚えました")
    page.get_by_role("button", name=re.compile("を取り消す")).click()
    expect(page.get_by_text("覚えた言葉はまだありません")).to_be_visible()
    look_at(page, "knowledge-phrases-empty")
