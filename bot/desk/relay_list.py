"""The window's own list: which relays went out from here, and how far each is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.counter import Counter
from knowledge.destinations import Category
from routing.consent import ConsentState
from routing.relay import RelayState
from routing.window_view import Seen, seen_by_window
from storage.relays import Relay

YEAR = timedelta(days=366)
MOST = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One relay of a window. No words, no name, no owner: the number, the day, the kind, and how far it is."""

    number: int
    sent_at: datetime
    category: Category | None
    seen: Seen


def lines_of(counter: Counter) -> tuple[Line, ...]:
    """Return what went out from this window within a year, the latest first."""
    turn = counter.turn
    found = turn.tx.relays.of_window(
        turn.town.slug,
        counter.window_id,
        states=(RelayState.SENT,),
        since=turn.now - YEAR,
        limit=MOST,
    )
    return tuple(line for relay in found if (line := _line(counter, relay)) is not None)


def _line(counter: Counter, relay: Relay) -> Line | None:
    if relay.consultation is None or relay.sent_at is None:
        return None
    tx = counter.turn.tx
    case = tx.consultations.get(relay.consultation)
    consent = tx.consents.current(case.id)
    state = consent.state if consent is not None else ConsentState.NOT_ASKED
    seen = seen_by_window(case, [referral.state for referral in tx.referrals.of_consultation(case.id)], state)
    return Line(case.number, relay.sent_at, None if case.restricted else case.category, seen)
