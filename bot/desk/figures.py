"""The figures of a digest: counts of a span, of what is open now, and the cases that come first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import tokyo
from bot.desk.turn import Turn
from knowledge.areas import AreaId
from routing.alert import AlertState
from routing.consultation import Consultation, ConsultationState, MatchStatus
from routing.outgoing import OutgoingState
from routing.urgency import Level
from routing.working_days import day_bounds
from storage.selection import Facet, Selection

FIRST = 11
URGENT = (Level.EMERGENCY, Level.URGENT)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest counts. `new` and `closed` are of the span, all others of the moment it is made."""

    new: int
    closed: int
    open: int
    urgent_unacknowledged: int
    unmatched: int
    waiting_for_person: int
    waiting_for_handover: int
    multiple_needs: int
    due_today: int
    overdue: int
    uncertain: int
    dead: int
    nobody_on_duty: int
    by_area: Mapping[AreaId | None, int]
    cases: tuple[Consultation, ...]

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing new and nothing open."""
        return not (self.new or self.closed or self.open or self.uncertain or self.dead)


def figures_of(turn: Turn, start: datetime, until: datetime, *, by_receipt: bool = False) -> Figures:
    """Count what was entered from `start` to before `until` (aware), and what is open now.

    Entries follow each other without a gap, so that no digest misses a memo that was written down late; `by_receipt`
    counts what was received in the span instead, as the report of a day does.

    Restricted cases are in no digest, not even their members'.
    """
    slug, cases = turn.town.slug, turn.tx.consultations
    entered = (
        Selection(slug, received_from=start, received_until=until)
        if by_receipt
        else Selection(slug, entered_from=start, entered_until=until)
    )
    open_now = Selection(slug, open_only=True)
    midnight, _ = day_bounds(tokyo(turn.now).date(), tokyo(turn.now))
    tomorrow = day_bounds(midnight.date(), midnight)[1]
    waiting = ConsultationState.WAITING_FOR_PERSON
    overdue = cases.count(Selection(slug, open_only=True, next_date_until=midnight))
    return Figures(
        new=cases.count(entered),
        closed=cases.count(Selection(slug, closed_from=start, closed_until=until)),
        open=cases.count(open_now),
        urgent_unacknowledged=cases.count(Selection(slug, open_only=True, unacknowledged_alert=True)),
        unmatched=cases.count(Selection(slug, open_only=True, match_statuses=(MatchStatus.UNMATCHED,))),
        waiting_for_person=cases.count(Selection(slug, states=(waiting,))),
        waiting_for_handover=cases.count(Selection(slug, open_only=True, waiting_referral=True)),
        multiple_needs=cases.count(Selection(slug, open_only=True, multiple_needs=True)),
        due_today=cases.count(Selection(slug, open_only=True, next_date_until=tomorrow)) - overdue,
        overdue=overdue,
        uncertain=len(turn.tx.outgoing.in_state(slug, OutgoingState.UNCERTAIN)),
        dead=len(turn.tx.outgoing.in_state(slug, OutgoingState.DEAD)),
        nobody_on_duty=sum(a.state is AlertState.NOBODY_ON_DUTY for a in turn.tx.alerts.open_of(slug)),
        by_area={AreaId(k) if k else None: n for k, n in cases.count_by(entered, Facet.AREA).items()},
        cases=_first_cases(turn),
    )


def _first_cases(turn: Turn) -> tuple[Consultation, ...]:
    urgent = turn.tx.consultations.page(Selection(turn.town.slug, open_only=True, levels=URGENT), limit=FIRST)
    waiting = turn.tx.consultations.page(
        Selection(turn.town.slug, states=(ConsultationState.WAITING_FOR_PERSON,)), limit=FIRST
    )
    return tuple({case.id: case for case in (*urgent, *waiting)}.values())[:FIRST]
