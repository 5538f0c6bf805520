"""What was said in a chat, both ways. Text is sealed; unsent messages disappear, whenever the unsend arrives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlalchemy import BindParameter, RowMapping, Select, bindparam, delete, select, update

from routing.consultation import AccountId, Actor, ConsultationId, MunicipalitySlug, ResidentId
from storage.erasing import erase_excerpts, void_answers_to
from storage.errors import NotThereError
from storage.events import EventId
from storage.ground import Ground, Lookup
from storage.tables.chat import Direction, MessageState, messages, unsent_messages
from storage.tables.consultations import words

__all__ = ["Direction", "Message", "MessageId", "MessageState", "Messages"]

MessageId = NewType("MessageId", str)

ORDER = (messages.c.at, messages.c.received_at, messages.c.id)
OF: BindParameter[str] = bindparam("of")
CHOSEN: BindParameter[str] = bindparam("chosen", expanding=True)
# What every message of a resident runs; built once.
OF_CONSULTATION = select(messages).where(messages.c.consultation == OF).order_by(*ORDER)
OF_RESIDENT_IN_STATE = (
    select(messages)
    .where(messages.c.resident == OF, messages.c.state == bindparam("in_state"))
    .order_by(*ORDER)
)
AMONG = update(messages).where(messages.c.id.in_(CHOSEN))
WAITING_AMONG = AMONG.where(messages.c.state == MessageState.WAITING)
UNSENT = select(unsent_messages.c.at).where(
    unsent_messages.c.municipality == OF, unsent_messages.c.line_message.in_(CHOSEN)
)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `consultation` None is mere contact (or not yet joined). `text` is empty once erased.

    `kind` is a short word such as text, sticker, image, audio, location; `note` is free of content (why a coordinator
    sees it). `at` is LINE's time, `received_at` ours.
    """

    id: MessageId
    municipality: MunicipalitySlug
    resident: ResidentId | None
    direction: Direction
    author: Actor
    kind: str
    text: str
    at: datetime
    received_at: datetime
    consultation: ConsultationId | None = None
    state: MessageState = MessageState.HANDLED
    event: EventId | None = None
    account: AccountId | None = None
    outgoing: str | None = None
    note: str = ""


