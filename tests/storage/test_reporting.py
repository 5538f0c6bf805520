"""Counting for reports, on both databases: districts, months of Tokyo, persons apart, unmet needs, waits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import TOKYO
from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from knowledge.targets import Measure, Target
from routing.consultation import Channel, ConsultationState, Outcome, WindowId
from routing.fiscal_year import FiscalYear
from routing.referral import ReferralId, ReferralState
from storage.database import Database
from storage.errors import NotThereError
from storage.memo import NeedReason, UnmetNeed
from storage.messages import Direction
from storage.referrals import Referral
from storage.report_span import NOWHERE, Figure, ReportSpan
from storage.report_waits import Wait
from tests.storage.rows import BOT, NOW, TOWN, account, consultation, message, new_id, resident, stored, town

DISTRICTS = {
    AreaId("asahi"): AreaId("asahi"),
    AreaId("asahi-1"): AreaId("asahi"),
    AreaId("ikku"): AreaId("ikku"),
    AreaId("haruno"): AreaId("haruno"),
    AreaId("enokuchi"): AreaId("enokuchi"),
    AreaId("misato"): AreaId("misato"),
}
SPAN = ReportSpan(
    TOWN, datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2027, 3, 31, 15, tzinfo=UTC), DISTRICTS
)


@pytest.fixture
def desk(database: Database) -> Database:
    with database.transaction() as tx:
        tx.municipalities.add(town())
    return database


def test_s16_18_consultations_total_18_and_give_the_totals_of_five_districts(desk: Database) -> None:
    wanted = {"asahi-1": 3, "ikku": 2, "haruno": 3, "enokuchi": 6, "misato": 4}
    with desk.transaction() as tx:
        for area, number in wanted.items():
            for _ in range(number):
                stored(tx, area=AreaId(area), category=Category.HEALTH)
    with desk.reading() as tx:
        assert tx.reports.total(SPAN).consultations == 18
        found = tx.reports.by_district(SPAN)
        pairs = tx.reports.by_district_and_category(SPAN)
    assert {key: figure.consultations for key, figure in found.items()} == {
        "asahi": 3,
        "ikku": 2,
        "haruno": 3,
        "enokuchi": 6,
        "misato": 4,
    }
    assert pairs[("asahi", Category.HEALTH)] == 3


def test_two_matters_of_one_resident_are_two_consultations_and_one_person(desk: Database) -> None:
    with desk.transaction() as tx:
        somebody = resident(tx)
        for _ in range(2):
            stored(tx, resident=somebody.id, area=AreaId("ikku"))
        stored(tx, area=AreaId("ikku"))
    with desk.reading() as tx:
        assert tx.reports.total(SPAN) == Figure(3, 2)
        assert tx.reports.by_district(SPAN) == {"ikku": Figure(3, 2)}


def test_the_last_minute_of_a_month_in_tokyo_and_the_first_of_the_next_stand_apart(desk: Database) -> None:
    with desk.transaction() as tx:
        stored(tx, received_at=datetime(2026, 11, 30, 14, 59, 59, tzinfo=UTC))
        stored(tx, received_at=datetime(2026, 11, 30, 15, 0, tzinfo=UTC))
        stored(tx, received_at=SPAN.end)
        stored(tx, received_at=SPAN.first)
    with desk.reading() as tx:
        found = tx.reports.by_month(SPAN, FiscalYear(2026).month_spans(TOKYO))
    assert {month: number for month, number in found.items() if number} == {
        "2026-04": 1,
        "2026-11": 1,
        "2026-12": 1,
    }


def test_an_area_in_no_district_counts_under_none_and_a_district_alone_can_be_asked_for(
    desk: Database,
) -> None:
    with desk.transaction() as tx:
        stored(tx, area=None)
        stored(tx, area=AreaId("gone"))
        stored(tx, area=AreaId("asahi-1"))
    with desk.reading() as tx:
        assert tx.reports.by_district(SPAN)[NOWHERE].consultations == 2
        alone = replace(SPAN, only=AreaId("asahi"))
        assert tx.reports.total(alone).consultations == 1
        assert [row.district for row in tx.reports.cube(alone)] == ["asahi"]


def test_restricted_consultations_are_in_no_table_and_told_apart(desk: Database) -> None:
    with desk.transaction() as tx:
        stored(tx, restricted=True, area=AreaId("ikku"))
        stored(tx, area=AreaId("ikku"))
    with desk.reading() as tx:
        assert tx.reports.total(SPAN).consultations == 1
        assert tx.reports.restricted(SPAN) == 1
        assert len(tx.reports.cube(SPAN)) == 1


def test_the_whole_gives_back_every_consultation_by_month_district_category_and_destination(
    desk: Database,
) -> None:
    with desk.transaction() as tx:
        for chosen in ("D-1", "D-1", "D-2"):
            stored(tx, area=AreaId("ikku"), category=Category.WORK, chosen=DestinationId(chosen))
    with desk.reading() as tx:
        cube = tx.reports.cube(SPAN)
    assert [(row.month, row.district, row.category, row.destination) for row in cube] == [
        ("2026-11", "ikku", Category.WORK, "D-1"),
        ("2026-11", "ikku", Category.WORK, "D-2"),
    ]
    assert sum(row.figure.consultations for row in cube) == 3


def test_outcomes_by_destination_leave_open_ones_apart(desk: Database) -> None:
    shut = {"state": ConsultationState.CLOSED, "closed_at": NOW}
    with desk.transaction() as tx:
        stored(tx, chosen=DestinationId("D-1"), outcome=Outcome.CONNECTED, **shut)
        stored(tx, chosen=DestinationId("D-1"), outcome=Outcome.UNKNOWN, **shut)
        stored(tx, chosen=DestinationId("D-1"))
        stored(tx, channel=Channel.COUNTER, window=WindowId("W-1"))
    with desk.reading() as tx:
        found = tx.reports.by_destination_and_outcome(SPAN)
        assert tx.reports.by_channel(SPAN) == {Channel.LINE: 3, Channel.COUNTER: 1}
        assert tx.reports.by_window(SPAN) == {WindowId("W-1"): 1}
    assert found == {
        (DestinationId("D-1"), Outcome.CONNECTED): 1,
        (DestinationId("D-1"), Outcome.UNKNOWN): 1,
        (DestinationId("D-1"), None): 1,
        (None, None): 1,
    }


def test_s17_two_unmet_needs_of_the_same_kind_and_district_roll_up_to_two(desk: Database) -> None:
    with desk.transaction() as tx:
        for area in ("asahi", "asahi-1"):
            case = stored(tx, area=AreaId(area), category=Category.MOBILITY)
            need = UnmetNeed(
                new_id(), TOWN, case.id, NeedReason.UNMATCHED, NOW, Category.MOBILITY, AreaId(area)
            )
            assert tx.unmet_needs.add(need)
            assert not tx.unmet_needs.add(replace(need, id=new_id()))
    with desk.reading() as tx:
        assert tx.reports.unmet(SPAN) == {("asahi", Category.MOBILITY): 2}
        assert tx.reports.unmet_reasons(SPAN) == {NeedReason.UNMATCHED: 2}


def test_waits_are_counted_in_steps_and_what_still_waits_is_told(desk: Database) -> None:
    with desk.transaction() as tx:
        for seconds in (30, 61, None):
            case = tx.consultations.add(consultation(), BOT)
            if seconds is not None:
                at = NOW + timedelta(seconds=seconds)
                tx.messages.add(message("こたえ", consultation=case.id, direction=Direction.OUT, at=at))
        late = consultation(state=ConsultationState.CLOSED, outcome=Outcome.UNKNOWN)
        tx.consultations.add(replace(late, channel=Channel.PHONE, closed_at=NOW + timedelta(days=40)), BOT)
    with desk.reading() as tx:
        assert tx.reports.waits(SPAN, Wait.FIRST_ANSWER) == {"minute": 1, "quarter": 1, "not_yet": 1}
        assert tx.reports.waits(SPAN, Wait.OUTCOME) == {"later": 1, "not_yet": 3}
        assert tx.reports.waits(SPAN, Wait.ACKNOWLEDGED) == {}


def test_targets_are_planned_once_and_keep_what_people_entered(desk: Database) -> None:
    target = Target("T-1", 2026, "窓口", "認定窓口の数", "か所", Measure.ENTERED, 40)
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        tx.targets.plan(TOWN, (target,))
        tx.targets.set_year(TOWN, 2026, [("T-1", 40, 27)], at=NOW, by=staff.id)
        tx.targets.plan(TOWN, (replace(target, planned=50),))
        (kept,) = tx.targets.of_year(TOWN, 2026)
        assert (kept.target.planned, kept.actual) == (50, 27)
        assert tx.targets.of_year(TOWN, 2027) == ()
        with pytest.raises(NotThereError):
            tx.targets.set_year(TOWN, 2026, [("T-9", 1, 1)], at=NOW, by=staff.id)


def test_referrals_are_counted_by_destination_and_state(desk: Database) -> None:
    with desk.transaction() as tx:
        for state in (ReferralState.SENT, ReferralState.SENT, ReferralState.ACCEPTED):
            id_ = ReferralId(new_id())
            tx.referrals.add(Referral(id_, TOWN, stored(tx).id, DestinationId("D-1"), state, NOW), BOT)
    with desk.reading() as tx:
        assert tx.reports.referrals(SPAN) == {
            (DestinationId("D-1"), ReferralState.SENT): 2,
            (DestinationId("D-1"), ReferralState.ACCEPTED): 1,
        }
