"""Owing a resident an answer: rendered, put into the outbox, and kept as said; all within the open transaction."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.reply import Reply, Say, words_of_buttons
from bot.desk.said import plain_text
from bot.desk.turn import Turn
from bot.ports import JsonObject
from routing.consultation import Actor, ConsultationId, ResidentId
from routing.outgoing import Lane, Medium, OutgoingId
from storage.messages import Direction, Message, MessageId
from storage.outgoing import Owed
from storage.residents import Awaiting

MOST_BUBBLES = 5
ANSWER_COUNTS = timedelta(hours=24)
# The open question is one of buttons: nothing else is remembered than what its words mean.
BUTTONS = "buttons"


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom an answer goes to, and the event it answers; `token` counts until `token_until` and may be empty.

    `resident` is None where nobody is known: in a group only the group is spoken to.
    """

    recipient: str
    event: str
    resident: ResidentId | None = None
    token: str = ""
    token_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What an answer belongs to; `note` is a word, free of content, by which it is found again."""

    consultation: ConsultationId | None = None
    dangerous: bool = False
    note: str = ""


def owe_answer(turn: Turn, to: Addressee, reply: Reply, about: About) -> None:
    """Owe an answer: by the event's reply token while it lives, else by push.

    An earlier answer that may not have arrived is repeated in front of it, where it fits.
    """
    messages = list(turn.desk.renderer.render(reply))
    if not about.dangerous:
        # Nothing stands before the numbers of an answer to danger.
        messages = _with_uncertain(turn, to, messages)
    owed = Owed(
        id=OutgoingId(turn.new_id()),
        municipality=turn.town.slug,
        dedupe_key=f"reply:{to.event}",
        lane=Lane.URGENT if about.dangerous else Lane.REPLY,
        medium=Medium.LINE,
        recipient=to.recipient,
        payload=json.dumps(messages, ensure_ascii=False),
        created_at=turn.now,
        due_at=turn.now,
        resident=to.resident,
        reply_token=to.token or None,
        reply_expires_at=to.token_until if to.token else None,
        consultation=about.consultation,
        dangerous=about.dangerous,
    )
    if turn.tx.outgoing.add(owed) and to.resident is not None:
        _keep_what_was_said(turn, to.resident, reply, owed, about)


def owe_push(turn: Turn, resident: ResidentId, reply: Reply, about: About, *, dedupe_key: str) -> bool:
    """Owe a resident something they did not ask for at this moment; False for one who is gone, or the second time."""
    recipient = turn.tx.residents.line_user(resident)
    if recipient is None or not turn.tx.residents.get(resident).active:
        return False
    owed = Owed(
        id=OutgoingId(turn.new_id()),
        municipality=turn.town.slug,
        dedupe_key=dedupe_key,
        lane=Lane.NORMAL,
        medium=Medium.LINE,
        recipient=recipient,
        payload=json.dumps(list(turn.desk.renderer.render(reply)), ensure_ascii=False),
        created_at=turn.now,
        due_at=turn.now,
        resident=resident,
        consultation=about.consultation,
    )
    if not turn.tx.outgoing.add(owed):
        return False
    _keep_what_was_said(turn, resident, reply, owed, about)
    remember_words(turn, resident, reply)
    return True


def remember_words(turn: Turn, resident: ResidentId, reply: Reply) -> None:
    """Remember what the words on the buttons of an unasked message mean when they are typed."""
    said = words_of_buttons(reply)
    if said:
        turn.tx.residents.set_awaiting(resident, Awaiting(BUTTONS, turn.now + ANSWER_COUNTS, said))


def _with_uncertain(turn: Turn, to: Addressee, messages: list[JsonObject]) -> list[JsonObject]:
    if to.resident is None:
        return messages
    for earlier in turn.tx.outgoing.uncertain_of(to.resident):
        sorry = turn.town.texts.say("resident.matter.repeated")
        before = [_without_quick_reply(message) for message in json.loads(earlier.payload)]
        whole = [*turn.desk.renderer.render(Reply((Say(sorry),))), *before, *messages]
        if len(whole) <= MOST_BUBBLES:
            turn.tx.outgoing.repeated([earlier.id], now=turn.now)
            return whole
    return messages


def _without_quick_reply(message: JsonObject) -> JsonObject:
    """Return the message without its quick replies: LINE shows those of the last message alone."""
    return {key: value for key, value in message.items() if key != "quickReply"}


def _keep_what_was_said(turn: Turn, resident: ResidentId, reply: Reply, owed: Owed, about: About) -> None:
    turn.tx.messages.add(
        Message(
            id=MessageId(turn.new_id()),
            municipality=turn.town.slug,
            resident=resident,
            direction=Direction.OUT,
            author=Actor.BOT,
            kind="text",
            text=plain_text(reply),
            at=turn.now,
            received_at=turn.now,
            consultation=about.consultation,
            outgoing=owed.id,
            note=about.note,
        )
    )
