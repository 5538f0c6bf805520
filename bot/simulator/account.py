"""Everything the platform knows of one official account."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.simulator.chats import Chat
from bot.simulator.config import Channel
from bot.simulator.contents import Contents
from bot.simulator.ids import user_id
from bot.simulator.people import Person
from bot.simulator.quota import Quota
from bot.simulator.rates import Rates
from bot.simulator.refusals import Refused
from bot.simulator.reply_tokens import ReplyTokens
from bot.simulator.retry_keys import RetryKeys
from bot.simulator.rich_menus import RichMenus
from bot.simulator.wire import JsonObject

WRITTEN_LATELY = timedelta(days=7)
LINK_TOKEN_LIFE = timedelta(minutes=10)
STATELESS_TOKEN_LIFE = timedelta(minutes=15)


@dataclass(slots=True)
class Relation:
    """How a person stands to the account: friend, blocking, and when they last wrote one to one."""

    friend: bool
    blocked: bool = False
    last_wrote: datetime | None = None

    def hears(self, now: datetime) -> bool:
        """Tell whether a message of the account arrives on the person's phone."""
        wrote_lately = self.last_wrote is not None and now - self.last_wrote <= WRITTEN_LATELY
        return not self.blocked and (self.friend or wrote_lately)


@dataclass(slots=True)
class Group:
    """A group chat the account was invited to; members by user id."""

    id: str
    name: str
    members: list[str]
    joined: bool = True


@dataclass(slots=True)
class Sent:
    """One accepted send; `delivered` counts the phones it reached, `repeats` the 409 answered to its key."""

    request_id: str
    how: str
    to: list[str]
    messages: list[JsonObject]
    at: datetime
    retry_key: str | None
    message_ids: list[str] = field(default_factory=list)
    quote_tokens: list[str] = field(default_factory=list)
    delivered: list[str] = field(default_factory=list)
    repeats: int = 0


class Account:
    """The state of one channel. Not thread-safe: the platform's lock is held around every use."""

    def __init__(self, channel: Channel, people: dict[str, Person], *, media_delay_seconds: float) -> None:
        self.channel = channel
        self.name = channel.name
        self.bot_user_id = user_id(f"bot/{channel.name}", channel.provider)
        self.webhook_url = channel.webhook_url
        self.webhook_active = True
        self.mode = "active"
        self.people = {user_id(key, channel.provider): person for key, person in people.items()}
        self.relations = {uid: Relation(friend=p.friend_at_start) for uid, p in self.people.items()}
        self.groups: dict[str, Group] = {}
        self.chats: dict[str, Chat] = {}
        self.reply_tokens = ReplyTokens()
        self.retry_keys = RetryKeys()
        self.quota = Quota(channel.quota, lag_seconds=channel.consumption_lag_seconds)
        self.rates = Rates()
        self.contents = Contents(media_delay_seconds)
        self.rich_menus = RichMenus()
        self.sent: list[Sent] = []
        self.calls: list[JsonObject] = []
        self.link_tokens: dict[str, tuple[str, datetime]] = {}
        self.stateless_tokens: dict[str, datetime] = {}

    def chat(self, chat_id: str) -> Chat:
        """Return a chat, opening it at its first message."""
        return self.chats.setdefault(chat_id, Chat(chat_id))

    def user_of(self, key: str) -> str:
        """Return the user id of a person's key (or of a user id); Refused (404) for nobody."""
        for uid, person in self.people.items():
            if key in (uid, person.key):
                return uid
        raise Refused(404, f"nobody here is called {key}")

    def accepts(self, token: str, now: datetime) -> bool:
        """Tell whether an access token opens this account."""
        until = self.stateless_tokens.get(token)
        return token == self.channel.access_token or (until is not None and now < until)
