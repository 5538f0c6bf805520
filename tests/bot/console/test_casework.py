"""Working on a case: conflicts, notes that stay inside, closing, splitting, joining, entering, searching."""

import csv
import io
import re

import pytest

from bot.desk.case_words import index_messages
from routing.alert import AlertState
from routing.consultation import ConsultationState, MatchStatus, Outcome
from routing.decision import Candidate, Decision, DecisionKind
from routing.urgency import Danger, Level
from storage.answers import Answer, AnswerId
from storage.consultations import REASON
from storage.selection import Selection
from tests.bot.console.door import SLUG, WORDS, Browser, Door, text_of
from tests.storage import rows


def case_path(door: Door, what: str = "") -> str:
    return f"/console/consultations/{door.urgent.number}{what}"


def version_of(door: Door) -> str:
    with door.database.reading() as tx:
        return str(tx.consultations.get(door.urgent.id).version)


def post(door: Door, browser: Browser, what: str, **form: str) -> int:
    return browser.post(case_path(door, f"/{what}"), {"version": version_of(door), **form}).status_code


def settled(door: Door, browser: Browser) -> None:
    browser.post(case_path(door, f"/alerts/{door.alert.id}/action"), {"action": "電話で無事を確かめた。"})


def test_two_people_in_one_case_lose_nothing_and_see_each_other(door: Door) -> None:
    first, second = door.browser("hana"), door.browser("kita")
    opened = version_of(door)
    memo = {"version": opened, "category": "", "area": "", "subject": "unknown"}
    assert first.post(case_path(door, "/memo"), {**memo, "summary": "となりの家の声"}).status_code == 303
    late = second.post(case_path(door, "/memo"), {**memo, "summary": "どなり声の相談"})
    assert late.status_code == 409
    assert "ほかの人が先に変えていました" in late.text
    assert "となりの家の声" in late.text
    assert 'value="どなり声の相談"' in late.text
    fresh = re.search(r'name="version" value="(\d+)"', late.text)
    assert fresh is not None
    again = {**memo, "version": fresh.group(1), "summary": "どなり声の相談"}
    assert second.post(case_path(door, "/memo"), again).status_code == 303


def test_changes_of_different_fields_go_together(door: Door) -> None:
    first, second = door.browser("hana"), door.browser("kita")
    opened = version_of(door)
    hana = door.accounts["hana"].id
    assert first.post(case_path(door, "/owner"), {"version": opened, "owner": hana}).status_code == 303
    day = {"version": opened, "next_date": "2026-12-24"}
    assert second.post(case_path(door, "/next-date"), day).status_code == 303
    with door.database.reading() as tx:
        case = tx.consultations.get(door.urgent.id)
    assert case.owner == hana
    assert case.next_date is not None


def test_a_note_is_kept_inside_and_has_no_way_to_the_resident(door: Door) -> None:
    browser = door.browser("hana")
    assert post(door, browser, "note", note="家族に聞こえないように話すこと") == 303
    with door.database.reading() as tx:
        assert tx.outgoing.of_consultation(door.urgent.id) == ()
        assert len(tx.messages.of_consultation(door.urgent.id)) == 1
        assert [note.text for note in tx.notes.of_consultation(door.urgent.id)] == [
            "家族に聞こえないように話すこと"
        ]
    assert "家族に聞こえない" not in door.browser("mado").get(case_path(door)).text
    assert "家族に聞こえない" not in browser.get(case_path(door, "/print")).text


def test_the_urgency_changes_with_a_reason_that_stands_in_the_history(door: Door) -> None:
    browser = door.browser("hana")
    assert post(door, browser, "level", level="normal", level_reason="") == 422
    assert post(door, browser, "level", level="normal", level_reason="本人と話し、落ち着いている") == 303
    with door.database.reading() as tx:
        change = tx.consultations.changes(door.urgent.id)[-1]
    assert change.fields["level"] == (Level.URGENT.value, Level.NORMAL.value)
    assert change.fields[REASON][1] == "本人と話し、落ち着いている"
    assert "落ち着いている" in browser.get(case_path(door)).text


