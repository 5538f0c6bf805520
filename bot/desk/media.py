"""Stickers, photos, voices, films and files: a machine cannot read them, and danger may hide there."""

from bot.desk.contact import menu
from bot.desk.danger import compose_numbers
from bot.desk.incoming import MediaKind, MediaSent, StickerSent, Unreadable
from bot.desk.memo import for_a_person, join_messages, open_consultation
from bot.desk.person import NOBODYS
from bot.desk.presence import say_nobody_reads
from bot.desk.reply import Part, Reply, Say
from bot.desk.visit import Visit
from routing.urgency import Danger, Level, Triage

STICKER = "sticker"
UNKNOWN = "unknown kind"


def hear_sticker(visit: Visit, sent: StickerSent) -> None:
    """A sticker is mere contact."""
    message = visit.keep(kind="sticker", text="", line_message=sent.message)
    if message is not None:
        visit.as_contact((message,), STICKER)
        visit.reply(Reply((Say(visit.say("contact.sticker")),), menu(visit)))


def hear_media(visit: Visit, sent: MediaSent) -> None:
    """Say that a machine cannot read it, show the numbers, and put it into a person's queue."""
    message = visit.keep(kind=sent.kind.value, text="", line_message=sent.message)
    if message is None:
        return
    found = visit.open_consultation() or open_consultation(visit, NOBODYS, Triage())
    consultation = for_a_person(visit, found)
    join_messages(visit, (message,), consultation)
    triage = Triage(level=Level.EMERGENCY, dangers=(Danger.UNKNOWN,))
    on = visit.answering(consultation.id)
    parts: list[Part] = [Say(visit.say(f"media.{sent.kind.value}")), Say(visit.say("media.danger"))]
    parts.append(compose_numbers(on, triage, visit.desk.registry))
    if on.presence.somebody:
        parts.append(Say(on.say("reads.queue_on_duty")))
    else:
        parts.append(Say(say_nobody_reads(visit.town, on.presence, visit.now)))
    spoken = sent.kind is MediaKind.AUDIO
    visit.reply(Reply(tuple(parts), menu(visit)), consultation, dangerous=spoken)


def hear_unknown(visit: Visit, what: Unreadable) -> None:
    """Answer a message of a kind we do not know; what is no message needs no answer."""
    if not what.sent_by_person:
        return
    message = visit.keep(kind="unknown", text="", line_message="")
    if message is not None:
        visit.as_contact((message,), UNKNOWN)
        visit.reply(Reply((Say(visit.say("media.unknown")),), menu(visit)))
