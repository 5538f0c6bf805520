"""What every answer to a resident is made with: the town, the case it belongs to, who reads, and when it is said."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.buttons import Tap, write_button
from bot.desk.presence import Presence, say_nobody_reads
from bot.desk.reply import Button, QuickReply
from bot.desk.town import Town
from routing.languages import JAPANESE

# Whoever writes a language that we have no sentences in most likely reads this one.
ELSE = "en"


@dataclass(frozen=True, slots=True)
class Answering:
    """What an answer is about: the consultation and answer its buttons carry, who reads, and when it is said.

    `language` is the person's, as an ISO 639 code.
    """

    town: Town
    consultation: str
    answer: str
    presence: Presence
    now: datetime
    language: str = JAPANESE

    @property
    def speaks(self) -> str:
        """The language to add to the Japanese: the person's where we have it, else English; empty for Japanese."""
        if self.language == JAPANESE:
            return ""
        return self.language if self.town.texts.has(f"{self.language}.handover") else ELSE

    def say(self, key: str, **fields: str | int) -> str:
        """Return a sentence for residents."""
        return self.town.texts.say(f"resident.{key}", **fields)

    def say_foreign(self, name: str) -> str:
        """Return a sentence in the language the person reads, where it is not Japanese."""
        return self.town.texts.say(f"{self.speaks}.{name}")

    def who_looks(self) -> str:
        """Return the truth about who reads a matter that waits for a person."""
        if self.presence.somebody:
            return self.say("reads.queue_on_duty")
        return say_nobody_reads(self.town, self.presence, self.now)

    def who_reads_foreign(self) -> str:
        """Return who reads now, in the language the person reads."""
        return self.say_foreign("alerted_on_duty" if self.presence.somebody else "nobody")

    def button(self, key: str, tap: Tap, value: str = "") -> Button:
        """Return a button with a common label."""
        label = self.say(f"button.{key}")
        return Button(label, self.data(tap, value), label)

    def data(self, tap: Tap, value: str = "") -> str:
        """Return what a button of this answer carries."""
        return write_button(tap, consultation=self.consultation, answer=self.answer, value=value)

    def quick(self, key: str, tap: Tap, value: str = "") -> QuickReply:
        """Return a small button above the keyboard."""
        label = self.say(f"button.{key}")
        return QuickReply(label, self.data(tap, value), label)