def test_a_case_with_an_open_alert_or_without_an_outcome_is_not_closed(door: Door) -> None:
    browser = door.browser("hana")
    assert post(door, browser, "close", outcome="connected") == 422
    settled(door, browser)
    assert post(door, browser, "close", outcome="") == 422
    assert post(door, browser, "close", outcome="connected") == 303
    assert post(door, browser, "reopen", reopen_reason="また電話があった") == 303
    with door.database.reading() as tx:
        case = tx.consultations.get(door.urgent.id)
    assert (case.state, case.outcome, case.closed_at) == (ConsultationState.WAITING_FOR_PERSON, None, None)


def test_s17_a_case_closed_as_unmet_makes_one_unmet_need_linked_to_its_memo(door: Door) -> None:
    browser = door.browser("hana")
    settled(door, browser)
    post(door, browser, "close", outcome="unmet")
    start, end = door.urgent.received_at.replace(year=2020), door.urgent.received_at.replace(year=2030)
    with door.database.reading() as tx:
        (need,) = tx.unmet_needs.within(SLUG, first=start, end=end)
    assert need.consultation == door.urgent.id


def test_different_matters_are_split_and_the_same_matter_is_joined(door: Door) -> None:
    browser = door.browser("hana")
    with door.database.transaction() as tx:
        extra = rows.message("電球も切れました", consultation=door.urgent.id)
        tx.messages.add(extra)
        index_messages(tx, door.urgent, (extra,))
    assert post(door, browser, "split") == 422
    answer = browser.post(case_path(door, "/split"), {"version": version_of(door), "split": extra.id})
    number = int(re.search(r"/consultations/(\d+)", answer.location).group(1))  # type: ignore[union-attr]
    with door.database.reading() as tx:
        other = tx.consultations.by_number(SLUG, number)
        assert [m.text for m in tx.messages.of_consultation(other.id)] == ["電球も切れました"]
        found = tx.consultations.page(Selection(SLUG, words=("電球",)))
    assert [case.id for case in found] == [other.id]
    back = browser.post(
        f"/console/consultations/{number}/join",
        {"version": str(other.version), "join_number": str(door.urgent.number)},
    )
    assert back.status_code == 303
    with door.database.reading() as tx:
        assert len(tx.messages.of_consultation(door.urgent.id)) == 2
        assert tx.consultations.get(other.id).joined_into == door.urgent.id
        assert tx.consultations.count(Selection(SLUG)) == 1
    assert f"{door.urgent.number}番" in text_of(browser.get(f"/console/consultations/{number}"))


def test_s14_staff_see_the_ranking_with_its_reasons(door: Door) -> None:
    desks = list(door.profile.destinations)[:2]
    decision = Decision(
        DecisionKind.CHOOSE,
        (Candidate(desks[0].id, 0.61, ("近所", "音")), Candidate(desks[1].id, 0.58, ("苦情",))),
    )
    with door.database.transaction() as tx:
        tx.answers.add(Answer(AnswerId(rows.new_id()), SLUG, door.urgent.id, door.clock.now(), decision))
    page = text_of(door.browser("hana").get(case_path(door)))
    assert desks[0].name in page
    assert "確からしさ 61％" in page
    assert "理由：近所、音" in page


def test_s10_an_unacknowledged_alert_is_on_top_with_its_deadline_until_somebody_takes_it(door: Door) -> None:
    browser = door.browser("hana")
    page = text_of(browser.get("/console/"))
    assert "までに確認" in page
    browser.post(case_path(door, f"/alerts/{door.alert.id}/acknowledge"))
    after = text_of(browser.get("/console/"))
    assert "までに確認" not in after
    assert "対応の記録がまだです" in after
    settled(door, browser)
    assert "急ぎの呼び出しはありません" in browser.get("/console/").text
    with door.database.reading() as tx:
        assert tx.alerts.get(door.alert.id).state is AlertState.ACTION_RECORDED


def test_s11_the_figures_of_the_day_are_the_counts_of_the_database(door: Door) -> None:
    with door.database.transaction() as tx:
        for _ in range(3):
            rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON)
        rows.stored(tx, match_status=MatchStatus.UNMATCHED)
        waiting = tx.consultations.count(Selection(SLUG, states=(ConsultationState.WAITING_FOR_PERSON,)))
        unmatched = tx.consultations.count(Selection(SLUG, match_statuses=(MatchStatus.UNMATCHED,)))
    page = re.sub(r"\s+", " ", text_of(door.browser("hana").get("/console/")))
    assert f"人を待っている {waiting}件" in page
    assert f"案内先が決まらない {unmatched}件" in page


