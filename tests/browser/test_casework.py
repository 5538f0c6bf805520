"""A coordinator's work in a real browser: the morning, a conflict, a correction that teaches; every page looked at."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.desk.case_words import index_messages
from knowledge.destinations import DestinationId
from routing.consultation import ConsultationState, MatchStatus, ResidentId
from routing.question import Question
from storage.database import Database
from tests.bot.console.door import PASSWORD, SLUG, Door, desk_of
from tests.browser import test_console
from tests.browser.test_console import WIDE, look_at, sign_in
from tests.storage import rows

pytestmark = test_console.pytestmark
chromium, served, page = test_console.chromium, test_console.served, test_console.page


@pytest.fixture
def another(chromium: Browser) -> Iterator[Page]:
    """A colleague's browser."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="ja-JP")
    yield context.new_page()
    context.close()


def with_work(door: Door) -> None:
    """Put some of everything that a day can hold into the town."""
    database: Database = door.database
    with database.transaction() as tx:
        resident = tx.residents.of_line_user(
            SLUG, "U" + "9" * 32, create_id=ResidentId(rows.new_id()), now=rows.NOW
        )
        for text, fields in (
            (
                "息子とうまく話せません",
                {"state": ConsultationState.WAITING_FOR_PERSON, "resident": resident.id},
            ),
            (
                "庭の木が道に出ています",
                {"match_status": MatchStatus.UNMATCHED, "area": door.accounts["kita"].area},
            ),
            ("家賃が払えません", {"next_date": rows.NOW - rows.DAY, "owner": door.accounts["hana"].id}),
        ):
            case = rows.stored(tx, **fields)
            message = rows.message(
                text, replace(resident) if "resident" in fields else None, consultation=case.id
            )
            tx.messages.add(message)
            index_messages(tx, case, (message,))


def test_a_morning_from_login_to_an_empty_urgent_list(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    with_work(door)
    sign_in(page, door, base, "hana")
    look_at(page, "today")
    page.get_by_role("link", name="読む", exact=True).click()
    look_at(page, "tour")
    page.get_by_role("button", name="今日の画面で始める").click()
    expect(page.get_by_text("はじめての日の案内があります")).to_have_count(0)
    page.get_by_role("button", name=f"{door.urgent.number}番を確認する").click()
    page.get_by_label("何をしたかを書いてください").fill("電話で無事を確かめた。")
    page.get_by_role("button", name="対応を記録する").click()
    look_at(page, "case-worked")
    page.goto(f"{base}/console/")
    expect(page.get_by_text("急ぎの呼び出しはありません")).to_be_visible()
    page.get_by_role("button", name=re.compile("番を引き受ける")).click()
    expect(page.get_by_role("status").first).to_contain_text("引き受けました")
    page.locator(".prepared summary").click()
    page.locator(".prepared button").nth(1).click()
    expect(page.get_by_label("本人に送る文")).to_have_value(re.compile("お電話"))
    page.get_by_role("button", name="本人に送る").click()
    expect(page.locator(".bubble-fate")).to_have_text("送るところ")
    look_at(page, "case-written")


def test_an_edit_conflict_is_shown_and_nobody_loses_text(
    page: Page, another: Page, served: tuple[Door, str]
) -> None:
    door, base = served
    path = f"{base}/console/consultations/{door.urgent.number}"
    sign_in(page, door, base, "hana")
    sign_in(another, door, base, "kita")
    for tab in (page, another):
        tab.goto(path)
        tab.get_by_text("メモを直す", exact=True).click()
    another.get_by_label("ひとことで").fill("となりの家の声")
    another.locator("form[action$='/memo'] button").click()
    page.get_by_label("ひとことで").fill("どなり声の相談")
    page.locator("form[action$='/memo'] button").click()
    expect(page.get_by_role("alert")).to_contain_text("となりの家の声")
    expect(page.get_by_label("ひとことで")).to_have_value("どなり声の相談")
    look_at(page, "case-conflict")
    page.locator("form[action$='/memo'] button").click()
    expect(page.get_by_role("status")).to_contain_text("メモを直しました")


def test_a_correction_changes_the_next_answer(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    words = "うちの金魚鉢の水草がどうにもならん"
    with door.database.transaction() as tx:
        case = rows.stored(tx, match_status=MatchStatus.UNMATCHED)
        tx.messages.add(rows.message(words, consultation=case.id))
    desk = next(d for d in door.profile.destinations if d.offered)
    sign_in(page, door, base, "hana")
    page.goto(f"{base}/console/consultations/{case.number}")
    page.get_by_label("正しい案内先").select_option(desk.id)
    page.get_by_role("button", name="この先に直す").click()
    expect(page.get_by_role("status")).to_contain_text("覚えました")
    look_at(page, "case-corrected")
    with door.database.reading() as tx:
        lessons = tx.learning.lessons(SLUG)
    assert [lesson.target for lesson in lessons] == [desk.id]
    towns = desk_of(door.database, door.clock).towns
    with door.database.reading() as tx:
        decision = towns.of(tx, SLUG).judge.judge(Question(words))
    assert decision.candidates[0].destination == DestinationId(desk.id)


def test_entering_searching_and_printing_hold_the_rules_too(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    with_work(door)
    sign_in(page, door, base, "hana")
    page.goto(f"{base}/console/enter")
    look_at(page, "enter")
    page.get_by_label("相談の内容").fill("電球が切れて困っている")
    page.get_by_text("相談受付・申込票の欄").click()
    page.get_by_label("家賃やローンの支払い").check()
    page.get_by_label("氏名", exact=True).fill("見本 花")
    look_at(page, "enter-whole")
    page.get_by_role("button", name="記入を終える").first.click()
    expect(page.get_by_role("status")).to_contain_text("記入しました")
    look_at(page, "case-entered")
    page.get_by_role("link", name="紙に印刷する").click()
    look_at(page, "memo-print")
    if page.viewport_size == WIDE:
        assert page.pdf(format="A4").startswith(b"%PDF")
    page.goto(f"{base}/console/search")
    look_at(page, "search")
    page.get_by_label("ことば、または番号").fill("電球")
    page.get_by_role("button", name="探す").click()
    expect(page.get_by_role("heading", name="1件")).to_be_visible()
    page.get_by_label("条件の名前").fill("電球の相談")
    page.get_by_role("button", name="この条件を残す").click()
    look_at(page, "search-kept")
    page.get_by_label("ことば、または番号").fill("ありえないことば")
    page.get_by_role("button", name="探す").click()
    look_at(page, "search-none")
    page.goto(f"{base}/console/consultations/{door.urgent.number}/notifier")
    page.get_by_label("パスワード、または").fill(PASSWORD)
    page.get_by_role("button", name="確かめて続ける").click()
    look_at(page, "notifier")


def test_the_open_page_takes_in_what_came(page: Page, served: tuple[Door, str]) -> None:
    door, base = served
    sign_in(page, door, base, "hana")
    with door.database.transaction() as tx:
        case = rows.stored(tx, state=ConsultationState.WAITING_FOR_PERSON)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("button", name=f"{case.number}番を引き受ける")).to_be_visible()
    assert page.title().startswith("(1)")
