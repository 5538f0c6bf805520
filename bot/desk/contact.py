"""Mere contact: thanks, greetings, stickers, small talk, the first nonsense. Stored and answered, in no list."""

from datetime import timedelta

from bot.desk.buttons import Tap
from bot.desk.cards import default_card
from bot.desk.composing import after_cards
from bot.desk.reply import Cards, QuickReply, Reply, Say
from bot.desk.visit import Visit
from routing.decision import Decision, Smalltalk
from routing.typed import is_plea
from storage.messages import Message

NONSENSE = "nonsense"
FORGOTTEN_AFTER = timedelta(hours=1)


def answer_contact(visit: Visit, messages: tuple[Message, ...], decision: Decision) -> None:
    """Answer without opening a consultation."""
    visit.as_contact(messages, decision.smalltalk or NONSENSE)
    if decision.smalltalk is None:
        plea = any(is_plea(message.text) for message in messages)
        visit.reply(_plea(visit) if plea else _nonsense(visit))
    elif decision.smalltalk is Smalltalk.HELP:
        visit.reply(help_reply(visit))
    else:
        text = visit.say(f"contact.{decision.smalltalk.value}")
        visit.reply(Reply((Say(text),), menu(visit)))


def is_first_nonsense(visit: Visit) -> bool:
    """Tell whether the last thing this person wrote within the hour was no nonsense already."""
    since = visit.now - FORGOTTEN_AFTER
    return all(
        said.note != NONSENSE for said in visit.tx.messages.of_resident(visit.resident.id, since=since)
    )


def ask_to_rephrase(visit: Visit, messages: tuple[Message, ...]) -> None:
    """Take words that say nothing alone, just after an answer, as a sign that it may not have fitted."""
    visit.as_contact(messages, NONSENSE)
    last = visit.open_consultation()
    answer = visit.tx.answers.latest_of(last.id) if last is not None else None
    on = visit.answering(last.id if last else "", answer.id if answer else "")
    visit.reply(Reply((Say(visit.say("answer.rephrase")),), after_cards(on)), last)


def _plea(visit: Visit) -> Reply:
    return Reply(
        (Say(visit.say("ask.more")),), (visit.answering().quick("person", Tap.PERSON), *menu(visit)[1:])
    )


def _nonsense(visit: Visit) -> Reply:
    name = visit.town.profile.default.name
    card = default_card(visit.answering())
    return Reply((Say(visit.say("contact.nonsense", destination=name)), Cards((card,))), menu(visit))


def help_reply(visit: Visit) -> Reply:
    """Return how to use the desk; it answers always, whatever else is open."""
    lines = [visit.say("help.text")]
    if visit.town.telephone:
        lines.append(visit.say("help.telephone"))
    return Reply((Say("\n".join(lines)),), menu(visit))


def menu(visit: Visit) -> tuple[QuickReply, ...]:
    """Return the four buttons that every greeting carries."""
    entries = (
        ("menu.consult", Tap.START),
        ("menu.telephone", Tap.PHONE),
        ("menu.nearby", Tap.NEAREST),
        ("menu.danger", Tap.DANGER_NOW),
    )
    on = visit.answering()
    return tuple(QuickReply(label := visit.say(key), on.data(tap), label) for key, tap in entries)
