"""A clerk's menu comes with the registration by code, goes when the account is closed, and comes back."""

from dataclasses import replace

from bot.desk.rich_menus import keep_menus
from routing.roles import Role
from tests.bot.desk.chat import line_id
from tests.bot.relay.shop import Shop
from tests.fakes import FakeMenus


def shown(menus: FakeMenus, name: str) -> str:
    """Return which kind of menu is on somebody's phone."""
    menu = menus.of_user.get(line_id(name)) or menus.usual
    return str(menus.menus[menu][0]["name"]) if menu else "none"


def test_a_clerk_who_registers_leaves_and_registers_again_has_the_right_menu_each_time(shop: Shop) -> None:
    menus, desk = FakeMenus(), shop.chat.desk
    keep_menus(desk, menus)
    assert shown(menus, "clerk") == "resident"
    account = shop.hire("clerk")
    keep_menus(desk, menus)
    assert shown(menus, "clerk") == "window"
    with shop.chat.database.transaction() as tx:
        tx.accounts.save(replace(tx.accounts.get(account.id), active=False))
    keep_menus(desk, menus)
    assert shown(menus, "clerk") == "resident"
    shop.hire("clerk", Role.FACILITY)
    keep_menus(desk, menus)
    assert shown(menus, "clerk") == "facility"
    assert keep_menus(desk, menus) == 0


def test_who_registers_again_before_the_menu_was_taken_back_is_shown_the_new_one(shop: Shop) -> None:
    menus, desk = FakeMenus(), shop.chat.desk
    account = shop.hire("clerk")
    keep_menus(desk, menus)
    with shop.chat.database.transaction() as tx:
        tx.accounts.save(replace(tx.accounts.get(account.id), active=False))
    shop.hire("clerk", Role.FACILITY)
    keep_menus(desk, menus)
    assert shown(menus, "clerk") == "facility"
    assert keep_menus(desk, menus) == 0