class Messages:
    """Chat messages of residents, of the bot, and of coordinators."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, message: Message, *, line_message: str = "") -> bool:
        """Store a message; tell whether it is new (LINE's message id was not seen before)."""
        return self._ground.insert_new(
            messages,
            {
                "id": message.id,
                "municipality": message.municipality,
                "resident": message.resident,
                "consultation": message.consultation,
                "event": message.event,
                "direction": message.direction,
                "author": message.author,
                "account": message.account,
                "kind": message.kind,
                "state": message.state,
                "text": self._ground.seal(messages.c.text, message.id, message.text),
                "line_message": self._line_hash(message.municipality, line_message) if line_message else None,
                "at": message.at,
                "received_at": message.received_at,
                "outgoing": message.outgoing,
                "note": message.note or None,
            },
        )

    def get(self, id_: MessageId) -> Message:
        """Return a message; raises `NotThereError`."""
        row = self._ground.find(messages, {"id": id_})
        if row is None:
            raise NotThereError("no such message")
        return self._message(row)

    def find_line_message(self, municipality: MunicipalitySlug, line_message: str) -> Message | None:
        """Return the message with LINE's message id (for example the quoted one), or None."""
        row = self._ground.one(self._by_line(municipality, line_message))
        return None if row is None else self._message(row)

    def join(self, ids: Iterable[MessageId], consultation: ConsultationId | None) -> None:
        """Put messages into a consultation, or make them mere contact (None)."""
        self._ground.run(AMONG, {"chosen": list(ids), "consultation": consultation})

    def handled(self, ids: Iterable[MessageId]) -> None:
        """Mark waiting bubbles as handled."""
        self._ground.run(WAITING_AMONG, {"chosen": list(ids), "state": MessageState.HANDLED})

    def wait(self, id_: MessageId) -> None:
        """Let a bubble wait for the rest of the thought."""
        self._ground.change(messages, {"id": id_}, {"state": MessageState.WAITING})

    def note(self, ids: Iterable[MessageId], note: str) -> None:
        """Write a word beside messages, free of content: of what kind a mere contact was."""
        self._ground.run(AMONG, {"chosen": list(ids), "note": note})

    def reword(self, id_: MessageId, text: str) -> None:
        """Replace the text of a message that its writer edited; an erased one stays erased."""
        self._ground.run(delete(words).where(words.c.source == id_))
        statement = update(messages).where(messages.c.id == id_, messages.c.state != MessageState.ERASED)
        self._ground.run(statement.values(text=self._ground.seal(messages.c.text, id_, text)))

    def waiting_of(self, resident: ResidentId) -> tuple[Message, ...]:
        """Return the bubbles of a resident that wait for the rest of the thought, oldest first."""
        return self._list(OF_RESIDENT_IN_STATE, {"of": resident, "in_state": MessageState.WAITING})

    def of_consultation(self, consultation: ConsultationId) -> tuple[Message, ...]:
        """Return the conversation of a consultation, oldest first; erased messages stand there without text."""
        return self._list(OF_CONSULTATION, {"of": consultation})

    def of_resident(self, resident: ResidentId, *, since: datetime | None = None) -> tuple[Message, ...]:
        """Return everything said with a resident, oldest first, mere contact included."""
        statement = select(messages).where(messages.c.resident == resident).order_by(*ORDER)
        return self._list(statement if since is None else statement.where(messages.c.at >= since))

    def was_unsent(self, municipality: MunicipalitySlug, line_message: str) -> bool:
        """Tell whether a message was taken back before it was handled: it must not be stored at all."""
        hashes = self._ground.sealing.hashes(Lookup.LINE_MESSAGE, municipality, line_message)
        given = {"of": municipality, "chosen": list(hashes)}
        return self._ground.connection.execute(UNSENT, given).first() is not None

    def erase_unsent(
        self, municipality: MunicipalitySlug, line_message: str, *, now: datetime
    ) -> Message | None:
        """Erase the text of a message that was taken back, and remember that it was.

        With it go the words it was found by, the reasons of answers that quote it, phrases learned from its
        consultation since, answers to it that were not sent yet, and what was planned for it. Returns the message as
        it now stands, without text, or None when it was never handled. Call `events.erase_raw_of_message` beside it.
        """
        mark = {
            "municipality": municipality,
            "line_message": self._line_hash(municipality, line_message),
            "at": now,
        }
        self._ground.insert_new(unsent_messages, mark)
        row = self._ground.one(self._by_line(municipality, line_message))
        if row is None:
            return None
        self.erase([MessageId(row["id"])])
        erase_excerpts(self._ground, row["consultation"], row["received_at"], row["id"], now=now)
        void_answers_to(self._ground, municipality, row["event"], now=now)
        return self.get(MessageId(row["id"]))

    def erase(self, ids: Iterable[MessageId]) -> None:
        """Erase the text of messages and the words by which they are found; the rows stay, for counts."""
        chosen = list(ids)
        self._ground.run(delete(words).where(words.c.source.in_(chosen)))
        statement = update(messages).where(messages.c.id.in_(chosen))
        self._ground.run(statement.values(text=None, state=MessageState.ERASED))

    def _list(
        self, statement: Select[tuple[object, ...]], given: dict[str, object] | None = None
    ) -> tuple[Message, ...]:
        return tuple(self._message(row) for row in self._ground.rows(statement, given))

    def _by_line(self, municipality: MunicipalitySlug, line_message: str) -> Select[tuple[object, ...]]:
        hashes = self._ground.sealing.hashes(Lookup.LINE_MESSAGE, municipality, line_message)
        return select(messages).where(
            messages.c.municipality == municipality, messages.c.line_message.in_(hashes)
        )

    def _line_hash(self, municipality: MunicipalitySlug, line_message: str) -> str:
        return self._ground.sealing.hash(Lookup.LINE_MESSAGE, municipality, line_message)

    def _message(self, row: RowMapping) -> Message:
        return Message(
            id=MessageId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            resident=row["resident"],
            direction=row["direction"],
            author=row["author"],
            kind=row["kind"],
            text=self._ground.open_optional(messages.c.text, row["id"], row["text"]) or "",
            at=row["at"],
            received_at=row["received_at"],
            consultation=row["consultation"],
            state=row["state"],
            event=row["event"],
            account=row["account"],
            outgoing=row["outgoing"],
            note=row["note"] or "",
        )
