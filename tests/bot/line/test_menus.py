"""One contract for the menus of a channel, held by the fake and by the real ones against the stand-in."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from bot.desk.rich_menus import body_of
from bot.line.sender import LineApiSender
from bot.ports import JsonObject, MenuChannel
from bot.simulator.client import SimulatorClient
from bot.texts.menus import MenuKind, menu_for
from tests.bot.line.test_sender import TOKEN, real_world
from tests.fakes import FakeMenus

MENU = menu_for(MenuKind.RESIDENT)
BODY = body_of(MENU, "https://desk.example")


@dataclass
class Phone:
    """A channel's menus, and the phone of somebody who sees them."""

    menus: MenuChannel
    user: str
    stand_in: SimulatorClient | None = None

    def shown(self) -> str | None:
        """Return the id of the menu on the phone."""
        if isinstance(self.menus, FakeMenus):
            return self.menus.of_user.get(self.user) or self.menus.usual
        assert self.stand_in is not None
        menu = self.stand_in.chat("resident_a")["rich_menu"]
        return str(menu["id"]) if isinstance(menu, dict) else None


@pytest.fixture(params=["fake", "real"])
def phone(request: pytest.FixtureRequest) -> Iterator[Phone]:
    if request.param == "fake":
        yield Phone(FakeMenus(), "U" + "1" * 32)
    else:
        with real_world() as world:
            yield Phone(world.sender.menus(), world.resident, world.stand_in)


def made(phone: Phone, body: JsonObject = BODY) -> str:
    menu = phone.menus.make(body, MENU.picture)
    assert menu is not None
    return menu


def test_a_menu_of_everybody_is_on_the_phone_until_a_person_has_another(phone: Phone) -> None:
    usual, own = made(phone), made(phone)
    assert phone.shown() is None
    assert phone.menus.show_everybody(usual)
    assert phone.shown() == usual
    assert phone.menus.show(phone.user, own)
    assert phone.shown() == own
    assert phone.menus.show_usual(phone.user)
    assert phone.shown() == usual


def test_a_removed_menu_is_gone_from_the_phone_and_removing_it_again_does_no_harm(phone: Phone) -> None:
    menu = made(phone)
    assert phone.menus.show_everybody(menu)
    assert phone.menus.remove(menu)
    assert phone.shown() is None
    assert phone.menus.remove(menu)
    assert not phone.menus.show(phone.user, menu)
    assert not phone.menus.show_everybody(menu)


def test_a_menu_whose_picture_line_refuses_is_not_made(phone: Phone) -> None:
    assert phone.menus.make(BODY, b"no picture") is None
    if phone.stand_in is not None:
        assert phone.shown() is None


@pytest.mark.parametrize("kind", list(MenuKind))
def test_line_takes_every_menu_with_its_picture(phone: Phone, kind: MenuKind) -> None:
    menu = menu_for(kind)
    assert phone.menus.make(body_of(menu, "https://desk.example"), menu.picture) is not None


def test_a_menu_cannot_be_made_while_line_is_away_or_refuses_the_token() -> None:
    with real_world() as world:
        wrong = LineApiSender(access_token="wrong", base=world.stand_in.base_url)
        assert wrong.menus().make(BODY, MENU.picture) is None
        wrong.close()
        away = LineApiSender(access_token=TOKEN, base=world.stand_in.base_url)
    assert away.menus().make(BODY, MENU.picture) is None
    assert not away.menus().show_usual(world.resident)
    away.close()
