"""Several bubbles of one thought: a fragment waits a few seconds for the next one, then all are answered once."""

from datetime import timedelta

from bot.desk.visit import Visit
from storage.messages import Message
from storage.timed import Timed, TimedId

WAIT = timedelta(seconds=6)
KIND = "bubble"


def join_bubbles(visit: Visit, message: Message) -> tuple[Message, ...]:
    """Return the bubbles that wait and this one, oldest first."""
    waiting = visit.tx.messages.waiting_of(visit.resident.id)
    others = (bubble for bubble in waiting if bubble.id != message.id)
    return tuple(sorted((*others, message), key=lambda bubble: (bubble.at, bubble.received_at)))


def wait_for_next(visit: Visit, message: Message) -> None:
    """Let this bubble wait for the next; when none comes in time, what is there is answered."""
    visit.tx.messages.wait(message.id)
    visit.tx.timed.add(
        Timed(
            id=TimedId(visit.new_id()),
            municipality=visit.town.slug,
            kind=KIND,
            subject=message.id,
            due_at=visit.now + WAIT,
            dedupe_key=f"{KIND}:{message.id}",
            payload={"reply_token": visit.origin.reply_token, "event": visit.origin.event_id},
        )
    )