def test_the_day_is_seen_by_area_and_by_owner(door: Door) -> None:
    with door.database.transaction() as tx:
        mine = rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON, owner=door.accounts["kita"].id)
        other = rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON, area=door.accounts["minami"].area)
    browser = door.browser("kita")
    everything, own = browser.get("/console/?view=all").text, browser.get("/console/?view=mine").text
    assert f"/consultations/{mine.number}" in own
    assert f"/consultations/{mine.number}" in everything
    assert f'/consultations/{other.number}"' not in everything


def test_an_open_page_learns_that_something_came_and_no_session_lives_on_for_it(door: Door) -> None:
    browser = door.browser("hana")
    first = browser.get("/console/today/mark").get_json()
    assert browser.get("/console/today/mark").get_json() == first
    with door.database.transaction() as tx:
        rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON)
    assert browser.get("/console/today/mark").get_json()["mark"] != first["mark"]
    for _ in range(40):
        door.clock.advance(minutes=1)
        last = browser.get("/console/today/mark").status_code
    assert last == 303


def test_a_clock_of_48_hours_stands_above_the_rest_and_keeps_a_case_open(door: Door) -> None:
    browser = door.browser("hana")
    text = "近所の三歳くらいの子が毎日たたかれて泣いています。あざもあります"
    entered = {"text": text, "channel": "phone", "level": "normal"}
    answer = browser.post("/console/enter", entered)
    number = re.search(r"/consultations/(\d+)", answer.location).group(1)  # type: ignore[union-attr]
    with door.database.reading() as tx:
        case = tx.consultations.by_number(SLUG, int(number))
    assert Danger.CHILD_ABUSE in case.dangers
    assert case.level in {Level.EMERGENCY, Level.URGENT}
    page = browser.get(f"/console/consultations/{number}")
    assert "48時間の期限" in page.text
    with door.database.reading() as tx:
        (alert,) = tx.alerts.of_consultation(case.id)
    browser.post(
        f"/console/consultations/{number}/alerts/{alert.id}/action", {"action": "児童相談所に伝えた。"}
    )
    assert "48時間のうちに安全の確認" in text_of(browser.get("/console/"))
    with door.database.reading() as tx:
        now = str(tx.consultations.get(case.id).version)
    closing = {"version": now, "outcome": "connected"}
    assert browser.post(f"/console/consultations/{number}/close", closing).status_code == 422
    browser.post(f"/console/consultations/{number}/child-seen", {"version": now})
    assert browser.post(f"/console/consultations/{number}/close", closing).status_code == 303


def test_s05_a_memo_without_name_address_or_phone_is_valid_and_has_one_memo(door: Door) -> None:
    browser = door.browser("hana")
    answer = browser.post("/console/enter", {"text": "電球が切れた", "channel": "counter", "level": "normal"})
    assert answer.status_code == 303
    with door.database.reading() as tx:
        found = tx.consultations.page(Selection(SLUG, words=("電球",)))
    assert len(found) == 1
    with door.database.reading() as tx:
        assert tx.persons.of_consultation(found[0].id) == ()
        assert tx.intakes.of_consultation(found[0].id) is None or not any(
            tx.intakes.of_consultation(found[0].id).sheet.values()  # type: ignore[union-attr]
        )


def test_the_boxes_of_the_form_are_kept_sealed_and_printed(door: Door) -> None:
    browser = door.browser("hana")
    form = {
        "text": "家賃が払えない",
        "channel": "counter",
        "level": "same_day",
        "name": "見本 花",
        "phone": "000-0000-0000",
        "worries": "rent",
        "main_worry": "rent",
        "kana": "みほん はな",
        "consent": "given",
    }
    answer = browser.post("/console/enter", form)
    number = re.search(r"/consultations/(\d+)", answer.location).group(1)  # type: ignore[union-attr]
    page = text_of(browser.get(f"/console/consultations/{number}/print"))
    assert "見本 花" in page
    assert "家賃やローンの支払い" in page
    assert "同意" in page


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("text", "", "この欄を入れてください"),
        ("text", "あ" * 2001, "長すぎます"),
        ("channel", "carrier pigeon", "一覧の中から"),
        ("level", "", "この欄を入れてください"),
        ("area", "nowhere", "一覧の中から"),
        ("received", "2099-01-01", "きょうより前"),
        ("received", "yesterday", "日付を選んで"),
        ("main_worry", "everything", "一覧の中から"),
    ],
)
def test_a_wrong_entry_is_said_at_its_field_and_nothing_is_saved(
    door: Door, field: str, value: str, why: str
) -> None:
    form = {"text": "電球が切れた", "channel": "phone", "level": "normal", field: value}
    answer = door.browser("hana").post("/console/enter", form)
    assert answer.status_code == 422
    assert why in answer.text
    with door.database.reading() as tx:
        assert tx.consultations.count(Selection(SLUG)) == 1


