"""Words typed that mean a button: one of the last answer, or one of the menu that always counts."""

from bot.desk.buttons import Tap, write_button
from bot.desk.visit import Visit
from routing.typed import meant_label

# Texts whose words always mean their button, whatever is open.
ALWAYS = {
    "menu.consult": Tap.START,
    "menu.telephone": Tap.PHONE,
    "menu.nearby": Tap.NEAREST,
    "menu.danger": Tap.DANGER_NOW,
    "menu.help": Tap.HELP,
    "menu.new_matter": Tap.DIFFERENT,
    "menu.guided": Tap.GUIDED,
    "menu.concern": Tap.CONCERN,
    "button.person": Tap.PERSON,
    "button.stop": Tap.STOP,
}


def wants_help_page(visit: Visit, text: str) -> bool:
    """Tell whether a message asks how to use the desk (「ヘルプ」), which sounds like a cry for help to any rule."""
    return meant_label(text, (visit.say("menu.help"),)) is not None


def meant_button(visit: Visit, text: str) -> str | None:
    """Return the data of the button that a whole message means; None for any other message."""
    awaited = visit.resident.awaited(visit.now)
    shown = dict(awaited.carries) if awaited is not None else {}
    always = {visit.say(key): write_button(tap) for key, tap in ALWAYS.items()}
    known = always | shown
    label = meant_label(text, known)
    return None if label is None else known[label]
