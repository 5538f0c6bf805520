"""What else a destination says: terms, places, special dates, contacts of staff, gaps before go-live."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from knowledge.coverage import GapKind, gaps
from knowledge.data_files import read_folder
from knowledge.destination_rows import OPTIONAL_COLUMNS
from knowledge.destinations import Basis, Status
from knowledge.hours import HoursError, parse_hours
from knowledge.hours_writing import write_hours
from knowledge.problems import DataError
from knowledge.profile import PROFILES, read_profile
from routing.judge import judge_of_profile
from routing.question import Question
from tests.clocks import TOKYO
from tests.knowledge.towns import FULL_TERMS, full_town, hoozuki, with_cells, with_rows


def test_a_file_without_the_optional_columns_is_read_and_one_with_all_of_them_too() -> None:
    plain = read_profile(hoozuki()).destination(read_profile(hoozuki()).municipality.default_destination)
    assert plain.terms.fees == ""
    full = next(d for d in read_profile(full_town()).destinations if d.id == "H-001")
    assert (full.terms.fees, full.terms.minimum_age, full.place.latitude) == ("無料", 65, 32.7)
    assert [(phone.label, phone.value) for phone in full.more_phones] == [
        ("夜間", "0999-01-1111"),
        ("休日", "0999-01-2222"),
    ]
    assert full.terms.papers == ("保険証", "印かん")
    assert full.commissioned_by == "ほおずき市"


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"minimum_age": "70", "maximum_age": "60"}, "minimum_age 70 is above maximum_age 60"),
        ({"minimum_age": "200"}, "not a whole number from 0 to 120"),
        ({"latitude": "48.8", "longitude": "2.3"}, "does not lie in Japan"),
        ({"latitude": "nan", "longitude": "133"}, "not a number"),
        ({"longitude": ""}, "belong together"),
        ({"checked_on": "2026-13-01"}, "not a date"),
        ({"hours": "closed 2027-02-12..2027-02-01"}, "the dates run backwards"),
    ],
)
def test_cells_that_make_no_sense_are_refused_with_their_line(cells: dict[str, str], problem: str) -> None:
    with pytest.raises(DataError, match=r"hoozuki/destinations\.csv:2: .*" + problem):
        read_profile(with_cells(full_town(), "destinations.csv", "H-001", **cells))


def test_special_dates_win_over_the_week_and_closed_periods() -> None:
    hours = parse_hours(
        "mon-fri 09:00-17:00; closed 12-29..01-03; closed 2027-02-01..2027-02-05; on 2027-12-30 10:00-12:00"
    )
    assert hours is not None
    assert hours.open_at(datetime(2027, 1, 25, 10, tzinfo=TOKYO))
    assert not hours.open_at(datetime(2027, 2, 1, 10, tzinfo=TOKYO))
    assert hours.open_at(datetime(2027, 12, 30, 11, tzinfo=TOKYO))
    assert hours.closes_at(datetime(2027, 12, 30, 11, tzinfo=TOKYO)) == time(12)
    assert hours.next_opening(datetime(2027, 1, 29, 18, tzinfo=TOKYO)) == datetime(
        2027, 2, 8, 9, tzinfo=TOKYO
    )


@pytest.mark.parametrize(
    "text",
    ["mon-fri 08:30-17:15", "mon,wed 09:00-12:00; sat 09:00-24:00", "mon-sun,holiday 00:00-24:00",
     "tue 09:00-12:00; closed 12-29..01-03; closed 2027-02-01; on 2027-03-01..2027-03-02 10:00-11:00"],
)  # fmt: skip
def test_hours_are_written_as_they_are_read(text: str) -> None:
    hours = parse_hours(text)
    assert hours is not None
    assert write_hours(hours) == text


@pytest.mark.parametrize(
    "text", ["on 2027-03-28", "on 28 09:00-12:00", "closed 2027-02-30", "on 2027-03-28 12:00-09:00"]
)
def test_special_dates_that_make_no_sense_are_refused(text: str) -> None:
    with pytest.raises(HoursError):
        parse_hours(text)


def test_contacts_of_staff_need_a_destination_and_something_to_call() -> None:
    town = with_rows(
        hoozuki(), "staff_contacts.csv", {"destination": "H-999", "name": "x"}, {"destination": "H-001"}
    )
    with pytest.raises(DataError, match=r"no destination 'H-999'(.|\n)*needs a name, a phone or an email"):
        read_profile(town)


def test_contacts_of_staff_show_in_no_message_and_no_representation() -> None:
    profile = read_profile(full_town())
    assert profile.staff_contacts
    assert "0999-77-7777" not in repr(profile)
    assert not any("0999-77-7777" in repr(destination) for destination in profile.destinations)


def test_s41_all_seven_districts_are_planned_and_opening_one_makes_it_matchable_at_once() -> None:
    town = read_folder(PROFILES / "nanbu")
    windows = [d for d in read_profile(town).destinations if d.kind == "district_window"]
    assert len(windows) == 7
    assert {window.status for window in windows} == {Status.PLANNED}
    area = windows[0].area
    question = Question("東西町の地区相談窓口で話を聞いてほしい", area, None)
    before = judge_of_profile(read_profile(town)).judge(question).candidates
    assert windows[0].id not in {candidate.destination for candidate in before}
    opened = read_profile(with_cells(town, "destinations.csv", windows[0].id, status="operating"))
    after = judge_of_profile(opened).judge(question).candidates
    assert windows[0].id in {candidate.destination for candidate in after[:3]}


def test_rows_of_open_data_are_listed_but_answers_are_not_chosen_from_them() -> None:
    profile = read_profile(hoozuki())
    made = replace(profile.destinations[0], basis=Basis.GENERATED)
    with_made = replace(profile, destinations=(made, *profile.destinations[1:]))
    assert made in with_made.offered
    assert made not in with_made.matched


def test_every_field_and_danger_without_a_checked_and_agreed_destination_is_a_gap() -> None:
    profile = read_profile(hoozuki())
    desks, day = profile.municipality.danger_desks, date(2026, 11, 24)
    dangers = ["suicide", "no_food"]
    assert gaps(profile.destinations, desks, dangers, day) == ()
    unchecked = [replace(d, checked_on=None) for d in profile.destinations]
    assert {gap.kind for gap in gaps(unchecked, desks, dangers, day)} == {GapKind.UNCHECKED}
    not_agreed = [replace(d, agreed_on=None) for d in profile.destinations]
    assert {gap.kind for gap in gaps(not_agreed, desks, dangers, day)} == {GapKind.NOT_AGREED}
    over = [replace(d, valid_to=date(2026, 1, 1)) for d in profile.destinations]
    assert {gap.kind for gap in gaps(over, desks, dangers, day)} == {GapKind.NOT_VALID}
    names = {(gap.name, gap.kind) for gap in gaps((), {}, dangers, day)}
    assert ("suicide", GapKind.NOBODY) in names
    assert ("elderly", GapKind.NOBODY) in names


def test_every_optional_column_is_tried() -> None:
    assert set(FULL_TERMS) == set(OPTIONAL_COLUMNS)
