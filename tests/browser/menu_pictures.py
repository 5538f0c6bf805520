"""Makes the pictures of the menus under the chat: `python -m tests.browser.menu_pictures bot/texts/menus`."""

import sys
from html import escape
from pathlib import Path

from playwright.sync_api import sync_playwright

from bot.texts.menus import HEIGHT, WIDTH, Cell, MenuKind, cells_of
from tests.browser.pictures import CHROMIUM, FLAGS

STYLE = """
body { margin: 0; display: flex; width: 2500px; height: 843px; font-family: "Noto Sans CJK JP", sans-serif; }
div { flex: 1; display: flex; flex-direction: column; justify-content: center; text-align: center; color: #fff;
      border-left: 8px solid #fff; box-sizing: border-box; }
div:first-child { border-left: 0; }
b { font-size: 96px; line-height: 1.5; }
span { font-size: 82px; line-height: 1.4; padding: 24px 20px 0; word-break: auto-phrase; text-wrap: balance; }
"""


def main(folder: Path) -> None:
    """Take one picture for each menu."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        for kind in MenuKind:
            page.set_content(html_of(cells_of(kind)[1]))
            page.screenshot(path=str(folder / f"{kind.value}.png"))
        browser.close()


def html_of(cells: tuple[Cell, ...]) -> str:
    """Return the page that a menu is photographed from."""
    fields = "".join(
        f'<div style="background: {cell.colour}"><b>{escape(cell.label)}</b><span>{escape(cell.note)}</span></div>'
        for cell in cells
    )
    return f'<!doctype html><html lang="ja"><style>{STYLE}</style><body>{fields}</body></html>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