def test_s05_the_export_has_as_many_rows_as_the_database_and_computes_nothing(door: Door) -> None:
    with door.database.transaction() as tx:
        for _ in range(17):
            rows.stored(tx, summary="=1+1")
    browser = door.browser("hana")
    browser.confirm()
    answer = browser.post("/console/search/export")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    with door.database.reading() as tx:
        assert len(table) - 1 == tx.consultations.count(Selection(SLUG)) == 18
    assert WORDS not in answer.text
    assert "consultation.export" in door.actions()


def test_the_export_asks_once_more_who_is_there(door: Door) -> None:
    assert "second_check" in door.browser("hana").post("/console/search/export").text


def test_words_are_found_and_stand_in_no_address(door: Door) -> None:
    with door.database.transaction() as tx:
        said = tx.messages.of_consultation(door.urgent.id)
        index_messages(tx, door.urgent, said)
        rows.stored(tx)
    browser = door.browser("hana")
    answer = browser.post("/console/search", {"q": "どなり声"})
    assert "q=" not in answer.location
    page = browser.get(answer.location).text
    assert f"/console/consultations/{door.urgent.number}" in page
    assert "1件" in page
    assert browser.get("/console/search?q=どなり声").text.count("2件") == 2
    assert "0件" in browser.get(browser.post("/console/search", {"q": "ピアノ"}).location).text


def test_a_search_is_kept_under_a_name_and_removed(door: Door) -> None:
    browser = door.browser("hana")
    answer = browser.post("/console/search/keep", {"level": "urgent", "open": "1", "name": "急ぎの残り"})
    page = browser.get(answer.location)
    assert "急ぎの残り" in page.text
    kept = re.search(r'name="kept" value="([\w-]+)"', page.text)
    assert kept is not None
    assert "急ぎの残り" not in door.browser("kita").get("/console/search").text
    browser.post("/console/search/remove", {"kept": kept.group(1)})
    assert "急ぎの残り" not in browser.get("/console/search").text


def test_the_notifier_stands_on_a_page_of_its_own_and_nowhere_else(door: Door) -> None:
    browser = door.browser("hana")
    browser.confirm()
    assert browser.post(case_path(door, "/notifier"), {"notifier": "向かいの家の人"}).status_code == 303
    assert "向かいの家の人" in browser.get(case_path(door, "/notifier")).text
    for path in (case_path(door), case_path(door, "/print"), "/console/search"):
        assert "向かいの家の人" not in browser.get(path).text
    assert "向かいの家の人" not in door.browser("mado").get(case_path(door)).text
    assert door.actions().count("consultation.notifier") >= 2


def test_a_case_becomes_one_of_the_conference_and_opens_for_its_members_alone(door: Door) -> None:
    hana, kita = door.browser("hana"), door.browser("kita")
    settled(door, hana)
    assert post(door, hana, "restrict") == 303
    assert kita.get(case_path(door)).status_code == 404
    assert case_path(door) not in hana.get("/console/search").text
    member = {"member": door.accounts["kita"].id}
    assert post(door, hana, "members", **member) == 422
    assert post(door, hana, "members", **member, pledged="1") == 303
    assert kita.get(case_path(door)).status_code == 200


def test_closing_keeps_what_was_typed_when_the_session_is_lost(door: Door) -> None:
    browser = door.browser("hana")
    token = browser.form_token()
    door.clock.advance(hours=1)
    long = "長い職員のメモです。" * 5
    answer = browser.post(case_path(door, "/note"), {"note": long, "form_token": token})
    assert answer.status_code == 401
    assert long in answer.text


def test_outcomes_are_what_a_case_ended_with(door: Door) -> None:
    browser = door.browser("hana")
    settled(door, browser)
    post(door, browser, "close", outcome="not_reached", close_reason="3回かけた")
    with door.database.reading() as tx:
        assert tx.consultations.get(door.urgent.id).outcome is Outcome.NOT_REACHED
