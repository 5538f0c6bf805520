from collections.abc import Mapping

import pytest

from knowledge.data_files import ProfileFiles
from knowledge.destinations import Basis, Category, Destination, Status
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.opendata.reading import OpenDataFile, read_open_data
from knowledge.proposal import Proposal, propose
from tests.knowledge.opendata import lists
from tests.knowledge.towns import small_town, with_cells


def bring(
    content: bytes,
    base: ProfileFiles | None = None,
    *,
    facilities: bytes | None = None,
    leave_out: bool = False,
) -> Proposal:
    base = base or small_town()
    joined = OpenDataFile("facility.csv", facilities) if facilities is not None else None
    return propose(base, read_open_data(OpenDataFile("list.csv", content, joined), base, leave_out=leave_out))


def came(proposal: Proposal) -> list[Destination]:
    assert proposal.profile is not None, [str(finding) for finding in proposal.findings]
    return [d for d in proposal.profile.destinations if d.basis is Basis.GENERATED]


def kinds(proposal: Proposal, weight: Weight) -> list[FindingKind]:
    return [finding.kind for finding in proposal.findings if finding.weight is weight]


@pytest.mark.parametrize("layout", lists.LAYOUTS)
def test_every_layout_becomes_a_destination_of_the_right_field_told_plainly(layout: str) -> None:
    header, row = lists.LAYOUTS[layout]
    (desk,) = came(bring(lists.csv_of(header, row)))
    field = layout.split()[1]
    assert (
        desk.category
        is {
            "facility": Category.CHILD,
            "care": Category.ELDERLY,
            "hospital": Category.HEALTH,
            "preschool": Category.CHILD,
        }[field]
    )
    assert desk.description
    assert len(desk.description) <= 90
    assert desk.basis is Basis.GENERATED
    assert desk.offered
    assert desk.phone == row["電話番号"]
    assert desk.place.latitude == float(row["緯度"])
    assert desk.area is not None
    assert "オープンデータ" in desk.source


def test_descriptions_say_in_plain_words_what_the_fields_say() -> None:
    said = {
        layout: came(bring(lists.csv_of(*lists.LAYOUTS[layout])))[0].description for layout in lists.LAYOUTS
    }
    assert said["old care"] == "日中に通って、食事やお風呂、体操ができる介護の事業所です。定員は25人です。"
    assert said["old hospital"] == "内科、小児科を診る診療所です。"
    assert said["new preschool"] == (
        "認可保育所です。0歳～5歳の子どもを預かります。一時預かりがあります。定員は90人です。"
    )
    assert said["new facility"] == "子どもが遊べる場所です。"


def test_a_list_with_its_facilities_in_a_file_of_their_own_is_joined() -> None:
    main = lists.csv_of(lists.B_PRESCHOOL, {**lists.PRESCHOOL, "施設_ID": "F1"})
    facility = {
        "施設_ID": "F1",
        "施設_名称": "ひまわり保育園",
        "住所_連結表記": "架空県ほおずき市緑丘4-4",
        "住所_市区町村（郡）": "ほおずき市",
        "連絡先_電話番号": "0999-20-0005",
        "住所_緯度": "32.72",
        "住所_経度": "133.88",
        "施設_サービス曜日": "月～土",
        "施設_開始時刻": "7:30",
        "施設_終了時刻": "18:30",
    }
    (desk,) = came(bring(main, facilities=lists.csv_of(lists.B_FACILITY_FILE, facility)))
    assert (desk.address, desk.phone) == ("架空県ほおずき市緑丘4-4", "0999-20-0005")
    assert desk.hours is not None
    alone = bring(main)
    assert FindingKind.FACILITY_FILE_NEEDED in kinds(alone, Weight.PROBLEM)
    other = bring(main, facilities=lists.csv_of(lists.B_FACILITY_FILE, {**facility, "施設_ID": "F2"}))
    assert FindingKind.FACILITY_MISSING in kinds(other, Weight.PROBLEM)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_every_encoding_that_towns_publish_in_is_read_and_named(encoding: str) -> None:
    content = lists.csv_of(*lists.LAYOUTS["old hospital"], encoding=encoding)
    proposal = bring(content)
    assert [desk.name for desk in came(proposal)] == ["みなと医院"]
    assert kinds(proposal, Weight.NOTICE)[0] is FindingKind.ENCODING


def test_a_workbook_called_csv_is_read_and_told() -> None:
    header, row = lists.LAYOUTS["old preschool"]
    proposal = bring(lists.xlsx_of(header, {**row, "電話番号": 999200005, "緯度": 32.72, "経度": 133.88}))
    assert came(proposal)[0].phone == "0999200005"
    assert {FindingKind.WORKBOOK_AS_CSV, FindingKind.PHONE_MENDED} <= set(kinds(proposal, Weight.REPAIR))


