"""The knowledge in the console: edited, brought in and taken back by the people who keep it, never by accident."""

import io
import re
import zipfile
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.bootstrap.desk import texts_of
from bot.desk.knowledge_words import finding_said, load_patterns, problem_said
from bot.desk.learning import suggest_phrase, teach_correction
from bot.desk.towns import Towns
from bot.randomness import SystemRandomness
from bot.texts import load_texts
from knowledge.data_files import ProfileFiles
from knowledge.destinations import DestinationId
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.problems import DataError
from knowledge.profile import read_profile
from routing.consultation import Actor
from routing.decision import DecisionKind, Flag
from routing.question import Question
from storage.database import Database
from storage.history import By
from storage.learning import SuggestionOrigin
from tests.bot.console.door import SLUG, Browser, Door, furnish, open_door, text_of
from tests.clocks import OFFICE_HOURS
from tests.house.sources import ROOT
from tests.knowledge.opendata import lists
from tests.knowledge.towns import hoozuki, small_town, with_cells, with_rows

TEXTS = load_texts(standing={"town": "ほおずき市"})
ONE = "/console/knowledge/destinations/H-001"


@pytest.fixture
def town(sqlite_database: Database) -> Door:
    """A town with few desks, which is read and judged in no time."""
    return open_door(sqlite_database, furnish(sqlite_database, small_town()))


@pytest.fixture
def hana(town: Door) -> Browser:
    return town.browser("hana")


def version(town: Door) -> int:
    with town.database.reading() as tx:
        return tx.municipalities.get(SLUG).knowledge_version


def desk_row(town: Door, id_: str) -> dict[str, str]:
    with town.database.reading() as tx:
        kept = tx.knowledge.version(SLUG, version(town))
    return dict(next(row for row in kept.desks if row["id"] == id_))


def fields_of(page: str) -> dict[str, str]:
    """Return what a browser would send back of a form that nobody touched."""
    form = page[page.index('action="/console/knowledge/destinations/') :]
    found = {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]*? value="([^"]*)"', form, re.DOTALL)
    }
    found |= {
        name: unescape(text).removeprefix("\n")
        for name, text in re.findall(r'<textarea[^>]* name="(\w+)"[^>]*>([^<]*)</textarea>', form)
    }
    for select in re.findall(r'<select id="(\w+)".*?</select>', form, re.DOTALL):
        options = form[form.index(f'<select id="{select}"') :].split("</select>")[0]
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[select] = unescape(chosen.group(1)) if chosen else ""
    return found


def confirm(browser: Browser, path: str, **form: str) -> int:
    return browser.post(f"{path}/confirm", form).status_code


def test_a_form_sent_back_untouched_changes_nothing(town: Door, hana: Browser) -> None:
    answer = hana.post(ONE, fields_of(hana.get(ONE).text))
    assert answer.status_code == 303, text_of(answer)
    assert answer.location.endswith("done=knowledge_same")
    assert version(town) == 1


def test_s02_a_coordinator_edits_a_destination_after_seeing_what_changes(town: Door, hana: Browser) -> None:
    form = {**fields_of(hana.get(ONE).text), "phone": "0999-01-9876", "hours": "月〜金 9:00-16:00"}
    draft = hana.post(ONE, form).location
    page = text_of(hana.get(draft))
    assert "0999-01-9876" in page
    assert "月-金 09:00-16:00" in page
    assert version(town) == 1
    assert confirm(hana, draft) == 303
    assert version(town) == 2
    row = desk_row(town, "H-001")
    assert (row["phone"], row["hours"]) == ("0999-01-9876", "mon-fri 09:00-16:00")
    assert "0999-01-9876" in hana.get("/console/knowledge").text
    assert town.actions()[-1] == "knowledge.import"
    assert hana.get(draft).status_code == 404


