"""Webhooks on their way to the bot: sent, held back, repeated, and their failures counted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Condition, Event, Thread

from bot.simulator.account import Account
from bot.simulator.clock import Clock
from bot.simulator.events import again, chat_of
from bot.simulator.lanes import Lanes
from bot.simulator.posting import Ending, post, sign
from bot.simulator.wire import JsonObject, obj, text, to_wire

TRIES = 5
FIRST_PAUSE = timedelta(seconds=5)
_LOOK_EVERY_SECONDS = 0.2


@dataclass(slots=True)
class Parcel:
    """One webhook request: its events, and how every try of it ended."""

    account: Account
    events: Sequence[JsonObject]
    endings: list[Ending] = field(default_factory=list)
    tried_at: list[datetime] = field(default_factory=list)
    due: datetime | None = None

    @property
    def arrived(self) -> bool:
        """Tell whether the bot has taken it over."""
        return any(ending.succeeded for ending in self.endings)

    def as_json(self) -> JsonObject:
        """Return the parcel for the control API."""
        return {
            "channel": self.account.name,
            "events": [{"id": text(e, "webhookEventId"), "type": text(e, "type")} for e in self.events],
            "tries": [{"status": e.status, "reason": e.reason} for e in self.endings],
            "arrived": self.arrived,
        }


class Webhooks:
    """Carries parcels in background threads; `changed` is the platform's lock, `ring` tells of a change."""

    def __init__(self, clock: Clock, changed: Condition, ring: Callable[[], None], *, timeout: float) -> None:
        self._clock = clock
        self._changed = changed
        self._ring = ring
        self._timeout = timeout
        self._lanes = Lanes()
        self._ended = Event()
        self._clockwork: Thread | None = None
        self.parcels: list[Parcel] = []
        self.held: list[Parcel] | None = None

    def send(self, account: Account, events: Sequence[JsonObject]) -> Parcel:
        """Put events on their way in one request; while parcels are held back, it waits with them."""
        parcel = Parcel(account, events)
        with self._changed:
            if self.held is not None:
                self.held.append(parcel)
                return parcel
        return self._start(parcel)

    def hold(self) -> None:
        """Keep every parcel back until `release`."""
        with self._changed:
            self.held = self.held if self.held is not None else []

    def release(self, order: Callable[[int], Sequence[int]], *, as_one: bool = False) -> list[Parcel]:
        """Send what was held back in the given order of positions, one by one or all in one request."""
        with self._changed:
            held, self.held = self.held or [], None
        parcels = [held[position] for position in order(len(held))]
        if as_one and parcels:
            parcels = [Parcel(parcels[0].account, [event for p in parcels for event in p.events])]
        return [self._start(parcel, lane="released") for parcel in parcels]

    def repeat(self, parcel: Parcel, *, redelivery: bool = True) -> Parcel:
        """Send the same events again, with the same ids, flagged as redelivery or as a bare duplicate."""
        parcel.due = None
        parcel.events = [again(event, redelivery=redelivery) for event in parcel.events]
        self._queue(parcel, _lane(parcel))
        return parcel

    def wait_for(self, parcel: Parcel, tries: int, timeout: float = 10.0) -> None:
        """Wait until the parcel was tried so many times."""
        with self._changed:
            self._changed.wait_for(lambda: len(parcel.endings) >= tries, timeout)

    def post_raw(self, account: Account, body: bytes, headers: dict[str, str]) -> Ending:
        """Send bytes as they are and wait; signed unless `headers` bring a signature of their own."""
        signed = {"x-line-signature": sign(body, account.channel.secret), **headers}
        return post(account.webhook_url, body, {**_HEADERS, **signed}, timeout=self._timeout)

    def close(self) -> None:
        """End the threads."""
        self._ended.set()
        self._lanes.close()
        if self._clockwork is not None:
            self._clockwork.join()

    def _start(self, parcel: Parcel, lane: str = "") -> Parcel:
        with self._changed:
            self.parcels.append(parcel)
        self._queue(parcel, lane or _lane(parcel))
        return parcel

    def _queue(self, parcel: Parcel, lane: str) -> None:
        self._lanes.put(lane, lambda: self._carry(parcel))

    def _carry(self, parcel: Parcel) -> None:
        account = parcel.account
        with self._changed:
            now = self._clock.now()
            for event in parcel.events:
                account.reply_tokens.carried(text(event, "replyToken"), now)
        body = to_wire({"destination": account.bot_user_id, "events": list(parcel.events)})
        unreachable = not account.webhook_url or not account.webhook_active
        ending = Ending(None, "could_not_connect") if unreachable else self.post_raw(account, body, {})
        with self._changed:
            parcel.endings.append(ending)
            parcel.tried_at.append(now)
            self._plan_another_try(parcel)
            self._ring()

    def _plan_another_try(self, parcel: Parcel) -> None:
        tries = len(parcel.endings)
        if parcel.arrived or not parcel.account.channel.redelivery or tries >= TRIES:
            return
        parcel.due = self._clock.now() + FIRST_PAUSE * 2 ** (tries - 1)
        if self._clockwork is None:
            self._clockwork = Thread(target=self._redeliver, name="simulator-redelivery", daemon=True)
            self._clockwork.start()

    def _redeliver(self) -> None:
        while not self._ended.wait(_LOOK_EVERY_SECONDS):
            now = self._clock.now()
            with self._changed:
                due = [p for p in self.parcels if p.due is not None and p.due <= now]
            for parcel in due:
                self.repeat(parcel)


_HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LineBotWebhook/2.0"}


def _lane(parcel: Parcel) -> str:
    first = parcel.events[0] if parcel.events else {}
    return f"{parcel.account.name}/{chat_of(obj(first, 'source'))}"
