"""A chat as the person's phone shows it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.simulator.screen import preview, quick_replies, shown_text, taps
from bot.simulator.wire import JsonObject


class Author(StrEnum):
    """Who stands behind an entry; a notice comes from the phone itself."""

    PERSON = "person"
    BOT = "bot"
    NOTICE = "notice"


@dataclass(slots=True)
class Entry:
    """One line of a chat; `message` is a LINE message object as it was sent, `sender` a person's key."""

    id: str
    author: Author
    at: datetime
    message: JsonObject
    sender: str = ""
    quote_token: str = ""
    read_token: str = ""
    unsent: bool = False
    edited: bool = False
    read: bool = False


@dataclass(slots=True)
class Chat:
    """The entries of one chat, oldest first, and what hangs on its end."""

    id: str
    entries: list[Entry] = field(default_factory=list)
    loading_until: datetime | None = None
    seen: int = 0

    def show(self, entry: Entry) -> None:
        """Add an entry; a message of the bot ends the loading animation."""
        self.entries.append(entry)
        if entry.author is Author.BOT:
            self.loading_until = None

    def entry(self, message_id: str) -> Entry | None:
        """Return the entry of a message id."""
        return next((entry for entry in self.entries if entry.id == message_id), None)

    def is_loading(self, now: datetime) -> bool:
        """Tell whether the loading animation runs."""
        return self.loading_until is not None and now < self.loading_until

    def unread(self) -> int:
        """Return how many messages of the bot the person has not looked at."""
        return sum(1 for entry in self.entries[self.seen :] if entry.author is Author.BOT)

    def quick_replies(self) -> list[JsonObject]:
        """Return the quick replies on the screen: those of the last message, until the next one comes."""
        spoken = [entry for entry in self.entries if entry.author is not Author.NOTICE]
        if not spoken or spoken[-1].author is not Author.BOT:
            return []
        return quick_replies(spoken[-1].message)

    def tappable(self) -> list[JsonObject]:
        """Return every action that can be tapped now, the newest first: quick replies, then old cards too."""
        found = self.quick_replies()
        for entry in reversed(self.entries):
            if entry.author is Author.BOT:
                found.extend(taps(entry.message))
        return found


def entry_as_json(entry: Entry) -> JsonObject:
    """Return an entry for the control API; an unsent message shows nothing of what it said."""
    message: JsonObject = {"type": "unsent"} if entry.unsent else entry.message
    return {
        "id": entry.id,
        "author": entry.author.value,
        "sender": entry.sender,
        "at": entry.at.isoformat(),
        "message": message,
        "text": shown_text(message),
        "preview": preview(message),
        "quote_token": entry.quote_token,
        "unsent": entry.unsent,
        "edited": entry.edited,
        "read": entry.read,
    }