def test_mistakes_stand_at_their_fields_and_what_was_typed_is_kept(town: Door, hana: Browser) -> None:
    form = {**fields_of(hana.get(ONE).text), "name": "", "hours": "あさから", "latitude": "きた"}
    answer = hana.post(ONE, form)
    assert answer.status_code == 422
    assert "開いている時間が読めません" in answer.text
    assert "数字ではありません：「きた」" in answer.text
    assert 'value="きた"' in answer.text
    assert 'id="name-fault"' in answer.text
    assert version(town) == 1


def test_too_few_words_of_residents_are_told_at_that_field(hana: Browser) -> None:
    answer = hana.post(ONE, {**fields_of(hana.get(ONE).text), "phrases": "ひとつだけ"})
    assert answer.status_code == 422
    assert 'id="phrases-fault"' in answer.text
    assert "住民の言葉が" in answer.text


def test_of_two_people_the_second_is_told_and_loses_nothing_typed(town: Door) -> None:
    hana, kanri = town.browser("hana"), town.browser("kanri")
    hers, his = fields_of(hana.get(ONE).text), fields_of(kanri.get(ONE).text)
    draft = hana.post(ONE, {**hers, "note": "はなが書いた"}).location
    assert confirm(hana, draft) == 303
    answer = kanri.post(ONE, {**his, "note": "かんりが書いた"})
    assert answer.status_code == 409
    assert "ほかの人が先に" in answer.text
    assert "かんりが書いた" in answer.text
    again = kanri.post(ONE, {**fields_of(answer.text), "note": "かんりが書いた"})
    assert confirm(kanri, again.location) == 303
    assert desk_row(town, "H-001")["note"] == "かんりが書いた"


def test_a_draft_of_a_state_that_is_past_cannot_be_confirmed(town: Door, hana: Browser) -> None:
    first = hana.post(ONE, {**fields_of(hana.get(ONE).text), "note": "いち"}).location
    other = "/console/knowledge/destinations/H-002"
    second = hana.post(other, {**fields_of(hana.get(other).text), "note": "に"}).location
    assert confirm(hana, first) == 303
    answer = hana.post(f"{second}/confirm")
    assert answer.status_code == 409
    assert "もう一度やり直して" in answer.text
    assert hana.post(f"{second}/drop").status_code == 303
    assert version(town) == 2


def test_a_new_destination_needs_a_number_of_its_own(town: Door, hana: Browser) -> None:
    page = hana.get("/console/knowledge/new").text
    assert 'name="id"' in page
    for id_ in ("", "ひらがな", "H-001", "x" * 40, "../etc"):
        assert hana.post("/console/knowledge/new", {"id": id_, "name": "あたらしい"}).status_code == 422, id_
    form = {
        "id": "H-900",
        "name": "あたらしい窓口",
        "kind": "desk",
        "category": "community",
        "audience": "resident",
        "status": "operating",
        "basis": "stated",
        "reach": "direct",
        "description": "なんでも聞きます。",
        "phrases": "\n".join(f"あたらしい相談その{n}" for n in range(8)),
    }
    draft = hana.post("/console/knowledge/new", form).location
    assert confirm(hana, draft) == 303
    assert desk_row(town, "H-900")["name"] == "あたらしい窓口"


def test_an_edit_that_loses_a_sample_worry_asks_first(sqlite_database: Database) -> None:
    door = open_door(sqlite_database, furnish(sqlite_database, hoozuki()))
    hana, path = door.browser("hana"), "/console/knowledge/destinations/H-033"
    plain = fields_of(hana.get(path).text)
    lines = [line for line in plain["phrases"].splitlines() if "カード" not in line and "赤字" not in line]
    wanted = {
        **plain,
        "phrases": "\n".join(f"べつの言葉{n}" for n in range(8)),
        "description": "べつのこと。",
    }
    assert lines
    answer = hana.post(path, {**wanted, "aliases": "", "handles": ""})
    assert answer.status_code == 303, text_of(answer)[:500]
    page = hana.get(answer.location).text
    assert "見つからなくなる見本" in page
    refused = hana.post(f"{answer.location}/confirm")
    assert refused.status_code == 422
    assert version(door) == 1
    assert confirm(hana, answer.location, accept="1") == 303
    assert version(door) == 2


