"""Reports: a year for the house, the copy for outsiders, the sheet for the meeting, files, targets."""

import csv
import io
import re

import pytest

from bot.console.charts import bar_chart, month_chart, scale_of
from bot.desk.report_file import outward_rows
from bot.desk.report_grid import counts_of, grid_of
from bot.desk.reports import YearReport, outward_report, span_of, year_report
from knowledge.areas import AreaId
from knowledge.destinations import Category
from routing.consultation import Channel, WindowId
from routing.fiscal_year import FiscalYear
from storage.memo import NeedReason, UnmetNeed
from tests.bot.console.door import SLUG, WORDS, Door, text_of
from tests.storage import rows

YEAR = FiscalYear(2026)


def fill(door: Door, *counts: int) -> list[AreaId]:
    """Put consultations into the first districts, as many as told; the furnished one is in the first already."""
    districts = [area.id for area in door.profile.areas if area.level == 3]
    with door.database.transaction() as tx:
        for district, number in zip(districts, counts, strict=False):
            for _ in range(number):
                rows.stored(tx, area=district, category=Category.ELDERLY)
    return districts


def report_of(door: Door) -> YearReport:
    with door.database.reading() as tx:
        return year_report(tx, span_of(SLUG, YEAR, door.profile.areas), YEAR)


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))


def test_s05_18_memos_are_18_in_total_and_every_certified_window_is_listed_with_its_zeros(door: Door) -> None:
    certified = [window.id for window in door.profile.windows if window.status.value == "certified"]
    with door.database.transaction() as tx:
        for place in range(17):
            rows.stored(tx, window=WindowId(certified[place % 3]), channel=Channel.RELAY)
    report = report_of(door)
    assert report.total == 18
    assert set(certified) <= set(report.windows.keys)
    assert report.windows.of(certified[-1]) == 0
    page = text_of(door.browser("hana").get("/console/reports"))
    for window in door.profile.windows:
        if window.status.value == "certified":
            assert window.name in page


def test_s05_the_file_for_the_house_has_every_consultation(door: Door) -> None:
    fill(door, 3, 2, 3)
    answer = door.browser("hana").post("/console/reports/file", {"year": "2026"})
    header, *lines = table(answer.text)
    with door.database.reading() as tx:
        assert (
            sum(int(line[4]) for line in lines)
            == tx.reports.total(span_of(SLUG, YEAR, door.profile.areas)).consultations
        )
    assert "report.export" in door.actions()
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert header[0] == "年月"


def test_s24_the_headers_of_both_files_never_change(door: Door) -> None:
    browser = door.browser("hana")
    whole = table(browser.post("/console/reports/file").text)[0]
    outward = table(browser.post("/console/reports/outward/file").text)[0]
    assert whole == ["年月", "地区", "分野", "つなぎ先", "件数", "人数"]
    assert outward == ["表", "行", "列", "件数"]


def test_s16_the_house_sees_every_count_and_outsiders_none_below_three(door: Door) -> None:
    # The furnished consultation stands in the first district.
    districts = fill(door, 2, 2, 3, 6, 4)
    inside = report_of(door)
    assert inside.total == 18
    assert inside.districts.row_totals[:5] == (3, 2, 3, 6, 4)
    outside = outward_report(inside)
    assert outside.total == 18
    small = {1, 2}
    for grid in (outside.districts, outside.destinations, outside.unmet):
        numbers = [n for row in (*grid.cells, grid.row_totals, grid.column_totals) for n in row]
        assert not small & set(numbers)
    for counts in (outside.months, outside.windows):
        assert not small & set(counts.numbers)
    assert outside.districts.row(districts[1]).total is None
    assert 2 in inside.districts.row_totals


def test_what_would_link_the_outward_tables_stays_in_the_house(door: Door) -> None:
    fill(door, 4, 4)
    outside = outward_report(report_of(door))
    assert outside.outward
    assert (outside.persons_by_district, outside.channels, outside.referrals) == (None, None, None)
    assert (outside.restricted, outside.unmet_reasons) == (None, None)
    page = door.browser("hana").get("/console/reports/outward").text
    assert "届いた方法" not in page
    assert "支援会議の相談" not in page


def test_the_house_copy_cannot_be_written_to_the_file_for_outsiders(door: Door) -> None:
    with pytest.raises(ValueError, match="outsiders"):
        list(outward_rows(report_of(door), lambda _kind, key: key, None))  # type: ignore[arg-type]


def test_with_fewer_than_three_consultations_nothing_is_told_outside(door: Door) -> None:
    assert outward_report(report_of(door)).total is None
    page = text_of(door.browser("hana").get("/console/reports/outward"))
    assert "3件より少ない" in page


def test_s17_an_unmet_need_stands_in_the_report_of_its_district(door: Door) -> None:
    districts = fill(door, 1)
    with door.database.transaction() as tx:
        for _ in range(2):
            case = rows.stored(tx, area=districts[1], category=Category.MOBILITY)
            tx.unmet_needs.add(
                UnmetNeed(
                    rows.new_id(),
                    SLUG,
                    case.id,
                    NeedReason.HANDED_BACK,
                    door.clock.now(),
                    Category.MOBILITY,
                    districts[1],
                )
            )
    needs = report_of(door).unmet
    assert needs.row(districts[1]).of(Category.MOBILITY) == 2
    page = text_of(door.browser("hana").get(f"/console/reports?year=2026&district={districts[1]}"))
    assert "つなぎ戻し" in page
    assert "移動・交通" in page


