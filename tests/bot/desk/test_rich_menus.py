"""Menus under the chats: given to LINE once, again only when they changed, and each person's own shown."""

from dataclasses import replace

from bot.desk.buttons import Tap, read_button
from bot.desk.rich_menus import PAUSE, body_of, keep_menus
from bot.texts.menus import MenuKind, menu_for
from routing.consultation import AccountId
from routing.roles import Role
from storage.accounts import Account
from tests.bot.desk.chat import Chat, line_id
from tests.fakes import FakeMenus


def hire(chat: Chat, name: str, role: Role) -> Account:
    account = Account(
        AccountId(f"a-{name}"), chat.slug, name, name, role, chat.clock.now(), line_user=line_id(name)
    )
    with chat.database.transaction() as tx:
        return tx.accounts.add(account)


def change(chat: Chat, account: Account, **fields: object) -> None:
    with chat.database.transaction() as tx:
        tx.accounts.save(replace(tx.accounts.get(account.id), **fields))  # type: ignore[arg-type]


def shown(menus: FakeMenus, name: str) -> str:
    """Return which kind of menu is on somebody's phone."""
    menu = menus.of_user.get(line_id(name)) or menus.usual
    return str(menus.menus[menu][0]["name"]) if menu else "none"


def test_each_role_sees_its_own_menu_and_a_menu_is_made_once(chat: Chat) -> None:
    hire(chat, "clerk", Role.WINDOW)
    hire(chat, "connector", Role.FACILITY)
    hire(chat, "boss", Role.COORDINATOR)
    hire(chat, "office", Role.DESTINATION)
    menus = FakeMenus()
    keep_menus(chat.desk, menus)
    assert menus.made == len(MenuKind)
    seen = {name: shown(menus, name) for name in ("clerk", "connector", "boss", "office", "somebody")}
    assert seen == {
        "clerk": "window",
        "connector": "facility",
        "boss": "coordinator",
        "office": "resident",
        "somebody": "resident",
    }
    chat.clock.advance(days=1)
    assert keep_menus(chat.desk, menus) == 0
    assert menus.made == len(MenuKind)


def test_who_changes_the_role_or_goes_sees_another_menu(chat: Chat) -> None:
    menus, clerk = FakeMenus(), hire(chat, "clerk", Role.WINDOW)
    keep_menus(chat.desk, menus)
    change(chat, clerk, role=Role.COORDINATOR)
    assert keep_menus(chat.desk, menus) == 1
    assert shown(menus, "clerk") == "coordinator"
    change(chat, clerk, active=False)
    assert keep_menus(chat.desk, menus) == 1
    assert shown(menus, "clerk") == "resident"
    assert keep_menus(chat.desk, menus) == 0


def test_a_changed_menu_replaces_the_former_on_every_phone_and_the_former_is_removed(chat: Chat) -> None:
    menus, _ = FakeMenus(), hire(chat, "boss", Role.COORDINATOR)
    keep_menus(chat.desk, menus)
    before = set(menus.menus)
    moved = replace(chat.desk, public_url="https://moved.example")
    chat.clock.advance(seconds=PAUSE.total_seconds())
    keep_menus(moved, menus)
    assert menus.made == len(MenuKind) + 1
    assert len(menus.menus) == len(MenuKind)
    assert menus.of_user[line_id("boss")] not in before
    assert "https://moved.example/console/" in str(menus.menus[menus.of_user[line_id("boss")]][0])


def test_a_town_without_a_channel_has_no_menus_and_nothing_fails(chat: Chat) -> None:
    menus = FakeMenus(without={chat.slug})
    assert keep_menus(chat.desk, menus) == 0
    assert menus.made == 0


def test_while_line_is_away_it_is_asked_rarely_and_caught_up_with_afterwards(chat: Chat) -> None:
    menus = FakeMenus(silent=True)
    hire(chat, "clerk", Role.WINDOW)
    assert keep_menus(chat.desk, menus) == 0
    menus.silent = False
    assert keep_menus(chat.desk, menus) == 0
    assert menus.made == 0
    chat.clock.advance(seconds=PAUSE.total_seconds())
    keep_menus(chat.desk, menus)
    assert (shown(menus, "clerk"), shown(menus, "somebody")) == ("window", "resident")


def test_the_menus_say_what_the_chat_says_and_every_field_is_understood(chat: Chat) -> None:
    with chat.database.reading() as tx:
        texts = chat.desk.towns.of(tx, chat.slug).texts
    residents = [texts.say(f"resident.menu.{key}") for key in ("consult", "telephone", "nearby", "danger")]
    clerks = [texts.say(f"relay.chat.command{key}") for key in ("", "_list", "_pc", "_help")]
    for kind, labels in (
        (MenuKind.RESIDENT, residents),
        (MenuKind.WINDOW, clerks),
        (MenuKind.FACILITY, clerks),
    ):
        menu = menu_for(kind)
        assert [cell.label for cell in menu.cells] == labels
        areas = body_of(menu, "https://desk.example")["areas"]
        assert isinstance(areas, list)
        tapped = [read_button(area["action"]["data"]) for area in areas]
        assert None not in tapped
        assert (Tap.RELAY in {button.tap for button in tapped if button}) == (kind is not MenuKind.RESIDENT)
