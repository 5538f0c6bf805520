"""One event of a one-to-one chat, by its kind."""

from bot.desk.area_answers import hear_location
from bot.desk.hear import hear_text
from bot.desk.hello import change, greet, say_goodbye, take_back
from bot.desk.incoming import (
    ButtonTapped,
    Edited,
    Followed,
    Happening,
    InvitedToGroup,
    LocationSent,
    MediaSent,
    StickerSent,
    TextSaid,
    Unfollowed,
    Unreadable,
    Unsent,
)
from bot.desk.media import hear_media, hear_sticker, hear_unknown
from bot.desk.person import note_for_coordinator
from bot.desk.taps import hear_tap
from bot.desk.visit import Visit


def hear_event(visit: Visit, happening: Happening) -> None:
    """Hear what happened in a chat; while a coordinator talks there, the bot only listens to what is no text."""
    if isinstance(happening, TextSaid):
        hear_text(visit, happening)
    elif isinstance(happening, StickerSent | MediaSent | LocationSent):
        if visit.resident.with_coordinator(visit.now):
            _for_the_coordinator(visit, happening)
        else:
            _hear_sent(visit, happening)
    else:
        _hear_around(visit, happening)


def _hear_sent(visit: Visit, happening: StickerSent | MediaSent | LocationSent) -> None:
    match happening:
        case StickerSent() as sent:
            hear_sticker(visit, sent)
        case MediaSent() as sent:
            hear_media(visit, sent)
        case LocationSent() as sent:
            hear_location(visit, sent)


def _hear_around(visit: Visit, happening: Happening) -> None:
    match happening:
        case ButtonTapped() as tapped:
            hear_tap(visit, tapped)
        case Followed() as followed:
            greet(visit, followed)
        case Unfollowed():
            say_goodbye(visit)
        case Unsent() as unsent:
            take_back(visit.turn, unsent)
        case Edited() as edited:
            change(visit, edited)
        case Unreadable() as what:
            hear_unknown(visit, what)
        case InvitedToGroup() | _:
            pass


def _for_the_coordinator(visit: Visit, sent: StickerSent | MediaSent | LocationSent) -> None:
    kinds = {StickerSent: "sticker", LocationSent: "location"}
    kind = sent.kind.value if isinstance(sent, MediaSent) else kinds[type(sent)]
    message = visit.keep(kind=kind, text="", line_message=sent.message)
    if message is not None:
        note_for_coordinator(visit, (message,))
