"""What staff of windows write in the chat: a code, 「つなぐ」, 「パソコン」; and what visitors send from a card."""

from collections.abc import Callable

from bot.desk.buttons import Tapped
from bot.desk.chat_codes import Answer, redeem
from bot.desk.codes import make_code, read_code
from bot.desk.contact import menu
from bot.desk.counter import Shut, counter_of
from bot.desk.relay_door import pc_code, relay_link
from bot.desk.reply import LinkButton, Question, Reply, Say
from bot.desk.visit import Visit
from bot.desk.window_registry import CARD_COUNTS, window_named
from knowledge.windows import Window
from routing.consultation import WindowId
from routing.roles import Role
from routing.typed import meant_label
from storage.accounts import Account
from storage.messages import Message

STAFF = "staff"
CARD = "card"
COMMANDS = ("command", "command_list", "command_pc", "command_help")


def hear_staff(visit: Visit, messages: tuple[Message, ...], text: str) -> bool:
    """Answer a message that is a code, a word of window staff, or the code of a window's card; tell whether it was."""
    code = read_code(text)
    if code is not None:
        visit.as_contact(messages, STAFF)
        _register(visit, code)
        return True
    window = window_named(visit.tx, visit.town.slug, text)
    if window is not None:
        visit.as_contact(messages, CARD)
        credit(visit, window)
        return True
    return _command(visit, messages, text)


def _command(visit: Visit, messages: tuple[Message, ...], text: str) -> bool:
    words = {visit.town.texts.say(f"relay.chat.{key}"): key for key in COMMANDS}
    label = meant_label(text, tuple(words))
    if label is None:
        return False
    account = visit.tx.accounts.by_line_user(visit.town.slug, visit.origin.user)
    # Only 「つなぐ」 is a word of the desk for everybody; the others mean something else to a resident.
    if words[label] != "command" and (account is None or account.window is None):
        return False
    visit.as_contact(messages, STAFF)
    answer_command(visit, words[label], account)
    return True


def tap_command(visit: Visit, button: Tapped) -> None:
    """Answer a button of the staff's menu."""
    account = visit.tx.accounts.by_line_user(visit.town.slug, visit.origin.user)
    answer_command(visit, button.value if button.value in ANSWERS else "command", account)


def answer_command(visit: Visit, key: str, account: Account | None) -> None:
    """Answer a command of window staff, typed or tapped in their menu."""
    counter = Shut.NOT_STAFF if account is None else counter_of(visit.turn, account)
    if account is None or counter is Shut.NOT_STAFF:
        _say(visit, "not_registered")
    elif isinstance(counter, Shut):
        visit.reply(Reply((Say(visit.town.texts.say(f"relay.shut.{counter.value}")),)))
    else:
        ANSWERS[key](visit, account)


def _link(visit: Visit, account: Account) -> None:
    say = visit.town.texts.say
    button = LinkButton(say("relay.chat.button"), relay_link(visit.turn, account))
    visit.reply(Reply((Question(say("relay.chat.link"), (button,)),)))


def _pc(visit: Visit, account: Account) -> None:
    code = make_code(visit.desk.randomness.token())
    pc_code(visit.turn, account, code)
    _say(visit, "pc", code=code, address=f"{visit.desk.public_url}/relay/")


def _help(visit: Visit, _: Account) -> None:
    _say(visit, "help")


ANSWERS: dict[str, Callable[[Visit, Account], None]] = {
    "command": _link,
    "command_list": _link,
    "command_pc": _pc,
    "command_help": _help,
}


def _register(visit: Visit, code: str) -> None:
    account = redeem(visit, code)
    if isinstance(account, Answer):
        _say(visit, f"code_{account.value}")
        return
    if account.window is None or account.role is Role.COORDINATOR:
        _say(visit, "registered_coordinator")
        return
    window = visit.tx.windows.get(visit.town.slug, account.window)
    key = "registered_facility" if account.role is Role.FACILITY else "registered_window"
    _say(visit, key, window=window.name)


def credit(visit: Visit, window: Window) -> None:
    """Credit what this person brings to the window whose card they scanned; the window reads none of it."""
    until = visit.now + CARD_COUNTS
    visit.tx.residents.set_window(visit.resident.id, WindowId(window.id), until=until)
    text = visit.town.texts.say("relay.chat.came", window=window.name)
    visit.reply(Reply((Say(text),), menu(visit)))


def _say(visit: Visit, key: str, **fields: str) -> None:
    visit.reply(Reply((Say(visit.town.texts.say(f"relay.chat.{key}", **fields)),)))
