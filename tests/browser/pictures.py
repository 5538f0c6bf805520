"""Makes the pictures of the documents from the running product: `python -m tests.browser.pictures docs/pictures`."""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from storage.database import open_database
from storage.schema import upgrade
from tests.databases import RING
from tests.journeys.town import RunningTown, running_town

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PHONE: ViewportSize = {"width": 390, "height": 1120}


def main(folder: Path) -> None:
    """Play a short day in ほおずき市 and take the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        database = open_database(f"sqlite:///{place}/desk.sqlite3", RING)
        upgrade(database)
        with running_town(database, Path(place)) as town:
            play(town)
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            picture(browser, town, "resident_a", folder / "chat.png")
            picture(browser, town, "resident_b", folder / "danger.png")
            picture(browser, town, "coordinator_b", folder / "digest.png")
            browser.close()
        database.close()


def play(town: RunningTown) -> None:
    """Let two residents write, and a day pass."""
    town.line.say("resident_a", "寝室の電球が切れて困っちゅう。誰に言うたらええろう")
    town.line.wait_for("resident_a", "民生委員", timeout=30)
    town.line.say("resident_b", "隣のおじいさんが三日も姿を見せません。新聞もたまっています")
    town.line.wait_for("resident_b", "110", timeout=30)
    town.line.wait_for("coordinator_a", "相談 2番", timeout=30)
    town.clock.advance(days=1)
    town.line.wait_for("coordinator_b", "相談まとめ", timeout=60)


def picture(browser: Browser, town: RunningTown, person: str, file: Path) -> None:
    """Take the picture of one phone."""
    page = browser.new_page(viewport=PHONE, device_scale_factor=1.5)
    page.goto(f"{town.line.base_url}/#{person}")
    page.wait_for_timeout(1500)
    page.screenshot(path=str(file))
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
