"""One description of a list of consultations, from which list, count and export all come."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.alert import UNACKNOWLEDGED
from routing.consultation import (
    AccountId,
    Channel,
    ConsultationState,
    MatchStatus,
    MunicipalitySlug,
    Outcome,
    ResidentId,
    Subject,
    WindowId,
)
from routing.referral import OPEN_STATES as OPEN_REFERRALS
from routing.urgency import Level
from storage.ground import Ground, Lookup
from storage.tables.alerts import alerts
from storage.tables.consultations import answers, consultations, restricted_members, words
from storage.tables.referrals import referrals


class Facet(StrEnum):
    """What consultations can be counted by."""

    AREA = "area"
    STATE = "state"
    LEVEL = "level"
    CATEGORY = "category"
    OWNER = "owner"
    WINDOW = "window"
    CHOSEN = "chosen"
    OUTCOME = "outcome"
    CHANNEL = "channel"
    MATCH_STATUS = "match_status"


class Order(StrEnum):
    """How a page of a selection is put in order."""

    RECEIVED = "received_at"
    NUMBER = "number"
    NEXT_DATE = "next_date"


@dataclass(frozen=True, slots=True)
class Reach:
    """How far an account sees: nothing that lies in the areas `elsewhere`, unless it is the account's own."""

    account: AccountId
    elsewhere: tuple[AreaId, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What consultations are wanted: every condition given must hold; empty ones do not count.

    Spans of time take their start and leave out their end. Restricted consultations are in no selection except for a
    `viewer` who is one of their members, and only when `with_restricted` asks for them. `words` are content words that
    must all occur in the memo or the messages. What was joined into another consultation is in none unless
    `with_joined` asks for it. `numbers_until` is left out like the ends of times; `quiet_since` wants those without
    any contact since.
    """

    municipality: MunicipalitySlug
    open_only: bool = False
    states: tuple[ConsultationState, ...] = ()
    levels: tuple[Level, ...] = ()
    match_statuses: tuple[MatchStatus, ...] = ()
    categories: tuple[Category, ...] = ()
    channels: tuple[Channel, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    areas: tuple[AreaId, ...] = ()
    windows: tuple[WindowId, ...] = ()
    chosen: tuple[DestinationId, ...] = ()
    offered: DestinationId | None = None
    referred_to: DestinationId | None = None
    owner: AccountId | None = None
    without_owner: bool = False
    resident: ResidentId | None = None
    number: int | None = None
    received_from: datetime | None = None
    received_until: datetime | None = None
    entered_from: datetime | None = None
    entered_until: datetime | None = None
    closed_from: datetime | None = None
    closed_until: datetime | None = None
    next_date_until: datetime | None = None
    without_next_date: bool = False
    unacknowledged_alert: bool = False
    waiting_referral: bool = False
    multiple_needs: bool = False
    danger_topic: bool = False
    words: tuple[str, ...] = ()
    subjects: tuple[Subject, ...] = ()
    numbers_from: int | None = None
    numbers_until: int | None = None
    quiet_since: datetime | None = None
    reach: Reach | None = None
    with_joined: bool = False
    viewer: AccountId | None = None
    with_restricted: bool = False


def conditions(ground: Ground, wanted: Selection) -> ColumnElement[bool]:
    """Return the selection as one SQL condition on consultations."""
    column = consultations.c
    found: list[ColumnElement[bool]] = [column.municipality == wanted.municipality, _visible(wanted)]
    if wanted.open_only:
        # The second half is what the index of open ones is made with; a closed one has both.
        found += [column.state != ConsultationState.CLOSED, column.closed_at.is_(None)]
    found.extend(_one_of(wanted))
    found.extend(_within(wanted))
    found.extend(_related(ground, wanted))
    if not wanted.with_joined:
        found.append(column.joined_into.is_(None))
    if wanted.reach is not None and wanted.reach.elsewhere:
        away = column.area.in_(list(wanted.reach.elsewhere))
        found.append(or_(column.area.is_(None), not_(away), column.owner == wanted.reach.account))
    if wanted.without_owner:
        found.append(column.owner.is_(None))
    if wanted.without_next_date:
        found.append(column.next_date.is_(None))
    if wanted.multiple_needs:
        found.append(column.multiple_needs)
    if wanted.danger_topic:
        found.append(column.danger_topic)
    return and_(*found)


def _visible(wanted: Selection) -> ColumnElement[bool]:
    open_to_all = consultations.c.restricted.is_(False)
    if not wanted.with_restricted or wanted.viewer is None:
        return open_to_all
    member = select(restricted_members.c.account).where(
        restricted_members.c.consultation == consultations.c.id, restricted_members.c.account == wanted.viewer
    )
    return or_(open_to_all, member.exists())


def _one_of(wanted: Selection) -> list[ColumnElement[bool]]:
    column = consultations.c
    lists = (
        (column.state, wanted.states),
        (column.level, wanted.levels),
        (column.match_status, wanted.match_statuses),
        (column.category, wanted.categories),
        (column.channel, wanted.channels),
        (column.outcome, wanted.outcomes),
        (column.area, wanted.areas),
        (column.window, wanted.windows),
        (column.chosen, wanted.chosen),
        (column.subject, wanted.subjects),
    )
    single = (
        (column.owner, wanted.owner),
        (column.resident, wanted.resident),
        (column.number, wanted.number),
    )
    chosen = [place.in_(values) for place, values in lists if values]
    return chosen + [place == value for place, value in single if value is not None]


def _within(wanted: Selection) -> list[ColumnElement[bool]]:
    column = consultations.c
    found: list[ColumnElement[bool]] = []
    for place, first, end in (
        (column.received_at, wanted.received_from, wanted.received_until),
        (column.entered_at, wanted.entered_from, wanted.entered_until),
        (column.closed_at, wanted.closed_from, wanted.closed_until),
        (column.next_date, None, wanted.next_date_until),
        (column.last_contact_at, None, wanted.quiet_since),
    ):
        found += _span(place, first, end)
    return found + _span(column.number, wanted.numbers_from, wanted.numbers_until)


def _span(place: ColumnElement[object], first: object, end: object) -> list[ColumnElement[bool]]:
    begun = [] if first is None else [place >= first]
    return begun if end is None else [*begun, place < end]


def _related(ground: Ground, wanted: Selection) -> list[ColumnElement[bool]]:
    id_ = consultations.c.id
    found: list[ColumnElement[bool]] = []
    if wanted.unacknowledged_alert:
        waiting = alerts.c.state.in_(list(UNACKNOWLEDGED))
        found.append(select(alerts.c.id).where(alerts.c.consultation == id_, waiting).exists())
    if wanted.waiting_referral:
        waiting = referrals.c.state.in_(list(OPEN_REFERRALS))
        found.append(select(referrals.c.id).where(referrals.c.consultation == id_, waiting).exists())
    if wanted.referred_to is not None:
        to = referrals.c.destination == wanted.referred_to
        found.append(select(referrals.c.id).where(referrals.c.consultation == id_, to).exists())
    if wanted.offered is not None:
        best = answers.c.best == wanted.offered
        found.append(select(answers.c.id).where(answers.c.consultation == id_, best).exists())
    for said in wanted.words:
        hashes = ground.sealing.hashes(Lookup.WORD, wanted.municipality, said)
        # A list of ids rather than a look at each row: the word is rarer than the consultations.
        hit = select(words.c.consultation).where(
            words.c.municipality == wanted.municipality, words.c.word.in_(hashes)
        )
        found.append(id_.in_(hit))
    return found


def count_by(ground: Ground, wanted: Selection, facet: Facet) -> dict[str | None, int]:
    """Count the selection by one facet; None counts those without a value."""
    column = consultations.c[facet.value]
    statement = select(column, func.count()).where(conditions(ground, wanted)).group_by(column)
    return {row[0]: row[1] for row in ground.connection.execute(statement)}
