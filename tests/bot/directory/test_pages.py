"""The public pages over HTTP: what they show, what they keep to themselves, and what they make of strange addresses."""

import threading
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from bot.app import create_app
from bot.bootstrap.desk import texts_of
from bot.desk.directories import Directories
from bot.desk.founding import found_municipality
from bot.desk.importing import confirm_import, present_files, preview_import
from bot.desk.knowing import keep_profile
from bot.directory.blueprint import directory_blueprint
from bot.directory.pages import DirectoryPages
from bot.ports import Health
from bot.randomness import SystemRandomness
from bot.texts import load_texts
from knowledge.data_files import ProfileFiles
from knowledge.opendata.reading import OpenDataFile, read_open_data
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database
from storage.history import By
from tests.clocks import OFFICE_HOURS, StillClock
from tests.knowledge.opendata import lists
from tests.knowledge.towns import hoozuki, small_town, with_cells

TOWN = MunicipalitySlug("hoozuki")
PUBLIC = "https://madoguchi.hoozuki.example"


@dataclass(frozen=True)
class Public:
    """The public pages of one town."""

    database: Database
    web: FlaskClient

    def get(self, path: str, status: int = 200) -> str:
        answer = self.web.get(path)
        assert answer.status_code == status, path
        return answer.text


def opened(database: Database, files: ProfileFiles) -> Public:
    with database.transaction() as tx:
        found_municipality(tx, files, None, now=OFFICE_HOURS)
    pages = DirectoryPages(
        database,
        directories=Directories(texts_of),
        texts=load_texts(),
        clock=StillClock(),
        public_url=PUBLIC,
    )
    return Public(database, create_app([directory_blueprint(pages)], health=Health).test_client())


@pytest.fixture
def public(sqlite_database: Database) -> Public:
    return opened(sqlite_database, hoozuki())


@pytest.fixture
def public_on_both(database: Database) -> Public:
    return opened(database, small_town())


def test_a_search_shows_cards_with_what_a_card_in_line_shows(public: Public) -> None:
    page = public.get("/d/hoozuki/?q=" + quote("草むしり"))
    assert "シルバー人材センター" in page
    assert 'href="tel:' in page
    assert "いま開いています" in page
    assert "1か所が見つかりました" in page


def test_an_entry_says_everything_and_its_hand_out_has_its_own_address_as_a_code(public: Public) -> None:
    page = public.get("/d/hoozuki/H-002")
    assert "/d/hoozuki/H-002/print" in page
    sheet = public.get("/d/hoozuki/H-002/print")
    assert f"{PUBLIC}/d/hoozuki/H-002" in sheet
    assert "<svg" in sheet
    assert "style=" not in sheet


def test_a_commissioner_is_shown_with_the_office_alone(sqlite_database: Database) -> None:
    files = with_cells(hoozuki(), "destinations.csv", "H-001", phone="0999-99-9999", address="ひみつ1-2-3")
    public = opened(sqlite_database, files)
    with public.database.reading() as tx:
        commissioner = next(d for d in tx.knowledge.version(TOWN, 1).desks if d.get("reach") == "via_office")
    for path in (f"/d/hoozuki/{commissioner['id']}", f"/d/hoozuki/{commissioner['id']}/print"):
        page = public.get(path)
        assert "役所を通して" in page
        assert not commissioner.get("phone") or commissioner["phone"] not in page


def test_nothing_found_says_so_and_names_the_desk_that_listens_to_anything(public: Public) -> None:
    page = public.get("/d/hoozuki/?q=" + quote("ミツバチの巣箱"))
    assert "見つかりませんでした" in page
    assert "ここが話を聞きます" in page
    assert 'class="card"' in page


def test_words_of_danger_bring_the_numbers_first(public: Public) -> None:
    page = public.get("/d/hoozuki/?q=" + quote("死にたい"))
    assert page.index("いま危ないときは") < page.index("<form")
    assert 'href="tel:119"' in page
    assert "いま危ないときは" not in public.get("/d/hoozuki/?q=" + quote("草むしり"))


