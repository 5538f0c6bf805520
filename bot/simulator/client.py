"""A small client of the control API, for tests and the demo."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import quote, urlencode, urlsplit

Json = dict[str, object]


class ControlRefused(Exception):  # noqa: N818  # the stand-in said no
    """The stand-in refused: `status`, and why in its own words."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act: its webhook event (empty for a local act) and the bot's answer to it."""

    event: Json
    message_id: str
    opened: str
    arrived: bool
    status: int | None
    reason: str

    @property
    def event_id(self) -> str:
        """The webhookEventId."""
        return str(self.event.get("webhookEventId", ""))


class SimulatorClient:
    """Plays the people and the platform of a running stand-in.

    `person` is a key of the cast (`resident_a`) or a user id; `channel` one channel, else the first.
    """

    def __init__(self, base_url: str, *, channel: str = "", timeout: float = 35.0) -> None:
        parts = urlsplit(base_url)
        self._address = (parts.hostname or "127.0.0.1", parts.port or 80)
        self._timeout = timeout
        self.base_url = base_url
        self.channel = channel

    # What people do.

    def act(self, person: str, doing: str, body: Mapping[str, object] | None = None) -> Done:
        """Do anything of `doings.DOINGS`; waits for the bot's 200 unless `wait` is false."""
        found = self.call("POST", f"/_/people/{quote(person)}/{doing}", body)
        event, status = found.get("event"), found.get("status")
        return Done(
            event=event if isinstance(event, dict) else {},
            message_id=str(found["message_id"]),
            opened=str(found["opened"]),
            arrived=found["arrived"] is True,
            status=status if isinstance(status, int) else None,
            reason=str(found["reason"]),
        )

    def say(self, person: str, text: str, *, wait: bool = True, group: str = "") -> Done:
        """Type a message."""
        return self.act(person, "say", {"text": text, "wait": wait, "group": group})

    def tap(self, person: str, what: str, *, params: Mapping[str, object] | None = None) -> Done:
        """Tap the newest button on the screen with this label, data, text or address."""
        return self.act(person, "tap", {"what": what, "params": dict(params or {})})

    def postback(self, person: str, data: str, *, shown: str = "") -> Done:
        """Send postback data, whether a button for it is on the screen or not."""
        return self.act(person, "postback", {"data": data, "shown": shown})

    def sticker(self, person: str) -> Done:
        """Send a sticker."""
        return self.act(person, "sticker")

    def photo(self, person: str) -> Done:
        """Send a photo."""
        return self.act(person, "photo")

    def voice(self, person: str) -> Done:
        """Send a voice message."""
        return self.act(person, "voice")

    def file(self, person: str, name: str = "memo.txt") -> Done:
        """Send a file."""
        return self.act(person, "file", {"name": name})

    def location(
        self, person: str, latitude: float, longitude: float, *, title: str = "", address: str = ""
    ) -> Done:
        """Send a place."""
        place = {"latitude": latitude, "longitude": longitude, "title": title, "address": address}
        return self.act(person, "location", place)

    def unsend(self, person: str, message_id: str = "") -> Done:
        """Take back a message, the person's last one for no id."""
        return self.act(person, "unsend", {"message_id": message_id})

    def follow(self, person: str) -> Done:
        """Add the account as a friend."""
        return self.act(person, "follow")

    def block(self, person: str) -> Done:
        """Block the account."""
        return self.act(person, "block")

    def unblock(self, person: str) -> Done:
        """Lift the block."""
        return self.act(person, "unblock")

    # What people see.

    def people(self) -> list[Json]:
        """Return the cast with user ids, friendship, unread counts and last lines."""
        return _objects(self.call("GET", "/_/people"), "people")

    def user_id(self, person: str) -> str:
        """Return the LINE user id of a person's key."""
        return str(next(found for found in self.people() if found["key"] == person)["user_id"])

    def chat(self, person: str) -> Json:
        """Return the whole screen: entries, quick replies, loading animation, rich menu."""
        return self.call("GET", f"/_/people/{quote(person)}/chat")

    def transcript(self, person: str) -> list[Json]:
        """Return the entries of a chat as displayed, oldest first: `author`, `text`, `message`..."""
        return _objects(self.chat(person), "entries")

    def from_bot(self, person: str) -> list[str]:
        """Return the words of every message of the bot in a chat."""
        return [str(entry["text"]) for entry in self.transcript(person) if entry["author"] == "bot"]

    def wait_for(
        self, person: str, wanted: Callable[[list[str]], bool] | str, *, timeout: float = 10.0
    ) -> list[str]:
        """Wait until the bot's words contain a text or satisfy a test, and return them.

        Raises TimeoutError, telling what there is instead.
        """
        meets = wanted if callable(wanted) else lambda said: any(wanted in words for words in said)
        until = time.monotonic() + timeout
        while True:
            chat = self.chat(person)
            said = [str(e["text"]) for e in _objects(chat, "entries") if e["author"] == "bot"]
            if meets(said):
                return said
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{person} waited in vain; the bot said {said}")
            query = urlencode({"since": chat["version"], "timeout": min(left, 5.0)})
            self.call("GET", f"/_/wait?{query}")

    # What the platform does.

    def sent(self) -> list[Json]:
        """Return the accepted sends: `how`, `to`, `messages`, `retry_key`, `deliveries`, `repeats`."""
        return _objects(self.call("GET", "/_/sent"), "sent")

    def calls(self) -> list[Json]:
        """Return every call the bot made: `endpoint`, `status`, `fault`, `retry_key`."""
        return _objects(self.call("GET", "/_/calls"), "calls")

    def webhooks(self) -> Json:
        """Return the webhook requests with their tries, and the failure statistics."""
        return self.call("GET", "/_/webhooks")

    def faults(self, *faults: Mapping[str, object]) -> None:
        """Order faults, such as `{"kind": "error_after", "on": "push", "count": 2}`."""
        self.call("POST", "/_/faults", {"faults": [dict(fault) for fault in faults]})

    def clear_faults(self) -> None:
        """Let everything work again."""
        self.call("DELETE", "/_/faults", {})

    def advance(self, seconds: float) -> None:
        """Move the stand-in's time."""
        self.call("POST", "/_/clock", {"advance": seconds})

    def quota(self, **changes: object) -> Json:
        """Change the month: `limit`, `add`, `lag`."""
        return self.call("POST", "/_/quota", changes)

    def hold(self) -> None:
        """Keep webhooks back."""
        self.call("POST", "/_/webhooks/hold", {})

    def release(self, *, order: str = "as_is", as_one: bool = False) -> list[Json]:
        """Send what was held, `reversed` or `shuffled` if wanted, `as_one` in a single request."""
        return _objects(
            self.call("POST", "/_/webhooks/release", {"order": order, "as_one": as_one}), "webhooks"
        )

    def redeliver(self, which: str = "last") -> list[Json]:
        """Send the last, all failed, or one event again, flagged as redelivery."""
        return _objects(self.call("POST", "/_/webhooks/repeat", {"which": which}), "webhooks")

    def duplicate(self, which: str = "last") -> list[Json]:
        """Send the same again without the flag."""
        again = {"which": which, "redelivery": False}
        return _objects(self.call("POST", "/_/webhooks/repeat", again), "webhooks")

    def event(self, kind: str, *, person: str = "", body: Mapping[str, object] | None = None) -> Json:
        """Send an event of any kind; nulls in `body` take properties away."""
        wanted = {"kind": kind, "person": person, "body": dict(body or {})}
        return self.call("POST", "/_/webhooks/event", wanted)

    def raw(self, text: str, headers: Mapping[str, str] | None = None) -> Json:
        """Post a body as it is, signed unless `headers` bring `x-line-signature`."""
        return self.call("POST", "/_/webhooks/raw", {"text": text, "headers": dict(headers or {})})

    def channel_settings(self, **changes: object) -> Json:
        """Change `webhook_url`, `active` or `mode`."""
        return self.call("POST", "/_/channel", changes)

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Json:
        """Call the control API. Raises ControlRefused."""
        if self.channel:
            path += ("&" if "?" in path else "?") + urlencode({"channel": self.channel})
        connection = HTTPConnection(*self._address, timeout=self._timeout)
        try:
            data = None if method == "GET" else json.dumps(dict(body or {})).encode()
            connection.request(method, path, data, {"Content-Type": "application/json"})
            response = connection.getresponse()
            found = json.loads(response.read())
        finally:
            connection.close()
        if response.status >= 400:
            raise ControlRefused(response.status, str(found.get("message", "")))
        return dict(found)


def _objects(source: Json, key: str) -> list[Json]:
    found = source[key]
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
