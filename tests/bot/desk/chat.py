"""A whole desk on one database and a clock that stands still: signed webhooks in, what LINE would show out.

No network: the webhook is called through Flask's test client, LINE is `FakeLine`, and `work` runs every step of the
worker until nothing is left to do.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from bot.app import create_app
from bot.bootstrap.desk import texts_of
from bot.bootstrap.health import health_of
from bot.desk.delivery import Delivery
from bot.desk.desk import Desk
from bot.desk.digest import send_due_digests
from bot.desk.founding import found_municipality
from bot.desk.handle import handle_next
from bot.desk.intake import StoringIntake
from bot.desk.timed import do_next_timed
from bot.desk.towns import Towns
from bot.line.events import read_event
from bot.line.render import LineRenderer
from bot.line.signature import sign
from bot.line.webhook import webhook_blueprint
from bot.randomness import SystemRandomness
from bot.texts import load_texts
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.emergency_numbers import load_registry
from knowledge.profile import Profile, find_profile
from routing.alert import Alert
from routing.consultation import AccountId, Consultation, MunicipalitySlug
from routing.roles import Role
from routing.triage import load_rules
from storage.accounts import Account, Credentials
from storage.database import Database
from storage.duty import StoredShift
from storage.messages import Message
from storage.municipalities import ChannelSecrets
from storage.selection import Selection
from tests.clocks import StillClock
from tests.fakes import FakeLine, FakeLines, FakeMailer, SentLine

SECRET = "channel-secret"
ALWAYS = "daily 24h"
# What a town knows never changes in these tests, and reading it takes a second.
TOWNS = Towns(texts_of)
FILES = {slug: read_folder(find_profile(slug)) for slug in ("hoozuki", "kochi", "komae", "mimasaka", "nanbu")}

Json = dict[str, Any]


def line_id(person: str) -> str:
    """Return the LINE user id of a person of these tests."""
    return "U" + sha256(person.encode()).hexdigest()[:32]


@dataclass
class Chat:
    """The desk of one town with everybody's chats."""

    database: Database
    desk: Desk
    clock: StillClock
    profile: Profile
    web: FlaskClient
    lines: FakeLines = field(default_factory=FakeLines)
    mailer: FakeMailer = field(default_factory=FakeMailer)
    _ids: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def slug(self) -> MunicipalitySlug:
        return MunicipalitySlug(self.profile.municipality.slug)

    @property
    def line(self) -> FakeLine:
        return self.lines.of(self.slug)

    # --- what people do -------------------------------------------------------------------------------------

    def event(self, person: str, kind: str, **more: object) -> Json:
        """Return an event of a person as LINE sends it, with a reply token."""
        number = next(self._ids)
        return {
            "type": kind,
            "mode": "active",
            "timestamp": int(self.clock.now().timestamp() * 1000) + number % 1000,
            "source": {"type": "user", "userId": line_id(person)},
            "webhookEventId": f"01EVENT{number:06}",
            "deliveryContext": {"isRedelivery": False},
            "replyToken": f"token-{line_id(person)}-{number}",
        } | more

    def message(self, person: str, kind: str, **content: object) -> Json:
        """Return a message event; its message id is its event's number."""
        event = self.event(person, "message")
        return event | {"message": {"id": event["webhookEventId"][-6:], "type": kind} | content}

    def text(self, person: str, text: str) -> Json:
        """Return a text message."""
        return self.message(person, "text", text=text)

    def post(self, *events: object) -> int:
        """Send one signed webhook and return its status."""
        return self.post_body(json.dumps({"destination": "U0", "events": list(events)}).encode())

    def post_body(self, body: bytes, **headers: str) -> int:
        """Send these bytes, signed unless headers say otherwise, and return the status."""
        given = headers or {"X-Line-Signature": sign(body, SECRET)}
        return self.web.post(f"/line/{self.slug}/webhook", data=body, headers=given).status_code

    def happen(self, *events: Json) -> list[str]:
        """Send events, work until nothing is left, and return what LINE then showed to anybody, in order."""
        before = len(self.line.sent)
        assert self.post(*events) == 200
        self.work()
        return [words(sent.messages) for sent in self.line.sent[before:]]

    def say(self, person: str, text: str) -> str:
        """Say something and return the answer of the bot to this person, empty for none."""
        before = len(self.line.sent)
        self.happen(self.text(person, text))
        return self.heard(person, before)

    def tap(self, person: str, label: str) -> str:
        """Tap the newest button with this label and return the answer."""
        before = len(self.line.sent)
        self.happen(self.event(person, "postback", postback={"data": self.button(person, label)}))
        return self.heard(person, before)

    def does(self, person: str, kind: str, **content: object) -> str:
        """Send a message of any kind, or an event of the kinds that are no message, and return the answer."""
        before = len(self.line.sent)
        event = self.event if kind in {"follow", "unfollow", "unsend", "join", "postback"} else self.message
        self.happen(event(person, kind, **content))
        return self.heard(person, before)

    # --- what the desk does ---------------------------------------------------------------------------------

    def work(self) -> None:
        """Run every step of the worker until nothing is due."""
        delivery = Delivery(self.desk, lines=self.lines, mailer=self.mailer)
        while any([handle_next(self.desk, "w"), do_next_timed(self.desk, "w"), delivery.send_next("w")]):
            pass

    def wait(self, **span: float) -> None:
        """Let time pass and work."""
        self.clock.advance(**span)
        self.work()

    def digest(self) -> int:
        """Make the digests that are due and send them; return how many were made."""
        made = send_due_digests(self.desk)
        self.work()
        return made

    # --- what can be seen -----------------------------------------------------------------------------------

    def sent_to(self, person: str) -> list[SentLine]:
        """Return every call to LINE whose messages reached a person."""
        return [sent for sent in self.line.sent if line_id(person) in sent.to]

    def heard(self, person: str, since: int = 0) -> str:
        """Return all words LINE showed to a person after the first `since` calls of anybody."""
        calls = [sent for sent in self.line.sent[since:] if line_id(person) in sent.to]
        return "\n".join(words(sent.messages) for sent in calls)

    def button(self, person: str, label: str) -> str:
        """Return the data of the newest button with this label in a person's chat."""
        for sent in reversed(self.sent_to(person)):
            found = [data for shown, data in buttons(sent.messages) if shown == label]
            if found:
                return found[0]
        raise AssertionError(f"there is no button {label}")

    def consultations(self, **wanted: Any) -> tuple[Consultation, ...]:
        """Return the consultations of a selection, by number."""
        with self.database.reading() as tx:
            return tuple(tx.consultations.stream(Selection(self.slug, **wanted)))

    def only(self) -> Consultation:
        """Return the one consultation there is."""
        (found,) = self.consultations()
        return found

    def messages(self, person: str) -> tuple[Message, ...]:
        """Return everything said with a person, both ways."""
        with self.database.reading() as tx:
            resident = tx.residents.find_line_user(self.slug, line_id(person))
            return () if resident is None else tx.messages.of_resident(resident.id)

    def alerts(self) -> tuple[Alert, ...]:
        """Return the alerts that are not closed."""
        with self.database.reading() as tx:
            return tx.alerts.open_of(self.slug)

    def destination(self, id_: object) -> str:
        """Return the name of a destination."""
        return next(d.name for d in self.profile.destinations if d.id == id_)


