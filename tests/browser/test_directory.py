"""The public directory in a real browser: at 320 to 1280 pixels, at 200 % text, by keyboard, under axe."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_app
from bot.bootstrap.desk import texts_of
from bot.desk.directories import Directories
from bot.desk.founding import found_municipality
from bot.directory.blueprint import directory_blueprint
from bot.directory.pages import DirectoryPages
from bot.ports import Health
from bot.texts import load_texts
from storage.database import Database
from tests.browser.test_console import CHROMIUM, REQUIRED, look_at
from tests.clocks import OFFICE_HOURS, StillClock
from tests.knowledge.towns import hoozuki

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


@pytest.fixture
def base(sqlite_database: Database) -> Iterator[str]:
    """The directory of ほおずき市 on a port of its own."""
    with sqlite_database.transaction() as tx:
        found_municipality(tx, hoozuki(), None, now=OFFICE_HOURS)
    pages = DirectoryPages(
        sqlite_database,
        directories=Directories(texts_of),
        texts=load_texts(),
        clock=StillClock(),
        public_url="https://madoguchi.hoozuki.example",
    )
    app = create_app([directory_blueprint(pages)], health=Health)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/d/hoozuki/"
    server.shutdown()
    thread.join()
    server.server_close()


def opened(chromium: Browser, size: str, **more: object) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZES[size], locale="ja-JP", **more)  # type: ignore[arg-type]
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    yield from opened(chromium, request.param)


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    # The town's middle, as areas.csv has it.
    here = {"latitude": 32.694, "longitude": 133.904}
    yield from opened(chromium, "phone", geolocation=here, permissions=["geolocation"])


def test_every_page_holds_the_rules_at_every_size(page: Page, base: str) -> None:
    page.goto(base)
    look_at(page, "directory")
    page.get_by_label("さがす言葉").fill("草むしり")
    page.get_by_role("button", name="さがす", exact=True).click()
    expect(page.get_by_text("1か所が見つかりました")).to_be_visible()
    look_at(page, "directory-found")
    page.get_by_role("link", name="ほおずき市シルバー人材センター", exact=True).click()
    look_at(page, "directory-entry")
    page.get_by_role("link", name="大きな字で印刷する").click()
    look_at(page, "directory-print")
    page.goto(f"{base}?q=どこにもない言葉")
    expect(page.get_by_text("ここが話を聞きます")).to_be_visible()
    look_at(page, "directory-none")
    page.goto(f"{base}?q=死にたい")
    look_at(page, "directory-danger")


def test_a_missing_entry_holds_the_rules_too(chromium: Browser, base: str) -> None:
    context = chromium.new_context(viewport=SIZES["small"])
    absent = context.new_page()
    absent.goto(f"{base}H-999")
    look_at(absent, "directory-absent")
    context.close()


def test_at_twice_the_text_size_nothing_is_cut_off(page: Page, base: str) -> None:
    for path in ("", "?q=死にたい", "H-002", "H-002/print"):
        page.goto(f"{base}{path}")
        # What a browser's own setting for text does: everything is measured in this size.
        page.evaluate("document.documentElement.style.fontSize = '225%'")
        width = page.viewport_size["width"] if page.viewport_size else 0
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_alone_is_enough(page: Page, base: str) -> None:
    page.goto(base)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("さがす言葉")).to_be_focused()
    page.keyboard.type("電球")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="見つかりました")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('h3') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("民生委員・児童委員")


def test_every_field_has_a_name_for_a_screen_reader(page: Page, base: str) -> None:
    page.goto(base)
    expect(page.get_by_role("search")).to_be_visible()
    for name in ("さがす言葉", "分野", "お住まいの地区", "いま開いているところだけ"):
        expect(page.get_by_label(name, exact=True)).to_have_count(1)
    expect(page.get_by_role("heading", name="さがした結果")).to_be_visible()


def test_where_the_telephone_is_chooses_an_area_and_is_sent_nowhere(phone: Page, base: str) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(base)
    phone.get_by_role("button", name="いまいる場所から地区を選ぶ").click()
    expect(phone.get_by_text("を選びました")).to_be_visible()
    phone.get_by_role("button", name="さがす", exact=True).click()
    expect(phone.get_by_label("お住まいの地区")).to_have_value("hz-honmachi")
    assert not [url for url in asked if "133.9" in url or "32.6" in url]


def test_the_hand_out_fits_one_page_of_paper(phone: Page, base: str) -> None:
    phone.goto(f"{base}H-002/print")
    printed = phone.pdf(
        format="A4", margin={"top": "15mm", "bottom": "15mm", "left": "15mm", "right": "15mm"}
    )
    assert printed.startswith(b"%PDF")
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 1