def test_s36_the_plan_of_the_town_is_shown_with_share_gap_and_grade(door: Door) -> None:
    page = text_of(door.browser("hana").get("/console/reports/targets?year=2026"))
    certified = sum(window.status.value == "certified" for window in door.profile.windows)
    assert f"{certified}か所" in page
    assert f"{14 - certified}か所" in page
    assert re.search(r"ネットワーク会議を開いた回数\s+人が入れます\s+12回\s+-\s+-\s+-\s+-", page)


def test_s36_an_entered_result_is_graded_and_a_missing_one_stays_a_dash(door: Door) -> None:
    browser = door.browser("kanri")
    answer = browser.post(
        "/console/reports/targets",
        {"year": "2026", "planned-T-07": "400", "actual-T-07": "４３２", "actual-T-08": ""},
    )
    assert answer.location == "/console/reports/targets?year=2026&done=targets_saved"
    page = text_of(browser.get(answer.location))
    assert "108％" in page
    with door.database.reading() as tx:
        kept = {one.target.id: one for one in tx.targets.of_year(SLUG, 2026)}
    assert (kept["T-07"].actual, kept["T-08"].actual) == (432, None)
    assert "target.change" in door.actions()


def test_a_year_that_has_not_begun_has_plans_and_no_results(door: Door) -> None:
    page = text_of(door.browser("hana").get("/console/reports/targets?year=2027"))
    assert "600件" in page
    assert "％" not in page.partition("評価：")[0]


@pytest.mark.parametrize("wrong", ["-1", "1.5", "x", "=1+1", "9" * 12, "１２a", "<script>", "1\u202e2"])
def test_a_wrong_number_is_told_and_nothing_of_the_form_is_stored(door: Door, wrong: str) -> None:
    form = {"year": "2026", "actual-T-07": "5", "actual-T-08": wrong}
    answer = door.browser("kanri").post("/console/reports/targets", form)
    assert answer.status_code == 422
    assert "数字だけを入れて" in text_of(answer)
    assert "<script>" not in answer.text
    with door.database.reading() as tx:
        assert {one.actual for one in tx.targets.of_year(SLUG, 2026)} == {None}


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"name": ""}, "指標の名前"),
        ({"name": "あ" * 61}, "長すぎます"),
        ({"name": "研修", "unit": "回" * 11}, "長すぎます"),
        ({"name": "研修", "planned": "たくさん"}, "数字だけ"),
    ],
)
def test_a_wrong_new_target_is_told_at_its_field(door: Door, form: dict[str, str], said: str) -> None:
    with door.database.reading() as tx:
        before = len(tx.targets.of_year(SLUG, 2026))
    answer = door.browser("kanri").post("/console/reports/targets/add", {"year": "2026", **form})
    assert answer.status_code == 422
    assert said in text_of(answer)
    with door.database.reading() as tx:
        assert len(tx.targets.of_year(SLUG, 2026)) == before


def test_a_target_can_be_added_for_a_year_without_a_plan(door: Door) -> None:
    browser = door.browser("kanri")
    assert "目標がまだありません" in text_of(browser.get("/console/reports/targets?year=2024"))
    form = {"year": "2024", "name": "研修の回数", "unit": "回", "planned": "3"}
    assert browser.post("/console/reports/targets/add", form).status_code == 303
    assert "研修の回数" in text_of(browser.get("/console/reports/targets?year=2024"))


@pytest.mark.parametrize("path", ["/console/reports", "/console/reports/outward", "/console/reports/meeting"])
@pytest.mark.parametrize("query", ["", "?year=abc&district=<script>", "?year=2099", "?district=hz-pref"])
def test_a_report_opens_whatever_is_asked_and_shows_no_word_of_anybody(
    door: Door, path: str, query: str
) -> None:
    answer = door.browser("kanri").get(f"{path}{query}")
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert WORDS not in answer.text


def test_the_sheet_of_a_district_tells_no_more_than_the_copy_for_outsiders(door: Door) -> None:
    districts = fill(door, 2, 2, 3, 6, 4)
    told = outward_report(report_of(door)).districts.row(districts[1])
    assert told.total is None
    page = text_of(door.browser("hana").get(f"/console/reports/meeting?district={districts[1]}"))
    assert re.search(r"この地区の相談\s+＊", page)


def test_charts_are_shapes_with_text_beside_and_hide_what_is_hidden() -> None:
    drawn = bar_chart("題", [("<b>地区</b>", 3), ("ほか", None)])
    assert "<b>" not in drawn
    assert "＊" in drawn
    assert "style" not in drawn
    assert 'role="img" aria-label="題"' in drawn
    assert month_chart("題", []).startswith("<svg")


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 4), (4, 4), (5, 8), (20, 20), (21, 40), (400, 400), (401, 800)]
)
def test_scales_end_in_round_numbers(highest: int, top: int) -> None:
    assert scale_of([highest, None]) == top


def test_counts_keep_zeros_and_put_what_has_gone_under_none() -> None:
    counts = counts_of({"a": 2, "gone": 1}, ("a", "b"))
    assert (counts.keys, counts.numbers, counts.total) == (("a", "b", ""), (2, 0, 1), 3)
    grid = grid_of({("a", "x"): 2, ("gone", None): 1}, ("a", "b"), ("x", "y"))
    assert (grid.rows, grid.columns) == (("a", "b", ""), ("x", ""))
    assert (grid.row_totals, grid.column_totals, grid.total) == ((2, 0, 1), (2, 1), 3)
