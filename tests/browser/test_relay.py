"""The relay pages in Chromium: at phone size, by keyboard, three taps and one line, axe without complaint."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from werkzeug.serving import make_server

from bot.app import create_app
from bot.ports import Health
from bot.relay.blueprint import relay_blueprint
from bot.relay.relay import make_relay
from routing.relay import RelayState
from storage.database import Database
from tests.bot.desk.chat import open_desk
from tests.bot.relay.shop import TROUBLE, Shop, open_shop
from tests.browser.test_console import CHROMIUM, REQUIRED, look_at

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
def served(sqlite_database: Database) -> Iterator[tuple[Shop, str]]:
    """A pharmacy with a clerk, its relay pages on a port of their own over plain http as in the demo."""
    shop = open_shop(open_desk(sqlite_database, on_duty=("hana",)))
    shop.hire("clerk")
    server = make_server("127.0.0.1", 0, shop.app, threaded=True)
    base = f"http://127.0.0.1:{server.server_port}"
    desk = replace(shop.chat.desk, public_url=base)
    server.app = create_app([relay_blueprint(make_relay(desk))], health=Health)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield shop, base
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport=SIZES[request.param], locale="ja-JP")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def test_a_relay_is_three_taps_and_one_line(served: tuple[Shop, str], page: Page) -> None:
    shop, base = served
    page.goto(base + shop.link("clerk"))
    look_at(page, "relay-consent")
    page.get_by_role("button", name="はい。伝えてよい").click()
    look_at(page, "relay-form")
    page.get_by_label("どんなことで困っていますか（一行で）").fill(TROUBLE)
    page.get_by_role("button", name="送る", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("つなぎました")
    look_at(page, "relay-done")
    assert shop.chat.only().summary == TROUBLE


def test_every_page_around_it_is_clean_at_every_size(served: tuple[Shop, str], page: Page) -> None:
    shop, base = served
    page.goto(f"{base}/relay/")
    look_at(page, "relay-door")
    page.goto(base + shop.link("clerk"))
    page.get_by_role("button", name="はい。伝えてよい").click()
    page.get_by_text("もっと書く").click()
    page.get_by_label("電話番号", exact=True).fill("12")
    look_at(page, "relay-more")
    page.get_by_label("どんなことで困っていますか（一行で）").fill(TROUBLE)
    page.get_by_role("button", name="送る", exact=True).click()
    look_at(page, "relay-look")
    page.get_by_role("button", name="このまま送る").click()
    page.get_by_role("link", name="わたす紙を印刷する（大きな字）").click()
    look_at(page, "relay-paper")
    for name in ("list", "poster", "w/hoozuki/HW-01", "w/hoozuki/HW-01/poster", "w/hoozuki/HW-01/card"):
        page.goto(f"{base}/relay/{name}")
        look_at(page, f"relay-{name.replace('/', '-')}")


def test_the_keyboard_alone_passes_a_trouble_on(served: tuple[Shop, str], page: Page) -> None:
    shop, base = served
    page.goto(base + shop.link("clerk"))
    page.get_by_role("button", name="はい。伝えてよい").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("お困りごと")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "trouble":
            break
    page.keyboard.type(TROUBLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("つなぎました")
    assert shop.chat.only().summary == TROUBLE


def test_what_is_typed_is_there_again_after_the_page_was_closed(
    served: tuple[Shop, str], chromium: Browser
) -> None:
    shop, base = served
    page = chromium.new_context(viewport=SIZES["phone"], locale="ja-JP").new_page()
    page.goto(base + shop.link("clerk"))
    page.get_by_role("button", name="はい。伝えてよい").click()
    page.get_by_label("どんなことで困っていますか（一行で）").fill("電球が切れて")
    expect(page.get_by_text("とっておきました")).to_be_visible()
    path = page.url
    page.goto(f"{base}/relay/")
    page.get_by_role("link", name="の続きを書く").click()
    assert page.url == path
    expect(page.get_by_label("どんなことで困っていますか（一行で）")).to_have_value("電球が切れて")
    assert shop.stored(path).state is RelayState.DRAFT
    page.context.close()
