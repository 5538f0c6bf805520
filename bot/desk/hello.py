"""Following, leaving, taking back, inviting: what happens around the words."""

from bot.desk.contact import menu
from bot.desk.incoming import Edited, Followed, Origin, Unsent
from bot.desk.owing import About, Addressee, owe_answer
from bot.desk.reply import Reply, Say
from bot.desk.turn import Turn
from bot.desk.visit import REPLY_TOKEN_LIFE, Visit
from bot.texts.moments import hours_said


def greet(visit: Visit, followed: Followed) -> None:
    """Welcome a new friend: what this is, who reads, what it is not, the telephone, how to erase, four buttons."""
    again = visit.resident.greeted_at is not None and followed.unblocked
    visit.tx.residents.greeted(visit.resident.id, at=visit.now)
    visit.reply(welcome_again(visit) if again else welcome(visit))


def welcome(visit: Visit) -> Reply:
    """Return the greeting, three bubbles at most."""
    last = [visit.say("hello.not_emergency")]
    if visit.town.telephone:
        last.append(visit.say("hello.telephone"))
    last.append(visit.say("hello.erase"))
    return Reply(
        (
            Say(visit.say("hello.what")),
            Say(f"{visit.say('hello.privacy')}\n{_who_reads(visit)}"),
            Say("\n".join(last)),
        ),
        menu(visit),
    )


def _who_reads(visit: Visit) -> str:
    """Return who reads and at what times, from the rota: an empty one means nobody."""
    covered = visit.rota.covered_hours()
    if covered is None:
        return visit.say("hello.readers_nobody")
    return visit.say("hello.readers_on_duty", hours=hours_said(visit.town.texts, covered))


def welcome_again(visit: Visit) -> Reply:
    """Return the shorter greeting of somebody who unblocked us."""
    return Reply((Say(visit.say("hello.again")), Say(visit.say("hello.not_emergency"))), menu(visit))


def say_goodbye(visit: Visit) -> None:
    """Somebody blocked us: nothing more may be sent; what is queued for them is void."""
    visit.tx.residents.blocked(visit.resident.id, at=visit.now)
    visit.tx.outgoing.void_of_resident(visit.resident.id, reason="blocked", now=visit.now)


def take_back(turn: Turn, unsent: Unsent) -> None:
    """Erase a message that was unsent, wherever it stands; it may not even have been handled yet."""
    slug = turn.town.slug
    erased = turn.tx.messages.erase_unsent(slug, unsent.message, now=turn.now)
    turn.tx.events.erase_raw_of_message(slug, unsent.message)
    if erased is not None:
        turn.tx.erasures.note_message(slug, erased.id, now=turn.now, reason="unsent")


def change(visit: Visit, edited: Edited) -> None:
    """Keep the newest wording of an edited message."""
    message = visit.tx.messages.find_line_message(visit.town.slug, edited.message)
    if message is not None and message.at <= visit.origin.at:
        visit.tx.messages.reword(message.id, edited.text)


def greet_group(turn: Turn, origin: Origin) -> None:
    """Say kindly that a group is no place for a worry; nobody in it becomes a resident of ours by that."""
    until = turn.now + REPLY_TOKEN_LIFE
    to = Addressee(origin.group, origin.event_id, token=origin.reply_token, token_until=until)
    owe_answer(turn, to, Reply((Say(turn.town.texts.say("resident.group.invited")),)), About())
