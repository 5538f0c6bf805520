"""Bringing knowledge in: one new version or nothing, with who did it, and back again."""

import pytest

from bot.desk.founding import found_municipality
from bot.desk.importing import (
    LosingImportError,
    Preview,
    RefusedImportError,
    StaleImportError,
    changes_of_version,
    confirm_import,
    present_files,
    preview_import,
    restore_version,
)
from bot.desk.knowing import keep_profile
from bot.randomness import SystemRandomness
from knowledge.changes import ChangeKind
from knowledge.csv_folder import read_csv_folder, write_folder
from knowledge.data_files import ProfileFiles
from knowledge.opendata.reading import OpenDataFile, read_open_data
from knowledge.tables import tables_of, write_tables
from knowledge.windows import WindowStatus
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database
from storage.history import By
from tests.clocks import OFFICE_HOURS
from tests.knowledge.opendata import lists
from tests.knowledge.towns import full_town, hoozuki, small_town, with_cells, with_rows

TOWN = MunicipalitySlug("hoozuki")
BY = By(Actor.OPERATOR, OFFICE_HOURS)
CHANCE = SystemRandomness()


def founded(database: Database, files: ProfileFiles) -> Database:
    with database.transaction() as tx:
        found_municipality(tx, files, None, now=OFFICE_HOURS)
    return database


@pytest.fixture
def town(sqlite_database: Database) -> Database:
    return founded(sqlite_database, small_town())


@pytest.fixture
def whole_town(sqlite_database: Database) -> Database:
    return founded(sqlite_database, hoozuki())


@pytest.fixture
def town_on_both(database: Database) -> Database:
    return founded(database, small_town())


def preview_of(database: Database, wanted: ProfileFiles) -> Preview:
    with database.reading() as tx:
        files, base = present_files(tx, TOWN)
    return preview_import(files, base, TOWN, lambda now: read_csv_folder(wanted, now))


def bring(database: Database, wanted: ProfileFiles, *, accept_losses: bool = False) -> int:
    preview = preview_of(database, wanted)
    with database.transaction() as tx:
        return confirm_import(
            tx, preview, source="import x", by=BY, randomness=CHANCE, accept_losses=accept_losses
        )


def version_of(database: Database) -> int:
    with database.reading() as tx:
        return tx.municipalities.get(TOWN).knowledge_version


def test_an_import_is_a_new_version_that_counts_at_once_and_says_who_and_what(town_on_both: Database) -> None:
    wanted = with_cells(small_town(), "destinations.csv", "H-001", phone="0999-01-9999")
    assert bring(town_on_both, wanted) == 2
    with town_on_both.reading() as tx:
        (change,) = changes_of_version(tx, TOWN, 2)
        (entry,) = tx.audit.page(TOWN, action="knowledge.import")
        assert tx.knowledge.version(TOWN, 2).source == "import x"
    assert (change.kind, change.key) == (ChangeKind.CHANGED, "H-001")
    assert [(cell.column, cell.after) for cell in change.cells] == [("phone", "0999-01-9999")]
    assert (entry.by.actor, entry.subject, entry.fields) == (Actor.OPERATOR, "2", ("destinations.csv",))


def test_a_preview_writes_nothing_and_the_same_file_again_makes_no_version(town: Database) -> None:
    preview = preview_of(town, small_town())
    assert preview.nothing_new
    assert version_of(town) == bring(town, small_town()) == 1


def test_a_file_with_problems_changes_nothing(town: Database) -> None:
    wanted = with_cells(small_town(), "destinations.csv", "H-001", category="nonsense", name="")
    preview = preview_of(town, wanted)
    assert preview.proposal.refused
    with pytest.raises(RefusedImportError), town.transaction() as tx:
        confirm_import(tx, preview, source="x", by=BY, randomness=CHANCE)
    assert version_of(town) == 1


def test_a_preview_of_a_state_that_is_past_is_refused(town: Database) -> None:
    preview = preview_of(town, with_cells(small_town(), "destinations.csv", "H-001", note="a"))
    bring(town, with_cells(small_town(), "destinations.csv", "H-001", note="b"))
    with pytest.raises(StaleImportError), town.transaction() as tx:
        confirm_import(tx, preview, source="x", by=BY, randomness=CHANCE)


