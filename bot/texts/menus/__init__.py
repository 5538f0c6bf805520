"""The menus under the chat as data: words and areas of each role, and the picture that shows them."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

WIDTH, HEIGHT = 2500, 843


class MenuKind(StrEnum):
    """Who a menu is for; residents have the one that everybody sees without another."""

    RESIDENT = "resident"
    WINDOW = "window"
    FACILITY = "facility"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Cell:
    """One field of a menu: a button of the chat (`do`, `value`) or a page of the desk (`page`)."""

    label: str
    note: str
    colour: str
    do: str = ""
    value: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu as it is written down, with its picture (PNG, `WIDTH` by `HEIGHT`); its cells stand side by side."""

    kind: MenuKind
    bar: str
    cells: tuple[Cell, ...]
    picture: bytes


def cells_of(kind: MenuKind) -> tuple[str, tuple[Cell, ...]]:
    """Return the words on the bar and the cells of a menu, without its picture."""
    table = tomllib.loads(files(__name__).joinpath("menus.toml").read_text(encoding="utf-8"))[kind.value]
    return table["bar"], tuple(Cell(**{"colour": table["colour"], **cell}) for cell in table["cells"])


@cache
def menu_for(kind: MenuKind) -> Menu:
    """Return the menu of a kind."""
    bar, cells = cells_of(kind)
    return Menu(kind, bar, cells, files(__name__).joinpath(f"{kind.value}.png").read_bytes())


def fingerprint(body: Mapping[str, object], picture: bytes) -> str:
    """Return a word of 64 characters that changes when a menu, as LINE gets it, or its picture does."""
    written = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    return hashlib.sha256(hashlib.sha256(written).digest() + hashlib.sha256(picture).digest()).hexdigest()
