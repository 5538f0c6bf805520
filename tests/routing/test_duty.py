"""Who is on duty, who is called next, and when somebody reads again."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.hours import OfficeHours, parse_hours
from routing.consultation import AccountId
from routing.duty import Absence, DutyShift, Rota, uncovered
from tests.clocks import TOKYO

HANA, SORA, KAI = AccountId("hana"), AccountId("sora"), AccountId("kai")
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
TREE = AreaTree(
    (
        Area(AreaId("city"), "市", 2, None),
        Area(AreaId("east"), "東", 3, AreaId("city")),
        Area(AreaId("school"), "東小", 4, AreaId("east")),
        Area(AreaId("west"), "西", 3, AreaId("city")),
    )
)


def hours(text: str) -> OfficeHours:
    found = parse_hours(text)
    assert found is not None
    return found


def shift(account: AccountId, text: str = "daily 24h", area: str | None = None, order: int = 1) -> DutyShift:
    return DutyShift(account, hours(text), AreaId(area) if area else None, order)


def test_an_empty_rota_has_nobody_and_never_will() -> None:
    rota = Rota()
    assert rota.on_duty(TUESDAY, None, TREE) == ()
    assert rota.next_duty(TUESDAY) is None
    assert rota.covered_hours() is None


def test_the_one_of_the_area_is_called_before_the_one_for_everywhere_and_the_one_from_elsewhere_last() -> (
    None
):
    rota = Rota((shift(KAI, area="west"), shift(SORA), shift(HANA, area="east")))
    assert rota.on_duty(TUESDAY, AreaId("school"), TREE) == (HANA, SORA, KAI)
    assert rota.on_duty(TUESDAY, AreaId("west"), TREE) == (KAI, SORA, HANA)


def test_within_an_area_the_order_of_calling_counts() -> None:
    rota = Rota((shift(SORA, order=2), shift(HANA, order=1)))
    assert rota.on_duty(TUESDAY, None, TREE) == (HANA, SORA)


def test_whoever_is_away_is_passed_over_from_the_first_moment_to_before_the_last() -> None:
    away = Absence(HANA, TUESDAY, TUESDAY + timedelta(hours=1))
    rota = Rota((shift(HANA), shift(SORA, order=2)), (away,))
    assert rota.on_duty(TUESDAY, None, TREE) == (SORA,)
    assert rota.on_duty(TUESDAY + timedelta(hours=1), None, TREE) == (HANA, SORA)
    assert rota.on_duty(TUESDAY - timedelta(seconds=1), None, TREE) == (HANA, SORA)


def test_a_holiday_is_no_weekday() -> None:
    rota = Rota((shift(HANA, "mon-fri 08:30-17:15"),))
    labour_day = datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO)
    assert rota.on_duty(labour_day, None, TREE) == ()
    assert rota.next_duty(labour_day) == datetime(2026, 11, 24, 8, 30, tzinfo=TOKYO)


def test_the_next_duty_passes_over_an_absence() -> None:
    back = datetime(2026, 11, 26, 0, 0, tzinfo=TOKYO)
    rota = Rota((shift(HANA, "mon-fri 08:30-17:15"),), (Absence(HANA, TUESDAY, back),))
    assert rota.next_duty(TUESDAY) == datetime(2026, 11, 26, 8, 30, tzinfo=TOKYO)


def test_covered_hours_join_shifts_that_touch() -> None:
    rota = Rota(
        (shift(HANA, "mon 08:30-12:00"), shift(SORA, "mon 12:00-17:15"), shift(KAI, "tue 09:00-10:00"))
    )
    assert rota.covered_hours() == hours("mon 08:30-17:15; tue 09:00-10:00")


def test_gaps_of_a_week_are_joined() -> None:
    monday = datetime(2026, 11, 30, tzinfo=TOKYO)
    gaps = uncovered(Rota((shift(HANA, "mon-fri 08:30-17:00"),)), TREE, monday)
    assert len(gaps) == 6
    assert gaps[0] == (monday, monday + timedelta(hours=8, minutes=30))
    assert uncovered(Rota((shift(HANA),)), TREE, monday) == ()


moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=TOKYO))  # noqa: DTZ001


WEEKS = ("mon-fri 08:30-17:15", "sat,sun 09:00-12:00", "daily 24h", "holiday 10:00-11:00")


@given(at=moments, text=st.sampled_from(WEEKS))
def test_somebody_is_on_duty_when_the_next_duty_begins(at: datetime, text: str) -> None:
    rota = Rota((shift(HANA, text),))
    begins = rota.next_duty(at)
    if begins is not None:
        assert begins > at
        assert rota.on_duty(begins, None, TREE) == (HANA,)
