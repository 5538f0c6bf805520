import io
import zipfile

import pytest
from openpyxl import Workbook, load_workbook

from knowledge.findings import Finding, FindingKind, Weight
from knowledge.proposal import Proposal, propose
from knowledge.workbook import container
from knowledge.workbook.reading import read_workbook
from tests.knowledge.towns import small_town
from tests.knowledge.workbook.books import edited, exported, part_of, with_part, with_shared_texts, write_cell


def proposal_of(content: bytes) -> Proposal:
    return propose(small_town(), read_workbook(content, small_town()))


def problems(content: bytes) -> list[Finding]:
    proposal = proposal_of(content)
    assert proposal.refused
    assert proposal.profile is None
    return [finding for finding in proposal.findings if finding.weight is Weight.PROBLEM]


def test_a_workbook_with_macros_is_refused() -> None:
    assert [f.kind for f in problems(with_part(exported(), "xl/vbaProject.bin", b"macro"))] == [
        FindingKind.MACROS
    ]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", FindingKind.NOT_A_WORKBOOK),
        (b"id,name\n1,x\n", FindingKind.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, FindingKind.OLD_WORKBOOK),
    ],
)
def test_what_is_no_workbook_says_so(content: bytes, kind: FindingKind) -> None:
    assert [finding.kind for finding in problems(content)] == [kind]


def test_a_container_without_a_workbook_is_none() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    assert [finding.kind for finding in problems(out.getvalue())] == [FindingKind.NOT_A_WORKBOOK]


def test_a_damaged_workbook_is_refused_and_not_stumbled_over() -> None:
    content = exported()
    assert problems(content[: len(content) // 2])
    assert problems(with_part(content, "xl/worksheets/sheet2.xml", b"<worksheet><row"))
    shared = with_shared_texts(content, "xl/worksheets/sheet2.xml")
    assert problems(with_part(shared, "xl/sharedStrings.xml", b"<sst/>"))


def test_a_zip_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container, "LARGEST_UNPACKED", 2_000_000)
    bomb = with_part(exported(), "xl/media/big.xml", b" " * 3_000_000)
    assert len(bomb) < 200_000
    assert [finding.kind for finding in problems(bomb)] == [FindingKind.TOO_LARGE]


def test_a_document_type_declaration_is_refused() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert [f.kind for f in problems(with_part(exported(), "xl/sharedStrings.xml", evil))] == [
        FindingKind.UNSAFE_XML
    ]


def test_a_formula_is_refused_with_sheet_row_and_column() -> None:
    def change(book: Workbook) -> None:
        book["相談先"]["B5"] = "=B2&B3"

    assert Finding(Weight.PROBLEM, FindingKind.FORMULA, "相談先", 5, "名前", "=B2&B3") in problems(
        edited(change)
    )


def test_merged_cells_are_refused_with_their_range() -> None:
    content = edited(lambda book: book["地域"].merge_cells("B4:B6"))
    assert Finding(Weight.PROBLEM, FindingKind.MERGED, "地域", found="B4:B6") in problems(content)


def test_a_missing_sheet_is_refused_by_name() -> None:
    content = edited(lambda book: book.remove(book["住民の言葉"]))
    assert Finding(Weight.PROBLEM, FindingKind.SHEET_MISSING, "住民の言葉") in problems(content)


def test_a_missing_column_is_refused_and_an_optional_one_keeps_what_was_known() -> None:
    needed = edited(lambda book: book["相談先"].delete_cols(2))
    assert FindingKind.COLUMN_MISSING in {finding.kind for finding in problems(needed)}
    optional = proposal_of(edited(lambda book: book["相談先"].delete_cols(26, 18)))
    assert not optional.refused
    assert optional.changes == ()
    assert {finding.weight for finding in optional.findings} == {Weight.NOTICE}


def test_a_column_nobody_knows_is_refused_when_something_stands_in_it() -> None:
    def change(book: Workbook) -> None:
        book["相談先"]["AZ1"] = "思いつき"
        book["相談先"]["AZ3"] = "メモ"

    assert Finding(Weight.PROBLEM, FindingKind.COLUMN_UNKNOWN, "相談先", 3, "AZ", "メモ") in problems(
        edited(change)
    )


def test_a_sheet_nobody_knows_is_told_and_passed_over() -> None:
    proposal = proposal_of(edited(lambda book: book.create_sheet("作業用").append(["x"])))
    assert [str(finding) for finding in proposal.findings] == [
        f"作業用: {FindingKind.SHEET_UNKNOWN}",
    ]
    assert not proposal.refused


def test_wrong_types_choices_and_dates_are_refused_with_their_place() -> None:
    def change(book: Workbook) -> None:
        write_cell(book, "相談先", 2, "名前", value=True)
        write_cell(book, "相談先", 3, "分野", "なんでも")
        write_cell(book, "相談先", 4, "確かめた日", "きのう")
        write_cell(book, "相談先", 5, "開いている時間", "月-金 17:00-9:00")
        write_cell(book, "相談先", 6, "緯度", 12.5)
        write_cell(book, "相談先", 7, "電話番号", 12)

    found = {(finding.row, finding.column, finding.kind) for finding in problems(edited(change))}
    assert found == {
        (2, "名前", FindingKind.WRONG_TYPE),
        (2, "名前", FindingKind.INVALID),
        (3, "分野", FindingKind.NOT_A_CHOICE),
        (3, "分野", FindingKind.INVALID),
        (4, "確かめた日", FindingKind.INVALID),
        (5, "開いている時間", FindingKind.INVALID),
        (6, "緯度", FindingKind.INVALID),
        (7, "電話番号", FindingKind.PHONE_WRONG),
    }


def test_a_telephone_number_that_lost_its_zero_gets_it_back_and_is_told() -> None:
    def change(book: Workbook) -> None:
        book["認定窓口"]["F2"] = 999066001

    proposal = proposal_of(edited(change))
    assert not proposal.refused
    assert [str(f) for f in proposal.findings] == [
        "認定窓口 row 2, column 電話番号: telephone number mended: 999066001 -> 0999066001"
    ]


def test_two_hundred_thousand_empty_rows_change_nothing() -> None:
    content = exported()
    xml = part_of(content, "xl/worksheets/sheet9.xml")
    empty = b"".join(b'<row r="%d" s="1"/>' % row for row in range(500, 200_500))
    proposal = proposal_of(
        with_part(content, "xl/worksheets/sheet9.xml", xml.replace(b"</sheetData>", empty + b"</sheetData>"))
    )
    assert (proposal.refused, proposal.changes, proposal.findings) == (False, (), ())


def test_a_reference_to_a_removed_destination_is_refused_where_it_stands() -> None:
    content = edited(lambda book: book["相談先"].delete_rows(3))
    places = {(finding.table, finding.column) for finding in problems(content)}
    assert ("住民の言葉", "") in places
    assert all(finding.row for finding in problems(content) if finding.table == "住民の言葉")


def test_the_rows_of_an_export_are_those_of_the_sheets() -> None:
    book = load_workbook(io.BytesIO(exported()), read_only=True)
    assert book["相談先"].max_row == 7