def open_desk(
    database: Database,
    slug: str = "hoozuki",
    *,
    on_duty: Sequence[str] = (),
    clock: StillClock | None = None,
    files: ProfileFiles | None = None,
) -> Chat:
    """Found a town, with `files` in place of its profile, coordinators on duty day and night, and open its desk."""
    clock = clock or StillClock()
    with database.transaction() as tx:
        channel = ChannelSecrets((SECRET,), "channel-token")
        profile = found_municipality(tx, files or FILES[slug], channel, now=clock.now()).profile
    desk = Desk(
        database=database,
        towns=Towns(texts_of) if files else TOWNS,
        renderer=LineRenderer(load_texts()),
        read_event=read_event,
        rules=load_rules(),
        registry=load_registry(),
        clock=clock,
        randomness=SystemRandomness(),
        public_url="https://desk.example",
    )
    blueprint = webhook_blueprint(StoringIntake(database), clock=clock)
    app = create_app([blueprint], health=lambda: health_of(database, clock))
    chat = Chat(database, desk, clock, profile, app.test_client())
    employ(chat, *on_duty)
    return chat


def employ(chat: Chat, *names: str, hours: str = ALWAYS) -> None:
    """Give coordinators an account and put them on duty, in the order of calling."""
    with chat.database.transaction() as tx:
        shifts = []
        for order, name in enumerate(names, start=1):
            account = tx.accounts.add(
                Account(
                    id=AccountId(f"account-{name}"),
                    municipality=chat.slug,
                    login=name,
                    name=name,
                    role=Role.COORDINATOR,
                    created_at=chat.clock.now(),
                    email=f"{name}@desk.example",
                    line_user=line_id(name),
                ),
                Credentials("hash"),
            )
            shifts.append(StoredShift(f"shift-{name}", chat.slug, account.id, hours, None, order))
        tx.duty.replace_shifts(chat.slug, shifts)


def words(messages: Sequence[Mapping[str, object]]) -> str:
    """Return every text of messages, lock screen texts and button labels included, each once."""
    return "\n".join(dict.fromkeys(_texts(messages)))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key in {"text", "altText", "label"} and isinstance(inner, str):
                yield inner
            elif key != "displayText":
                yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)


def buttons(value: object) -> Iterator[tuple[str, str]]:
    """Yield label and data of every postback button, in order."""
    if isinstance(value, Mapping):
        if value.get("type") == "postback":
            yield str(value.get("label")), str(value.get("data"))
        for inner in value.values():
            yield from buttons(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from buttons(inner)
