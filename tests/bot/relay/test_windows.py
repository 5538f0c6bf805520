"""Windows as the town sees them, and as a visitor sees them who scans the code on the wall."""

from dataclasses import replace

import pytest

from bot.desk.accounts import Hand
from bot.desk.window_registry import change_status, tally_of
from knowledge.window_registry import WindowStepError
from knowledge.windows import WindowStatus
from routing.consultation import Actor, Channel, ConsultationState, Outcome
from storage.database import Database
from storage.history import By
from storage.selection import Selection
from tests.bot.desk.chat import open_desk
from tests.bot.relay.shop import CERTIFIED, PUBLIC, Browser, Shop, open_shop, text_of


def test_s07_the_registry_counts_against_the_plan_of_the_year(shop: Shop) -> None:
    with shop.chat.database.reading() as tx:
        counted = tally_of(tx, shop.chat.slug, shop.chat.profile.areas, fiscal_year=2026)
        listed = tx.windows.of_municipality(shop.chat.slug, statuses=(WindowStatus.CERTIFIED,))
    assert counted.certified == len(listed)
    assert counted.planned == 14


def test_s07_a_step_in_the_registry_is_written_with_its_author_and_a_wrong_one_writes_nothing(
    shop: Shop,
) -> None:
    hand, today = Hand(shop.chat.clock.now()), shop.chat.clock.now().date()
    with shop.chat.database.transaction() as tx:
        gone = change_status(tx, shop.chat.slug, CERTIFIED, WindowStatus.WITHDRAWN, on=today, hand=hand)
        assert gone.withdrawn_on == today
        entry = tx.audit.page(None, limit=1)[0]
    assert (entry.action, entry.subject) == ("window.change", CERTIFIED)
    with pytest.raises(WindowStepError), shop.chat.database.transaction() as tx:
        change_status(tx, shop.chat.slug, CERTIFIED, WindowStatus.CERTIFIED, on=today, hand=hand)
    with shop.chat.database.reading() as tx:
        assert tx.windows.get(shop.chat.slug, CERTIFIED).status is WindowStatus.WITHDRAWN


def test_the_clerks_of_a_window_that_withdraws_are_logged_out(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    now = one_shop.chat.clock.now()
    with one_shop.chat.database.transaction() as tx:
        change_status(
            tx, one_shop.chat.slug, CERTIFIED, WindowStatus.WITHDRAWN, on=now.date(), hand=Hand(now)
        )
    assert "パソコン" in text_of(browser.get("/relay/"))


def test_s21_poster_and_card_say_what_the_window_is_and_carry_its_code(one_shop: Shop) -> None:
    browser = Browser(one_shop.app)
    for sheet in ("poster", "card"):
        page = browser.get(f"/relay/w/hoozuki/{CERTIFIED}/{sheet}")
        said = text_of(page)
        assert "なんでも相談窓口" in said
        assert "お名前はいりません" in said
        assert "窓口 HW-01" in said
        assert "0999-00-1000" in said
        assert "<svg" in page.text
        assert PUBLIC not in said
    assert "119・110" in text_of(browser.get(f"/relay/w/hoozuki/{CERTIFIED}/poster"))


def test_s21_the_page_behind_the_code_works_with_line_and_without(one_shop: Shop) -> None:
    said = text_of(Browser(one_shop.app).get(f"/relay/w/hoozuki/{CERTIFIED}"))
    assert "窓口 HW-01" in said
    assert "0999-00-1000" in said
    assert Browser(one_shop.app).get("/relay/w/hoozuki/HW-99").status_code == 404
    assert Browser(one_shop.app).get("/relay/w/atlantis/HW-01").status_code == 404


@pytest.mark.parametrize("typed", ["窓口 HW-01", "窓口HW-01", "hw-01", "ＨＷ－０１", "HW-01から"])
def test_a_visitor_who_goes_on_alone_is_credited_to_the_window_which_reads_none_of_it(
    one_shop: Shop, typed: str
) -> None:
    assert "ほおずき薬局 本町店のご案内" in one_shop.chat.say("visitor", typed)
    one_shop.chat.say("visitor", "寝室の電球が切れて困っています")
    case = one_shop.chat.only()
    assert (case.channel, case.window) == (Channel.LINE, CERTIFIED)
    with one_shop.chat.database.reading() as tx:
        assert tx.consultations.count(Selection(one_shop.chat.slug, windows=(CERTIFIED,))) == 1
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    assert "まだ、つないだ相談はありません" in text_of(browser.get("/relay/list"))


def test_a_month_later_a_worry_is_no_longer_the_windows(one_shop: Shop) -> None:
    one_shop.chat.say("visitor", "窓口 HW-01")
    one_shop.chat.wait(days=31)
    one_shop.chat.say("visitor", "寝室の電球が切れて困っています")
    assert one_shop.chat.only().window is None


def test_the_window_sees_how_far_a_relay_is_and_how_it_ended_as_far_as_consent_goes(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    shop.relay(browser)
    shop.relay(browser, "ごみ出しができない", consent="refused")
    for stage, state in (("連絡済", ConsultationState.WITH_COORDINATOR), ("完了", ConsultationState.CLOSED)):
        step_all(shop, state)
        page = text_of(browser.get("/relay/list"))
        assert page.count(stage) == 2
        assert "電球" not in page
        assert "ごみ出し" not in page
    assert page.count("つながりました") == 1
    assert page.count("お知らせできません") == 1


def step_all(shop: Shop, state: ConsultationState) -> None:
    now = shop.chat.clock.now()
    closing = state is ConsultationState.CLOSED
    with shop.chat.database.transaction() as tx:
        for case in tx.consultations.stream(Selection(shop.chat.slug)):
            after = replace(
                case,
                state=state,
                outcome=Outcome.CONNECTED if closing else None,
                closed_at=now if closing else None,
            )
            tx.consultations.save(after, By(Actor.COORDINATOR, now))


def test_posters_of_a_real_town_name_no_number_that_nobody_printed(sqlite_database: Database) -> None:
    shop = open_shop(open_desk(sqlite_database, "kochi"))
    said = text_of(Browser(shop.app).get("/relay/w/kochi/W003-01/poster"))
    assert "なんでも相談窓口" in said
    assert "電話　" not in said
