"""One turn of a chat: who is there, what is known, and how to answer within the present transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.answering import Answering
from bot.desk.desk import Desk
from bot.desk.discretion import is_neutral
from bot.desk.incoming import Origin
from bot.desk.owing import ANSWER_COUNTS, BUTTONS, About, Addressee, owe_answer
from bot.desk.presence import Presence, presence
from bot.desk.reply import Reply, Say, words_of_buttons
from bot.desk.town import Town
from bot.desk.turn import Turn
from knowledge.areas import AreaId
from routing.consultation import Actor, Consultation
from routing.duty import Rota
from storage.events import EventId
from storage.history import By
from storage.messages import Direction, Message, MessageId
from storage.residents import Awaiting, Resident
from storage.transaction import Transaction

# LINE takes a reply token for one minute after the event; the rest is left for the call itself.
REPLY_TOKEN_LIFE = timedelta(seconds=50)


@dataclass(frozen=True, slots=True)
class Visit:
    """A resident's chat while one event of it is handled; everything written stands in `tx`."""

    turn: Turn
    rota: Rota
    resident: Resident
    origin: Origin
    event: EventId | None
    received_at: datetime

    @property
    def desk(self) -> Desk:
        """The collaborators."""
        return self.turn.desk

    @property
    def tx(self) -> Transaction:
        """The open transaction."""
        return self.turn.tx

    @property
    def town(self) -> Town:
        """The municipality."""
        return self.turn.town

    @property
    def now(self) -> datetime:
        """The moment of this turn, aware UTC."""
        return self.turn.now

    def presence(self, area: AreaId | None = None) -> Presence:
        """Return who is on duty for an area, or for the resident's own."""
        return presence(self.town, self.rota, area or self.resident.area, self.now)

    def answering(self, consultation: str = "", answer: str = "") -> Answering:
        """Return what composing an answer needs."""
        return Answering(
            self.town, consultation, answer, self.presence(), self.now, language=self.resident.language
        )

    def by(self, actor: Actor) -> By:
        """Return who does something now, for the history."""
        return self.turn.by(actor)

    def open_consultations(self) -> tuple[Consultation, ...]:
        """Return the consultations this person has open, the one with the latest contact first."""
        return self.tx.consultations.open_of(self.resident.id)

    def open_consultation(self) -> Consultation | None:
        """Return the open consultation with the latest contact; None where there is none."""
        return next(iter(self.open_consultations()), None)

    def new_id(self) -> str:
        """Return a new id."""
        return self.turn.new_id()

    def say(self, key: str, **fields: str | int) -> str:
        """Return a sentence for residents."""
        return self.town.texts.say(f"resident.{key}", **fields)

    def reply_text(self, key: str, consultation: Consultation | None = None, **fields: str | int) -> None:
        """Owe a plain sentence."""
        self.reply(Reply((Say(self.say(key, **fields)),)), consultation)

    def reply(
        self,
        reply: Reply,
        consultation: Consultation | None = None,
        *,
        dangerous: bool = False,
        note: str = "",
    ) -> None:
        """Owe the resident an answer, and remember what the words on its buttons mean when they are typed.

        Whatever belongs to a consultation about violence says nothing of it where others may look.
        """
        if consultation is not None and is_neutral(consultation.dangers):
            reply = replace(reply, neutral=True)
        about = About(consultation.id if consultation else None, dangerous, note)
        owe_answer(self.turn, self._addressee(), reply, about)
        self._remember_buttons(reply)

    def _addressee(self) -> Addressee:
        until = self.received_at + REPLY_TOKEN_LIFE
        origin = self.origin
        return Addressee(origin.user, origin.event_id, self.resident.id, origin.reply_token, until)

    def _remember_buttons(self, reply: Reply) -> None:
        current = self.tx.residents.get(self.resident.id).awaited(self.now)
        kind = current.kind if current else BUTTONS
        said = words_of_buttons(reply)
        if said or kind != BUTTONS:
            self.wait_for_answer(kind, said)
        elif current is not None:
            self.stop_waiting()

    def keep(self, *, kind: str, text: str, line_message: str) -> Message | None:
        """Store what the resident sent; None if it was taken back before it was handled: then nothing may remain."""
        if self.tx.messages.was_unsent(self.town.slug, line_message):
            return None
        message = Message(
            id=MessageId(self.new_id()),
            municipality=self.town.slug,
            resident=self.resident.id,
            direction=Direction.IN,
            author=Actor.RESIDENT,
            kind=kind,
            text=text,
            at=self.origin.at,
            received_at=self.received_at,
            event=self.event,
        )
        return message if self.tx.messages.add(message, line_message=line_message) else None

    def as_contact(self, messages: Sequence[Message], note: str) -> None:
        """Leave messages as mere contact, with a word that says of what kind; a bubble no longer waits."""
        ids = [message.id for message in messages]
        self.tx.messages.handled(ids)
        self.tx.messages.note(ids, note)

    def wait_for_answer(self, kind: str, carries: Mapping[str, str] | None = None) -> None:
        """Remember the one question that the bot has open with this person, and what its buttons' words mean."""
        awaiting = Awaiting(kind, self.now + ANSWER_COUNTS, carries or {})
        self.tx.residents.set_awaiting(self.resident.id, awaiting)

    def awaits(self, kind: str) -> bool:
        """Tell whether the open question is of this kind and still counts."""
        awaited = self.resident.awaited(self.now)
        return awaited is not None and awaited.kind == kind

    def stop_waiting(self) -> None:
        """Forget the open question."""
        self.tx.residents.set_awaiting(self.resident.id, None)

    def refreshed(self) -> "Visit":
        """Return this visit with the resident as they stand now."""
        return replace(self, resident=self.tx.residents.get(self.resident.id))


def visit_again(turn: Turn, message: Message, *, reply_token: str, event_id: str) -> Visit | None:
    """Return the visit of a message that was stored before, to answer it now; None when its writer is gone.

    The resident's row is written to, so that nothing else of this chat is handled at the same moment.
    """
    if message.resident is None:
        return None
    resident = turn.tx.residents.get(message.resident)
    user = turn.tx.residents.line_user(resident.id)
    if user is None or not resident.active:
        return None
    turn.tx.residents.seen(resident.id, at=resident.last_seen_at)
    origin = Origin(event_id=event_id, at=message.at, user=user, reply_token=reply_token)
    rota = turn.tx.duty.rota(turn.town.slug)
    return Visit(turn, rota, resident, origin, message.event, message.received_at).refreshed()