def test_titles_above_the_header_and_misspelt_titles_are_mended_and_told() -> None:
    header = ["所在地_連結標記" if title == "所在地_連結表記" else title for title in lists.NEW_HOSPITAL]
    header = ['"緯 度"' if title == "緯度" else title for title in header]
    row = {**lists.HOSPITAL, "所在地_連結標記": "架空県ほおずき市浜町3-3", '"緯 度"': "32.68"}
    text = "医療機関一覧,,\r\n令和8年10月1日現在,,\r\n" + lists.text_of(header, row)
    proposal = bring(text.encode())
    assert came(proposal)[0].address == "架空県ほおずき市浜町3-3"
    assert kinds(proposal, Weight.REPAIR).count(FindingKind.HEADER_MENDED) >= 2
    assert FindingKind.TITLE_ROWS in kinds(proposal, Weight.REPAIR)


@pytest.mark.parametrize(
    ("dirt", "kind", "cell"),
    [
        ({"電話番号": "999200001"}, FindingKind.PHONE_MENDED, ("phone", "0999200001")),
        ({"電話番号": "０９９９（２０）０００１"}, FindingKind.PHONE_MENDED, ("phone", "0999-20-0001")),
        ({"緯度": "133.9", "経度": "32.7"}, FindingKind.COORDINATES_SWAPPED, ("latitude", "32.7")),
        (
            {"緯度": "32°42'00\"", "経度": "133°54'00\""},
            FindingKind.COORDINATES_MENDED,
            ("latitude", "32.700000"),
        ),
        ({"都道府県コード又は市区町村コード": "39201"}, FindingKind.CODE_MENDED, ("name", "ほおずき児童館")),
    ],
)
def test_what_is_certain_is_mended_and_told_with_row_and_column(
    dirt: Mapping[str, str], kind: FindingKind, cell: tuple[str, str]
) -> None:
    proposal = bring(lists.csv_of(lists.OLD_FACILITY, {**lists.FACILITY, **dirt}))
    (told,) = [finding for finding in proposal.findings if finding.kind is kind]
    assert (told.weight, told.row, told.column in dirt) == (Weight.REPAIR, 2, True)
    column, value = cell
    (added,) = proposal.changes
    assert {change.column: change.after for change in added.cells}[column] == value


@pytest.mark.parametrize(
    ("dirt", "kind"),
    [
        ({"電話番号": "でんわはありません"}, FindingKind.PHONE_WRONG),
        ({"電話番号": "0999-2O-0001"}, FindingKind.PHONE_WRONG),
        ({"緯度": "48.85", "経度": "2.35"}, FindingKind.COORDINATES_WRONG),
        ({"開始時間": "25:00"}, FindingKind.HOURS_WRONG),
        ({"開始時間": "18:00", "終了時間": "09:00"}, FindingKind.HOURS_WRONG),
        ({"説明": "あ" * 1_000_000}, FindingKind.TOO_LONG),
        ({"説明": "あ" * 20_000}, FindingKind.TOO_LONG),
    ],
)
def test_what_is_not_certain_refuses_the_list_with_its_place(
    dirt: Mapping[str, str], kind: FindingKind
) -> None:
    content = lists.csv_of(
        lists.OLD_FACILITY, lists.FACILITY, {**lists.FACILITY, "NO": "2", "名称": "別", **dirt}
    )
    proposal = bring(content)
    assert proposal.refused
    (told,) = [finding for finding in proposal.findings if finding.kind is kind]
    assert (told.weight, told.row) == (Weight.PROBLEM, 3)
    assert len(str(told)) < 300


def test_bad_rows_can_be_left_out_on_demand_and_are_told() -> None:
    bad = {**lists.FACILITY, "NO": "2", "名称": "別の館", "電話番号": "xyz"}
    proposal = bring(lists.csv_of(lists.OLD_FACILITY, lists.FACILITY, bad), leave_out=True)
    assert [desk.name for desk in came(proposal)] == ["ほおずき児童館"]
    assert {FindingKind.PHONE_WRONG, FindingKind.ROW_LEFT_OUT} <= set(kinds(proposal, Weight.NOTICE))


def test_mixed_encodings_are_refused_with_the_line() -> None:
    first = lists.csv_of(lists.OLD_HOSPITAL, lists.HOSPITAL, encoding="utf-8")
    second = "１,2,架空県,ほおずき市,医院髙\r\n".encode("cp932")
    proposal = bring(first + second)
    assert [(finding.kind, finding.row) for finding in proposal.findings] == [(FindingKind.MIXED_ENCODING, 3)]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (("名称", "住所", "電話番号", "接種できるワクチン"), FindingKind.UNKNOWN_LAYOUT),
        (("地域名", "総人口", "男性", "女性"), FindingKind.NO_HEADER),
        (("a", "b"), FindingKind.NO_HEADER),
    ],
)
def test_lists_of_other_things_are_refused(header: tuple[str, ...], kind: FindingKind) -> None:
    proposal = bring(lists.csv_of(header, dict.fromkeys(header, "x")))
    assert kinds(proposal, Weight.PROBLEM) == [kind]


