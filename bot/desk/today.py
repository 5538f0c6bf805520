"""What a coordinator has to do today, most pressing first; each case stands once, where it is most pressing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from bot.clock import tokyo
from bot.desk.case_access import called_to, listed, reach_of
from bot.desk.safety_clock import running_clocks
from knowledge.areas import AreaTree
from routing.alert import UNACKNOWLEDGED, Alert
from routing.consultation import Consultation, ConsultationId, ConsultationState, MatchStatus
from routing.working_days import day_bounds
from storage.accounts import Account
from storage.referrals import Referral
from storage.selection import Order, Selection
from storage.transaction import Transaction

MOST = 30


class View(StrEnum):
    """Whose cases are shown."""

    MINE = "mine"
    AREA = "area"
    ALL = "all"


class Section(StrEnum):
    """The parts of the day, in the order in which they press."""

    CLOCKS = "clocks"
    WAITING = "waiting"
    REFERRALS = "referrals"
    DUE = "due"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class Calling:
    """An alert that still needs somebody, with its consultation."""

    alert: Alert
    consultation: Consultation

    @property
    def unacknowledged(self) -> bool:
        """Tell whether nobody has answered yet."""
        return self.alert.state in UNACKNOWLEDGED


@dataclass(frozen=True, slots=True)
class Item:
    """One case of a section; `at` is the moment that matters there: deadline, day of sending, next date."""

    case: Consultation
    at: datetime | None = None
    referral: Referral | None = None


@dataclass(frozen=True, slots=True)
class Today:
    """The whole day of one account; `more` tells which sections go on beyond what is shown."""

    calling: tuple[Calling, ...]
    sections: dict[Section, tuple[Item, ...]]
    more: frozenset[Section]

    @property
    def urgent(self) -> int:
        """How many urgent ones nobody has acknowledged."""
        return sum(calling.unacknowledged for calling in self.calling)

    @property
    def mark(self) -> str:
        """A short text that changes whenever the page would: what an open page asks for again and again."""
        parts = [f"{c.alert.id}{c.alert.state}{c.consultation.version}" for c in self.calling]
        parts += [
            f"{name}{i.case.id}{i.case.version}" for name, items in self.sections.items() for i in items
        ]
        return sha256("|".join(parts).encode()).hexdigest()[:16]


def today_of(tx: Transaction, account: Account, areas: AreaTree, *, view: View, now: datetime) -> Today:
    """Return what there is to do; the number of questions to the database does not depend on how much that is.

    Mere contact and nonsense are no consultations, so they are not among it; restricted cases stand in no list.
    """
    everything = Selection(account.municipality, open_only=True, reach=reach_of(account, areas))
    wanted = _viewed(everything, account, areas, view)
    calling = _calling(tx, account, areas, view)
    seen = {call.consultation.id for call in calling}
    sections: dict[Section, tuple[Item, ...]] = {}
    more: set[Section] = set()
    for section, items in _sections(tx, account, areas, wanted, now=now, seen=seen):
        fresh = [item for item in items if item.case.id not in seen]
        seen |= {item.case.id for item in fresh[:MOST]}
        sections[section] = tuple(fresh[:MOST])
        more |= {section} if len(fresh) > MOST else set()
    return Today(calling, sections, frozenset(more))


def _viewed(wanted: Selection, account: Account, areas: AreaTree, view: View) -> Selection:
    if view is View.MINE:
        return replace(wanted, owner=account.id)
    within = account.area
    if view is View.AREA and within is not None:
        inside = tuple(area.id for area in areas if within in areas.chain(area.id))
        return replace(wanted, areas=inside)
    return wanted


def _calling(tx: Transaction, account: Account, areas: AreaTree, view: View) -> tuple[Calling, ...]:
    alerts = tx.alerts.open_of(account.municipality)
    cases = called_to(tx, account, alerts, chain=areas.chain_of)
    found = [Calling(alert, cases[alert.id]) for alert in alerts if alert.id in cases]
    if view is View.MINE:
        # Nobody's urgent case is everybody's: only what a colleague has taken is left to them.
        found = [c for c in found if c.unacknowledged or c.alert.acknowledged_by == account.id]
    return tuple(sorted(found, key=lambda calling: (not calling.unacknowledged, calling.alert.deadline)))


def _sections(
    tx: Transaction,
    account: Account,
    areas: AreaTree,
    wanted: Selection,
    *,
    now: datetime,
    seen: set[ConsultationId],
) -> Iterable[tuple[Section, list[Item]]]:
    clocks = running_clocks(tx, account.municipality)
    referrals = tx.referrals.waiting(account.municipality, before=now, limit=4 * MOST)
    about = tx.consultations.many({*clocks, *(referral.consultation for referral in referrals)})
    mine = {case.id: case for case in listed(account, about.values(), chain=areas.chain_of)}
    mine = {id_: case for id_, case in mine.items() if case.is_open and _shown(case, wanted)}
    yield (
        Section.CLOCKS,
        sorted((Item(mine[id_], at=deadline) for id_, deadline in clocks.items() if id_ in mine), key=_when),
    )
    waiting = replace(wanted, states=(ConsultationState.WAITING_FOR_PERSON,))
    yield Section.WAITING, [Item(c, at=c.received_at) for c in _page(tx, waiting, Order.RECEIVED, seen)]
    latest: dict[ConsultationId, Item] = {}
    for referral in referrals:
        if referral.consultation in mine:
            latest.setdefault(referral.consultation, _sent(mine[referral.consultation], referral))
    yield Section.REFERRALS, list(latest.values())
    due = replace(wanted, next_date_until=_midnight(now))
    yield Section.DUE, [Item(c, at=c.next_date) for c in _page(tx, due, Order.NEXT_DATE, seen)]
    unmatched = replace(wanted, match_statuses=(MatchStatus.UNMATCHED,))
    yield Section.UNMATCHED, [Item(c, at=c.received_at) for c in _page(tx, unmatched, Order.RECEIVED, seen)]


def _sent(case: Consultation, referral: Referral) -> Item:
    return Item(case, at=referral.sent_at, referral=referral)


def _shown(case: Consultation, wanted: Selection) -> bool:
    mine = wanted.owner is None or case.owner == wanted.owner
    return mine and (not wanted.areas or case.area in wanted.areas)


def _page(
    tx: Transaction, wanted: Selection, by: Order, seen: set[ConsultationId]
) -> tuple[Consultation, ...]:
    # What stands in an earlier part already is left out here, so there have to be enough.
    return tx.consultations.page(wanted, limit=MOST + len(seen) + 1, newest_first=False, by=by)


def _midnight(now: datetime) -> datetime:
    here = tokyo(now)
    return day_bounds(here.date() + timedelta(days=1), here)[0]


def _when(item: Item) -> datetime:
    assert item.at is not None  # noqa: S101 - only clocks are sorted by this, and each has its deadline
    return item.at
