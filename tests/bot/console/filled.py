"""A town with two years of made-up consultations, people on duty and things that went wrong."""

import random
from datetime import timedelta

from knowledge.destinations import Category
from routing.consultation import Channel, ConsultationState, Outcome, WindowId
from routing.outgoing import OutgoingState
from storage.duty import StoredShift
from storage.memo import NeedReason, UnmetNeed
from storage.transaction import Transaction
from tests.bot.console.door import SLUG, Door
from tests.storage import rows

SHIFTS = (
    ("hana", "mon-fri 08:30-13:00; closed 12-29..01-03", 1),
    ("minami", "mon-fri 13:00-17:15; closed 12-29..01-03", 1),
    ("kita", "mon-fri 08:30-17:15; closed 12-29..01-03", 2),
)


def fill(door: Door, *, consultations: int = 160, seed: int = 5) -> None:
    """Fill the town; the same seed gives the same town."""
    draw = random.Random(seed)  # noqa: S311 - a repeatable draw
    with door.database.transaction() as tx:
        _put_on_duty(tx, door)
        for _ in range(consultations):
            _consult(tx, door, draw)
        tx.outgoing.add(rows.owed("filled", consultation=door.urgent.id))
        claimed = tx.outgoing.claim(now=door.clock.now(), lease=rows.LEASE, worker="filling")
        assert claimed is not None
        tx.outgoing.give_up(claimed, now=door.clock.now(), state=OutgoingState.DEAD, reason="recipient_gone")


def _put_on_duty(tx: Transaction, door: Door) -> None:
    for login in ("hana", "minami", "kita"):
        account = tx.accounts.get(door.accounts[login].id)
        object.__setattr__(account, "email", f"{login}@hoozuki.example")
        tx.accounts.save(account)
    tx.duty.replace_shifts(
        SLUG,
        [
            StoredShift(f"shift-{place}", SLUG, door.accounts[login].id, hours, None, order)
            for place, (login, hours, order) in enumerate(SHIFTS)
        ],
    )


def _consult(tx: Transaction, door: Door, draw: random.Random) -> None:
    areas = [area.id for area in door.profile.areas if area.level >= 3]
    desks = [desk.id for desk in door.profile.offered][:12]
    windows = [WindowId(w.id) for w in door.profile.windows if w.status.value == "certified"]
    at = door.clock.now() - timedelta(days=draw.randint(0, 600), minutes=draw.randint(0, 900))
    closed = draw.random() < 0.7
    window = draw.choice(windows) if draw.random() < 0.25 else None
    case = rows.stored(
        tx,
        received_at=at,
        entered_at=at,
        last_contact_at=at,
        area=draw.choice([*areas, None]),
        category=draw.choice([*list(Category)[:9], None]),
        chosen=draw.choice([*desks, None]),
        channel=Channel.RELAY if window else draw.choice((Channel.LINE, Channel.LINE, Channel.PHONE)),
        window=window,
        state=ConsultationState.CLOSED if closed else ConsultationState.ANSWERED,
        outcome=draw.choice(tuple(Outcome)) if closed else None,
        closed_at=at + timedelta(days=draw.randint(0, 20)) if closed else None,
    )
    if draw.random() < 0.15:
        reason = draw.choice(tuple(NeedReason))
        tx.unmet_needs.add(UnmetNeed(rows.new_id(), SLUG, case.id, reason, at, case.category, case.area))