@pytest.mark.parametrize(
    "address",
    [
        "?q=" + "%F0%9F%98%80" * 50,
        "?q=" + "a" * 5000,
        "?q=%00%01&field=%FF&area=%27%20or%201&open=yes&near=2&page=-1",
        "?page=99999999999999999999",
        "?page=99999",
        "?page=%D9%A1",
        "?field=nonsense&area=nowhere",
        "?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "?q=%E2%80%AEabc",
    ],
)
def test_any_address_is_answered_with_a_page(public: Public, address: str) -> None:
    page = public.get(f"/d/hoozuki/{address}")
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "path", ["/d/nowhere/", "/d/hoozuki/H-999", "/d/hoozuki/H-999/print", "/d/nowhere/x"]
)
def test_what_is_not_there_is_said_kindly(public: Public, path: str) -> None:
    assert "このページはありません" in public.get(path, 404)


def test_a_destination_that_does_not_work_or_is_for_staff_has_no_page(public: Public) -> None:
    with public.database.reading() as tx:
        desks = tx.knowledge.version(TOWN, 1).desks
    hidden = [d for d in desks if d["status"] != "operating" or d["audience"] != "resident"]
    assert hidden
    for desk in hidden:
        public.get(f"/d/hoozuki/{desk['id']}", 404)


def test_an_address_of_another_kind_is_never_a_link(sqlite_database: Database) -> None:
    files = with_cells(small_town(), "destinations.csv", "H-001", url="javascript:alert(1)")
    assert "javascript:" not in opened(sqlite_database, files).get("/d/hoozuki/H-001")


def test_the_pages_set_no_cookie_and_say_what_a_browser_may_do(public: Public) -> None:
    answer = public.web.get("/d/hoozuki/")
    assert "Set-Cookie" not in answer.headers
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]
    assert "geolocation=(self)" in answer.headers["Permissions-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_an_edit_is_seen_with_the_next_page(public_on_both: Public) -> None:
    assert "あたらしい名前" not in public_on_both.get("/d/hoozuki/")
    with public_on_both.database.transaction() as tx:
        wanted = with_cells(small_town(), "destinations.csv", "H-001", name="あたらしい名前")
        keep_profile(tx, TOWN, wanted, source="edit", now=OFFICE_HOURS)
    assert "あたらしい名前" in public_on_both.get("/d/hoozuki/")


def test_while_a_new_version_is_being_read_others_are_served_from_the_old_one_whole(
    sqlite_database: Database,
) -> None:
    reading, go_on = threading.Event(), threading.Event()

    class Slow(Directories):
        def _make(self, tx, slug, version):  # type: ignore[no-untyped-def]
            if version > 1:
                reading.set()
                assert go_on.wait(20)
            return super()._make(tx, slug, version)

    with sqlite_database.transaction() as tx:
        found_municipality(tx, small_town(), None, now=OFFICE_HOURS)
    directories = Slow(texts_of)
    with sqlite_database.reading() as tx:
        assert directories.of(tx, TOWN).version == 1
    with sqlite_database.transaction() as tx:
        wanted = with_cells(small_town(), "destinations.csv", "H-001", name="あたらしい名前")
        keep_profile(tx, TOWN, wanted, source="edit", now=OFFICE_HOURS)

    def first() -> None:
        with sqlite_database.reading() as tx:
            assert directories.of(tx, TOWN).version == 2

    slow = threading.Thread(target=first)
    slow.start()
    assert reading.wait(20)
    with sqlite_database.reading() as tx:
        assert directories.of(tx, TOWN).version == 1
    go_on.set()
    slow.join()
    with sqlite_database.reading() as tx:
        assert directories.of(tx, TOWN).version == 2


def test_s23_a_list_of_care_offices_stands_in_the_directory_page_by_page(public_on_both: Public) -> None:
    content = lists.csv_of(lists.OLD_CARE, *lists.many(45))
    with public_on_both.database.reading() as tx:
        files, base = present_files(tx, TOWN)
    preview = preview_import(
        files, base, TOWN, lambda now: read_open_data(OpenDataFile("care.csv", content), now)
    )
    with public_on_both.database.transaction() as tx:
        by = By(Actor.OPERATOR, OFFICE_HOURS)
        confirm_import(tx, preview, source="care.csv", by=by, randomness=SystemRandomness())
    first = public_on_both.get("/d/hoozuki/?field=care")
    assert first.count('class="card"') == 20
    assert "page=2" in first
    assert public_on_both.get("/d/hoozuki/?field=care&page=2").count('class="card"') == 20