def test_an_edit_that_loses_a_sample_worry_asks_first_and_names_it(whole_town: Database) -> None:
    worry = "カードの返済で毎月赤字。お金の流れを一緒に見てほしい"
    wanted = with_cells(hoozuki(), "destinations.csv", "H-033", status="suspended")
    tables = tables_of(wanted)
    samples = tuple(row for row in tables["samples.csv"] if row["text"] != worry)
    wanted = write_tables({**tables, "samples.csv": samples}, wanted).files
    preview = preview_of(whole_town, wanted)
    assert worry in {sample.text for sample in preview.bench.lost}
    with pytest.raises(LosingImportError), whole_town.transaction() as tx:
        confirm_import(tx, preview, source="x", by=BY, randomness=CHANCE)
    assert version_of(whole_town) == 1
    assert bring(whole_town, wanted, accept_losses=True) == 2


def test_an_edit_that_gains_a_sample_worry_says_so(whole_town: Database) -> None:
    strange = {"text": "ドローンを飛ばしてみたい", "expected": "H-063"}
    with_sample = with_rows(hoozuki(), "samples.csv", strange)
    bring(whole_town, with_sample)
    taught = with_rows(
        with_sample, "phrases.csv", {"destination": "H-063", "text": "ドローンを飛ばしてみたいのですが"}
    )
    assert strange["text"] in {sample.text for sample in preview_of(whole_town, taught).bench.gained}


def test_an_older_version_comes_back_as_a_new_one(town_on_both: Database) -> None:
    bring(town_on_both, with_cells(small_town(), "destinations.csv", "H-001", phone="0999-01-9999"))
    with town_on_both.transaction() as tx:
        assert restore_version(tx, TOWN, 1, by=BY, randomness=CHANCE) == 3
    with town_on_both.reading() as tx:
        first, third = tx.knowledge.version(TOWN, 1), tx.knowledge.version(TOWN, 3)
        assert (first.desks, first.phrases, first.documents) == (third.desks, third.phrases, third.documents)
        assert first.desks != tx.knowledge.version(TOWN, 2).desks
        assert third.source == "version 1 restored"
        assert len(tx.audit.page(TOWN, action="knowledge.restore")) == 1
    assert version_of(town_on_both) == 3


def test_a_window_gone_from_the_list_is_withdrawn_and_a_new_one_is_registered(town_on_both: Database) -> None:
    tables = tables_of(small_town())
    first, *rest = tables["windows.csv"]
    new = {**first, "id": "HW-99", "name": "あたらしい薬局"}
    bring(town_on_both, write_tables({**tables, "windows.csv": (*rest, new)}, small_town()).files)
    with town_on_both.reading() as tx:
        assert tx.windows.get(TOWN, first["id"]).status is WindowStatus.WITHDRAWN
        assert tx.windows.get(TOWN, "HW-99").name == "あたらしい薬局"


def test_s23_a_list_of_2700_rows_comes_in_whole_and_twice_changes_nothing(town: Database) -> None:
    content = lists.csv_of(lists.OLD_CARE, *lists.many(2700))
    for expected in (2, 2):
        with town.reading() as tx:
            files, base = present_files(tx, TOWN)
        preview = preview_import(
            files, base, TOWN, lambda now: read_open_data(OpenDataFile("care.csv", content), now)
        )
        assert not preview.bench.affected or preview.nothing_new
        with town.transaction() as tx:
            version = confirm_import(tx, preview, source="care.csv", by=BY, randomness=CHANCE)
        assert version == expected
    with town.reading() as tx:
        assert len(tx.knowledge.version(TOWN, 2).desks) == 6 + 2700


def test_while_an_import_is_under_way_everybody_else_sees_the_old_list_whole(town_on_both: Database) -> None:
    wanted = with_cells(small_town(), "destinations.csv", "H-001", phone="0999-01-9999")
    with town_on_both.transaction() as tx:
        keep_profile(tx, TOWN, wanted, source="half way", now=OFFICE_HOURS)
        with town_on_both.reading() as other:
            files, version = present_files(other, TOWN)
            assert version == 1
            assert tables_of(files)["destinations.csv"][0]["phone"] == "0999-01-1001"


def test_a_folder_for_spreadsheets_comes_back_unchanged_and_holds_no_contact_of_staff() -> None:
    dangerous = with_cells(full_town(), "destinations.csv", "H-002", note="=cmd()", handles="@x")
    folder = write_folder(dangerous)
    assert b"0999-77-7777" not in b"".join(folder.values())
    assert b",=cmd" not in folder["destinations.csv"]
    given = ProfileFiles("hoozuki", folder)
    preview = preview_import(dangerous, 1, TOWN, lambda now: read_csv_folder(given, now))
    assert preview.nothing_new