def test_the_workbook_goes_out_is_edited_and_comes_back(town: Door, hana: Browser) -> None:
    answer = hana.get("/console/knowledge/export/xlsx")
    assert "attachment" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    page = book["相談先"]
    titles = {str(cell.value): cell.column or 0 for cell in page[1]}
    page.cell(2, titles["電話の注意"], "昼休みは出ません")
    out = io.BytesIO()
    book.save(out)
    looked = hana.upload("/console/knowledge/import", "台帳.xlsx", out.getvalue())
    assert looked.status_code == 303, text_of(looked)
    assert "昼休みは出ません" in hana.get(looked.location).text
    assert confirm(hana, looked.location) == 303
    with town.database.reading() as tx:
        (newest, *_) = tx.knowledge.versions(SLUG)
    assert (newest.source, newest.made_by) == ("台帳.xlsx", town.accounts["hana"].id)
    assert "はな" in text_of(hana.get("/console/knowledge/versions"))


@pytest.mark.parametrize("format_", ["xlsx", "csv", "opendata", "hsds-json", "hsds-tabular"])
def test_every_format_goes_out_and_no_contact_of_staff_but_in_the_workbook(
    sqlite_database: Database, format_: str
) -> None:
    contact = {"destination": "H-003", "name": "係", "role": "取次", "phone": "0999-77-7777", "note": "x"}
    files = with_rows(small_town(), "staff_contacts.csv", contact)
    door = open_door(sqlite_database, furnish(sqlite_database, files))
    content = door.browser("kanri").get(f"/console/knowledge/export/{format_}").data
    assert content
    whole = content
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = b"".join(archive.read(name) for name in archive.namelist())
    assert (b"0999-77-7777" in whole) == (format_ == "xlsx")


def test_an_open_data_list_comes_in_with_its_report(hana: Browser) -> None:
    content = lists.csv_of(lists.OLD_CARE, *lists.many(30))
    looked = hana.upload("/console/knowledge/import", "kaigo.csv", content)
    page = text_of(hana.get(looked.location))
    assert "電話番号を直しました" in page
    assert "この変更は、答えの選び方には関わりません" in page
    assert confirm(hana, looked.location) == 303
    assert len(re.findall(r"<tr>", hana.get("/console/knowledge?gap=list").text)) == 31
    again = hana.upload("/console/knowledge/import", "kaigo.csv", content)
    assert again.location.endswith("done=knowledge_same")


BAD_FILES = [
    ("nothing.xlsx", b"", 422),
    ("macro.xlsm", b"PK\x03\x04 broken", 422),
    ("old.xls", b"\xd0\xcf\x11\xe0" + b"0" * 100, 422),
    ("picture.png", b"\x89PNG", 422),
    ("list.csv", b"a,b\n1,2\n", 422),
    ("bom.csv", "\ufeff名称".encode("utf-16"), 422),
    ("tree.json", b"[[[[[[", 422),
    ("=cmd().csv", b"\x00" * 1000, 422),
    ("noname", b"a,b", 422),
]


