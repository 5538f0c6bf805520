"""What the stand-in is told at its start."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.simulator.clock import system_now
from bot.simulator.people import CAST, Person


@dataclass(frozen=True, slots=True)
class Channel:
    """One official account, as a municipality has it.

    `webhook_url` may be empty and set later. `quota` is the number of messages a month, None for no limit.
    `redelivery` is the console's switch; LINE has it off. Channels of one `provider` see the same user ids.
    """

    name: str
    secret: str = field(repr=False)
    access_token: str = field(repr=False)
    webhook_url: str = ""
    display_name: str = "まどぐち"
    channel_id: str = "1650000000"
    provider: str = "provider-1"
    quota: int | None = 30_000
    consumption_lag_seconds: float = 0.0
    redelivery: bool = False


@dataclass(frozen=True, slots=True)
class Config:
    """Channels, people, seed and clock (`now` returns aware UTC) of one stand-in.

    `webhook_timeout_seconds` is LINE's patience with the bot, `media_delay_seconds` the time for which
    sound and film answer 202.
    """

    channels: Sequence[Channel]
    people: Sequence[Person] = CAST
    seed: int = 7
    now: Callable[[], datetime] = system_now
    webhook_timeout_seconds: float = 2.0
    media_delay_seconds: float = 3.0

    def __post_init__(self) -> None:
        """Refuse a set of channels that cannot be told apart by name or token."""
        if not self.channels:
            raise ValueError("the stand-in needs at least one channel")
        for seen in ([c.name for c in self.channels], [c.access_token for c in self.channels]):
            if len(set(seen)) != len(seen):
                raise ValueError("two channels share a name or an access token")