def test_an_empty_file_is_refused() -> None:
    assert kinds(bring(b""), Weight.PROBLEM) == [FindingKind.EMPTY]


def test_ids_in_scientific_notation_are_not_ids() -> None:
    rows = [{**lists.FACILITY, "NO": "3.92E+11", "名称": name} for name in ("東の館", "西の館")]
    proposal = bring(lists.csv_of(lists.OLD_FACILITY, *rows))
    assert len({desk.id for desk in came(proposal)}) == 2
    assert kinds(proposal, Weight.NOTICE).count(FindingKind.ID_LOST) == 2


def test_rows_of_other_towns_and_rows_without_a_name_are_left_out_and_told() -> None:
    other = {**lists.HOSPITAL, "市区町村名": "となり市", "住所": "架空県となり市1-1", "名称": "となり医院"}
    nameless = {**lists.HOSPITAL, "名称": ""}
    proposal = bring(lists.csv_of(lists.OLD_HOSPITAL, lists.HOSPITAL, other, nameless))
    assert [desk.name for desk in came(proposal)] == ["みなと医院"]
    assert {FindingKind.OTHER_TOWN, FindingKind.NAMELESS_ROW} <= set(kinds(proposal, Weight.NOTICE))
    nothing = bring(lists.csv_of(lists.OLD_HOSPITAL, other))
    assert kinds(nothing, Weight.PROBLEM) == [FindingKind.NO_ROW_OF_TOWN]


def test_one_name_for_several_places_is_told_apart() -> None:
    rows = [
        {**lists.CARE, "事業所番号": "1", "実施サービス": "通所介護"},
        {**lists.CARE, "事業所番号": "2", "実施サービス": "訪問介護"},
    ]
    names = [desk.name for desk in came(bring(lists.csv_of(lists.OLD_CARE, *rows)))]
    assert names == ["デイサービスあかり（通所介護）", "デイサービスあかり（訪問介護）"]


def test_bringing_a_list_twice_changes_nothing() -> None:
    for header, row in lists.LAYOUTS.values():
        content = lists.csv_of(header, row)
        first = bring(content)
        assert first.files is not None
        assert bring(content, first.files).changes == ()


def test_a_row_gone_from_the_list_goes_and_desks_of_staff_stay() -> None:
    rows = [{**lists.HOSPITAL, "医療機関コード": str(n), "名称": f"医院{n}"} for n in range(3)]
    first = bring(lists.csv_of(lists.OLD_HOSPITAL, *rows))
    assert first.files is not None
    second = bring(lists.csv_of(lists.OLD_HOSPITAL, *rows[:2]), first.files)
    assert [(c.kind.value, c.table) for c in second.changes] == [("removed", "destinations.csv")]


def test_what_staff_added_to_a_row_stays_and_a_row_they_took_over_is_left_alone() -> None:
    content = lists.csv_of(*lists.LAYOUTS["old hospital"])
    first = bring(content)
    assert first.files is not None
    (desk,) = came(first)
    noted = with_cells(first.files, "destinations.csv", desk.id, checked_on="2026-11-01", aliases="みなと")
    assert bring(content, noted).changes == ()
    taken = with_cells(
        noted, "destinations.csv", desk.id, basis="stated", audience="partner", phone="0999-99-9999"
    )
    proposal = bring(content, taken)
    assert proposal.changes == ()
    assert FindingKind.KEPT_BY_STAFF in kinds(proposal, Weight.NOTICE)


def test_a_desk_that_staff_list_already_is_not_listed_twice() -> None:
    row = {**lists.FACILITY, "名称": "ほおずき市社会福祉協議会", "電話番号": "0999-01-1001"}
    proposal = bring(lists.csv_of(lists.OLD_FACILITY, row))
    assert proposal.changes == ()
    assert FindingKind.KNOWN_ALREADY in kinds(proposal, Weight.NOTICE)


def test_s23_a_closed_entry_is_never_offered() -> None:
    rows = [
        {**lists.HOSPITAL, "状況": "廃止"},
        {**lists.HOSPITAL, "医療機関コード": "2", "名称": "東医院", "備考": "休止中"},
    ]
    desks = came(bring(lists.csv_of(lists.NEW_HOSPITAL, *rows)))
    assert {desk.status for desk in desks} == {Status.CLOSED, Status.SUSPENDED}
    assert not any(desk.offered for desk in desks)


def test_a_problem_of_the_whole_profile_is_told_where_the_row_was_read() -> None:
    """Whatever the profile's own check refuses is said with the row of the list, never with a line inside."""
    row = {**lists.PRESCHOOL, "受入年齢": "9歳～3歳"}
    proposal = bring(lists.csv_of(lists.OLD_PRESCHOOL, row))
    (told,) = [finding for finding in proposal.findings if finding.kind is FindingKind.INVALID]
    assert isinstance(told, Finding)
    assert (told.table, told.row) == ("list.csv", 2)