@pytest.mark.parametrize(("name", "content", "status"), BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_changes_nothing(
    town: Door, hana: Browser, name: str, content: bytes, status: int
) -> None:
    answer = hana.upload("/console/knowledge/import", name, content)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert version(town) == 1


def test_a_file_that_is_too_large_is_refused(town: Door, hana: Browser) -> None:
    answer = hana.upload("/console/knowledge/import", "large.csv", b"x" * (31 * 1024 * 1024))
    assert answer.status_code == 413
    stranger = town.browser().upload("/console/knowledge/import", "large.csv", b"x" * (1024 * 1024))
    assert stranger.status_code in {401, 413}


def test_an_older_version_is_looked_at_and_comes_back(town: Door, hana: Browser) -> None:
    draft = hana.post(ONE, {**fields_of(hana.get(ONE).text), "phone": "0999-01-9876"}).location
    confirm(hana, draft)
    assert "0999-01-9876" in hana.get("/console/knowledge/versions/2").text
    looked = hana.post("/console/knowledge/versions/1/restore")
    assert confirm(hana, looked.location) == 303
    assert version(town) == 3
    assert desk_row(town, "H-001")["phone"] != "0999-01-9876"
    assert hana.get("/console/knowledge/versions/99").status_code == 404


def test_a_suggestion_is_accepted_by_a_coordinator_and_counts_in_every_process(town: Door) -> None:
    by = By(Actor.BOT, OFFICE_HOURS)
    with town.database.transaction() as tx:
        case = tx.consultations.get(town.restricted.id)
        plain = replace(case, restricted=False)
        suggest_phrase(
            tx,
            plain,
            ["ミツバチの巣箱の置き場所を田中さんが探している"],
            origin=SuggestionOrigin.UNMATCHED,
            by=by,
            randomness=SystemRandomness(),
        )
        (found,) = tx.learning.suggestions(SLUG)
    assert town.browser("kanri").get("/console/knowledge/phrases").status_code == 404
    hana = town.browser("hana")
    page = hana.get("/console/knowledge/phrases").text
    assert "ミツバチ" in page
    assert "田中" not in page
    path = f"/console/knowledge/phrases/{found.id}"
    assert hana.post(f"{path}/accept", {"text": "ミツバチの巣箱"}).status_code == 422
    assert hana.post(f"{path}/accept", {"text": "0999-01-2345", "target": "H-002"}).status_code == 422
    assert hana.post(f"{path}/accept", {"text": "あ" * 300, "target": "H-002"}).status_code == 422
    done = hana.post(f"{path}/accept", {"text": "ミツバチの巣箱", "target": "H-002"})
    assert done.status_code == 303
    with town.database.reading() as tx:
        decision = Towns(texts_of).of(tx, SLUG).judge.judge(Question("ミツバチの巣箱"))
        (lesson,) = tx.learning.lessons(SLUG)
    assert decision.candidates[0].destination == "H-002"
    assert hana.post(f"{path}/accept", {"text": "ミツバチ", "target": "H-002"}).status_code == 404
    assert hana.post(f"/console/knowledge/learned/{lesson.id}/remove").status_code == 303
    with town.database.reading() as tx:
        assert tx.learning.lessons(SLUG) == ()


def test_trying_a_worry_shows_the_decision_with_its_reasons_and_keeps_nothing(
    town: Door, hana: Browser
) -> None:
    page = text_of(hana.post("/console/knowledge/try", {"text": "庭の草が伸びて困っています"}))
    assert "シルバー人材センター" in page
    assert "言葉が合う" in page
    danger = text_of(hana.post("/console/knowledge/try", {"text": "死にたい"}))
    assert "職員を呼びます" in danger
    assert hana.post("/console/knowledge/try", {"text": "  "}).status_code == 422
    with town.database.reading() as tx:
        assert tx.learning.suggestions(SLUG) == ()
        assert tx.alerts.open_of(SLUG) == (town.alert,) or len(tx.alerts.open_of(SLUG)) == 1


def test_a_sample_worry_is_added_and_taken_out_as_a_change(hana: Browser) -> None:
    assert hana.post("/console/knowledge/samples", {"text": "", "expected": ""}).status_code == 422
    draft = hana.post(
        "/console/knowledge/samples", {"text": "庭の草が気になる", "expected": "H-002"}
    ).location
    assert confirm(hana, draft) == 303
    assert "庭の草が気になる" in hana.get("/console/knowledge/samples").text
    draft = hana.post("/console/knowledge/samples", {"text": "庭の草が気になる", "remove": "1"}).location
    assert confirm(hana, draft) == 303
    assert "庭の草が気になる" not in hana.get("/console/knowledge/samples").text


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd()",
    "\u202eabc",
    "x" * 5000,
    "\x00",
    "{{ 7 * 7 }}",
    "'; DROP TABLE",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_in_every_form_are_kept_as_text_or_refused(
    town: Door, hana: Browser, text: str
) -> None:
    form = fields_of(hana.get(ONE).text)
    answers = [
        hana.post(ONE, {**form, "note": text, "description": text[:50]}),
        hana.post("/console/knowledge/try", {"text": text}),
        hana.post("/console/knowledge/samples", {"text": text, "expected": text}),
        hana.post("/console/knowledge/new", {"id": text, "name": text}),
        hana.get(
            f"/console/knowledge?q={text[:20].encode().hex()}&status={text[:3].encode().hex()}&page=zzz"
        ),
    ]
    for answer in answers:
        assert answer.status_code in {200, 303, 422}
        assert "<script>alert" not in answer.text
        assert "49" not in answer.text or "{{ 7" not in text
    if answers[0].status_code == 303:
        assert "<script>alert" not in hana.get(answers[0].location).text
    assert version(town) == 1


def test_every_finding_and_every_mistake_has_words() -> None:
    for kind in FindingKind:
        if kind is not FindingKind.INVALID:
            assert finding_said(TEXTS, Finding(Weight.PROBLEM, kind, "t", 1, "c", "a", "b"))
    assert [name for name in load_patterns() if not TEXTS.has(f"knowledge.problem.{name}")] == []
    assert [flag for flag in Flag if not TEXTS.has(f"knowledge.flag.{flag.value}")] == []
    assert [kind for kind in DecisionKind if not TEXTS.has(f"knowledge.decision.{kind.value}")] == []
    assert [o for o in SuggestionOrigin if not TEXTS.has(f"knowledge.origin.{o.value}")] == []


BAD_CELLS = [
    {"category": "x"},
    {"hours": "x"},
    {"checked_on": "x"},
    {"latitude": "x"},
    {"latitude": "1", "longitude": "2"},
    {"latitude": "33"},
    {"minimum_age": "300"},
    {"minimum_age": "9", "maximum_age": "3"},
    {"area": "x"},
    {"name": ""},
    {"kind": "welfare_commissioner", "reach": "direct"},
    {"description": ""},
    {"status": "closed"},
]


@pytest.mark.parametrize("cells", BAD_CELLS)
def test_what_reading_a_profile_names_is_said_in_japanese(cells: dict[str, str]) -> None:
    files: ProfileFiles = with_cells(hoozuki(), "destinations.csv", "H-001", **cells)
    with pytest.raises(DataError) as refused:
        read_profile(files)
    for problem in refused.value.problems:
        assert problem_said(TEXTS, problem.text) != problem.text, problem.text


def test_every_sentence_that_the_pages_of_the_knowledge_ask_for_is_there() -> None:
    templates = sorted((ROOT / "bot/console/templates/console").glob("knowledge*.html"))
    asked = {
        key
        for path in [*templates, *sorted(Path(ROOT / "bot/console").glob("knowledge_*.py"))]
        for key in re.findall(r"[\"'](knowledge\.[a-z_]+\.[a-z_]+)[\"']", path.read_text(encoding="utf-8"))
        if not key.endswith("_")
    }
    assert len(asked) > 60
    assert [key for key in sorted(asked) if not TEXTS.has(key)] == []


def test_teaching_by_correction_stands_in_the_trail(town: Door) -> None:
    by = By(Actor.COORDINATOR, OFFICE_HOURS, town.accounts["hana"].id)
    with town.database.transaction() as tx:
        case = tx.consultations.get(town.urgent.id)
        # The words of an urgent consultation teach nothing.
        assert teach_correction(tx, case, DestinationId("H-002"), by=by, randomness=SystemRandomness()) == ""
