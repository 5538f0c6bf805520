"""What a person asks about their own data: erase me, show me, and what happens to what is written."""

from bot.desk.buttons import Tap
from bot.desk.reply import Question, Reply, Say
from bot.desk.town import Town
from bot.desk.visit import Visit
from routing.decision import Decision, PrivacyRequest
from storage.messages import Message

ERASING = "erasing"


def ask_before_erasing(visit: Visit, messages: tuple[Message, ...]) -> None:
    """Ask once whether everything that was written here shall go."""
    visit.as_contact(messages, "privacy")
    on = visit.answering()
    visit.wait_for_answer(ERASING)
    buttons = (on.button("erase_yes", Tap.ERASE_CONFIRMED), on.button("erase_no", Tap.ERASE_CANCELLED))
    visit.reply(Reply((Question(visit.say("privacy.erase_ask"), buttons),)))


def say_what_is_kept(visit: Visit, messages: tuple[Message, ...], decision: Decision) -> None:
    """Say how to see what is kept, or what happens to it."""
    visit.as_contact(messages, "privacy")
    if decision.privacy is not PrivacyRequest.SHOW:
        days = visit.town.profile.municipality.retention.chat_days
        visit.reply_text("privacy.question", days=days, kept=how_long_kept(visit.town))
    elif visit.town.telephone:
        visit.reply_text("privacy.show", telephone=visit.town.telephone)
    else:
        visit.reply_text("privacy.show_no_phone")


def erase_person(visit: Visit) -> None:
    """Erase the chat and the identity of the person who asks, and say so; the same sentence for everybody."""
    # Erasing also voids whatever is still owed to this person, so the last word comes after it.
    visit.tx.erasures.erase_resident(visit.resident.id, now=visit.now, reason="asked")
    visit.reply(Reply((Say(visit.say("privacy.erase_done", kept=how_long_kept(visit.town))),)))


def how_long_kept(town: Town) -> str:
    """Return how long the staff's record stays, in brackets; empty where the municipality has not set its years."""
    years = town.profile.municipality.retention.memo_years
    return town.texts.say("resident.privacy.kept_years", years=years) if years else ""
