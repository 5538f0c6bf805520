"""Reply tokens: once, and within a minute of the webhook that brought them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.simulator.refusals import Refused

AFTER_RECEIPT = timedelta(minutes=1)
AFTER_EVENT = timedelta(minutes=20)


@dataclass(slots=True)
class ReplyToken:
    """The right to answer one event in the chat it came from."""

    chat: str
    event_at: datetime
    received_at: datetime | None = None
    spent: bool = False


class ReplyTokens:
    """All tokens given out by one account."""

    def __init__(self) -> None:
        self._tokens: dict[str, ReplyToken] = {}

    def issue(self, token: str, *, chat: str, event_at: datetime) -> None:
        """Make `token` stand for an answer in `chat`; it lives once a webhook has carried it."""
        self._tokens[token] = ReplyToken(chat=chat, event_at=event_at)

    def carried(self, token: str, at: datetime) -> None:
        """Note that a webhook, first or repeated, brought the token to the bot at `at`."""
        if token in self._tokens:
            self._tokens[token].received_at = at

    def chat_of(self, token: str, now: datetime) -> str:
        """Return the chat a live token belongs to, without spending it.

        Raises Refused (400) for a token that is unknown, spent, or too old.
        """
        found = self._tokens.get(token)
        if found is None or found.spent or found.received_at is None:
            raise Refused(400, "Invalid reply token")
        if now - found.received_at > AFTER_RECEIPT or now - found.event_at > AFTER_EVENT:
            raise Refused(400, "Invalid reply token")
        return found.chat

    def spend(self, token: str) -> None:
        """Use the token up."""
        self._tokens[token].spent = True
