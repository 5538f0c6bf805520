import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from knowledge.changes import changes_between
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.hours import parse_hours
from knowledge.profile import profile_folders, read_profile
from knowledge.proposal import Proposal, propose
from knowledge.tables import tables_of
from knowledge.workbook.hours_words import hours_from_japanese, hours_in_japanese
from knowledge.workbook.layout import load_layout
from knowledge.workbook.reading import read_workbook
from knowledge.workbook.writing import write_workbook
from tests.knowledge.towns import full_town, small_town, with_cells
from tests.knowledge.workbook.books import edited, exported, part_of, with_part, with_shared_texts, write_cell


def back(content: bytes, base: ProfileFiles) -> Proposal:
    return propose(base, read_workbook(content, base))


@pytest.mark.parametrize("folder", profile_folders(), ids=lambda folder: folder.name)
def test_a_workbook_that_comes_back_untouched_is_the_same_profile_to_the_byte(folder: Path) -> None:
    files = read_folder(folder)
    proposal = back(write_workbook(files, folder.name), files)
    assert proposal.findings == ()
    assert proposal.changes == ()
    assert proposal.files is not None
    assert proposal.files.contents == files.contents


def test_every_optional_column_special_dates_and_staff_contacts_go_round() -> None:
    town = full_town()
    proposal = back(write_workbook(town, "ほおずき市"), small_town())
    assert proposal.findings == ()
    assert proposal.files is not None
    assert changes_between(tables_of(town), tables_of(proposal.files)) == ()
    assert read_profile(proposal.files).staff_contacts == read_profile(town).staff_contacts != ()


def test_a_workbook_saved_by_libreoffice_is_the_same_profile(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LEFT OUT: LibreOffice (soffice) is not installed")
    town = full_town()
    (tmp_path / "in.xlsx").write_bytes(write_workbook(town, "ほおずき市"))
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/home", "--headless", "--convert-to", "xlsx", "--outdir",
         str(tmp_path / "out"), str(tmp_path / "in.xlsx")],
        check=True,
        capture_output=True,
        timeout=100,
    )  # fmt: skip
    proposal = back((tmp_path / "out" / "in.xlsx").read_bytes(), town)
    assert (proposal.findings, proposal.changes) == ((), ())


def test_texts_of_the_shared_table_and_texts_inline_are_read_alike() -> None:
    """Excel keeps texts in a table of their own; other programs write each into its cell."""
    inline = exported()
    shared = with_shared_texts(inline, "xl/worksheets/sheet2.xml")
    assert b"inlineStr" not in part_of(shared, "xl/worksheets/sheet2.xml")
    assert back(shared, small_town()).changes == back(inline, small_town()).changes == ()


def test_dates_as_serial_numbers_and_in_japanese_are_dates() -> None:
    def change(book: Workbook) -> None:
        write_cell(book, "相談先", 2, "確かめた日", 46300)
        book["相談先"]["T2"].number_format = "General"
        write_cell(book, "相談先", 3, "確かめた日", "令和8年10月3日")
        write_cell(book, "相談先", 4, "確かめた日", "2026/10/4")

    proposal = back(edited(change), small_town())
    assert proposal.profile is not None
    days = [d.checked_on.isoformat() for d in proposal.profile.destinations[:3] if d.checked_on]
    assert days == ["2026-10-05", "2026-10-03", "2026-10-04"]


def test_an_added_a_changed_and_a_removed_row_are_told_before_anything_is_written() -> None:
    def change(book: Workbook) -> None:
        page = book["住民の言葉"]
        page["C2"] = "ことばを変えた"
        book["当番"].delete_rows(2)
        book["地域"].append(["hz-new", "新町内会", 4, "hz-chuo"])

    changes = {(c.kind.value, c.table) for c in back(edited(change), small_town()).changes}
    assert changes == {
        ("added", "phrases.csv"),
        ("removed", "phrases.csv"),
        ("removed", "rota.csv"),
        ("added", "areas.csv"),
    }


def test_the_first_sheet_explains_heads_are_frozen_and_choices_drop_down() -> None:
    book = load_workbook(io.BytesIO(exported()))
    assert book.sheetnames[0] == "はじめに"
    for sheet in load_layout().sheets:
        assert book[sheet.name].freeze_panes is not None
        assert [cell.value for cell in book[sheet.name][1]] == [column.title for column in sheet.columns]
    assert len(book["相談先"].data_validations.dataValidation) == 7
    assert all(offer.formula1 for offer in book["相談先"].data_validations.dataValidation)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    town = with_cells(small_town(), "destinations.csv", "H-001", note="=HYPERLINK(1)", handles="-1+1")
    content = write_workbook(town, "ほおずき市")
    page = load_workbook(io.BytesIO(content))["相談先"]
    assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]
    assert back(content, town).changes == ()


def test_a_sheet_that_lies_about_its_size_is_read_whole() -> None:
    content, part = exported(), "xl/worksheets/sheet2.xml"
    xml = re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1:A1"', part_of(content, part))
    assert back(with_part(content, part, xml), small_town()).changes == ()


@given(
    st.lists(
        st.sampled_from(
            ["mon-fri 08:30-17:15", "sat 09:00-12:00", "holiday 10:00-16:00", "closed 12-29..01-03", "daily 24h",
             "closed 2027-02-01..2027-02-12", "on 2027-03-28 09:00-12:00", "tue,thu 13:00-24:00"]
        ),
        min_size=1,
        unique=True,
    )
)  # fmt: skip
def test_hours_in_japanese_are_the_same_hours(pieces: list[str]) -> None:
    text = "; ".join(pieces)
    assert parse_hours(hours_from_japanese(hours_in_japanese(text))) == parse_hours(text)


def test_hours_as_people_write_them_are_understood() -> None:
    assert (
        hours_from_japanese("月～金　8：30〜17：15；土曜日 9:00-12:00")
        == "mon-fri 08:30-17:15; sat 09:00-12:00"
    )


def test_settings_keep_their_types() -> None:
    def change(book: Workbook) -> None:
        page = book["設定"]
        row = next(row for row in range(2, page.max_row) if page[f"A{row}"].value == "follow_up.days")
        page[f"B{row}"] = 7

    proposal = back(edited(change), small_town())
    assert proposal.profile is not None
    assert proposal.profile.municipality.follow_up.days == 7
    assert tables_of(proposal.files or small_town())["texts.toml"] == tables_of(small_town())["texts.toml"]
