"""Rewording the bot in the console: drafts that nobody is told, put live for the next message, versions, refusals."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.desk.reply import Reply, Say
from bot.desk.towns import Towns
from bot.texts import load_texts
from bot.texts.wording import faults_of, tidy_sentence, wording_rules
from tests.bot.console.door import PASSWORD, SLUG, Browser, Door, desk_of, text_of

KEY = "resident.contact.thanks"
PATH = f"/console/texts/{KEY}"
NEW = "こちらこそ。またどうぞ。"


def confirmed(door: Door) -> Browser:
    browser = door.browser("kanri")
    browser.confirm()
    return browser


def said(door: Door, towns: Towns, key: str = KEY) -> str:
    with door.database.reading() as tx:
        return towns.of(tx, SLUG).texts.say(key)


def test_a_draft_is_kept_shown_as_in_line_and_told_to_nobody(door: Door) -> None:
    browser, towns = door.browser("kanri"), desk_of(door.database, door.clock).towns
    before = said(door, towns)
    assert browser.post(PATH, {"sentence": NEW}).location == f"{PATH}?done=text_drafted"
    assert f'<div class="line-bubble"><p>{NEW}</p>' in re.sub(r">\s+<", "><", browser.get(PATH).text)
    assert said(door, towns) == before


def test_put_live_it_counts_for_the_next_message_in_every_process(door: Door) -> None:
    browser = confirmed(door)
    # Two processes that have the town in memory already.
    worker, pages = (desk_of(door.database, door.clock).towns for _ in range(2))
    before = said(door, worker)
    assert said(door, pages) == before
    browser.post(PATH, {"sentence": NEW})
    assert browser.post(f"{PATH}/live").status_code == 303
    assert said(door, worker) == said(door, pages) == NEW
    assert "text.change" in door.actions()
    page = text_of(browser.get(PATH))
    assert "この町だけの文面です" in page
    assert "下書きの見え方" not in page


def test_everything_else_the_town_knows_stays_as_it_was(door: Door) -> None:
    browser = confirmed(door)
    browser.post(PATH, {"sentence": NEW})
    browser.post(f"{PATH}/live")
    with door.database.reading() as tx:
        town = desk_of(door.database, door.clock).towns.of(tx, SLUG)
    assert town.profile.destinations == door.profile.destinations
    assert town.profile.phrases == door.profile.phrases
    assert dict(town.profile.texts or {}) == {**(door.profile.texts or {}), KEY: NEW}


def test_going_live_asks_for_the_password_again(door: Door) -> None:
    browser = door.browser("kanri")
    browser.post(PATH, {"sentence": NEW})
    assert "second_check" in browser.post(f"{PATH}/live").text
    assert browser.post(f"{PATH}/live", {"second_check": PASSWORD}).status_code == 303


def test_a_sentence_goes_back_to_the_common_wording_and_its_versions_stay(door: Door) -> None:
    browser, towns = confirmed(door), desk_of(door.database, door.clock).towns
    common = load_texts().say(KEY)
    for form in ({"sentence": NEW}, {"common": "1"}):
        browser.post(PATH, form)
        door.clock.advance(seconds=60)
        assert browser.post(f"{PATH}/live").status_code == 303
    assert said(door, towns) == common
    page = text_of(browser.get(PATH))
    assert NEW in page
    assert "これまでの文面" in page
    assert page.index("共通の文面", page.index("これまでの文面")) < page.index(
        NEW, page.index("これまでの文面")
    )


def test_a_draft_of_a_sentence_that_somebody_reworded_since_is_not_put_over_it(door: Door) -> None:
    first, second = confirmed(door), confirmed(door)
    first.post(PATH, {"sentence": NEW})
    first.post(f"{PATH}/live")
    with door.database.transaction() as tx:
        draft = tx.drafts.of_municipality(SLUG)
        assert draft == {}
        version = tx.municipalities.get(SLUG).knowledge_version
    second.post(PATH, {"sentence": "ふたりめの文面"})
    with door.database.transaction() as tx:
        late = tx.drafts.of_municipality(SLUG)[KEY]
        object.__setattr__(late, "base", version - 1)
        tx.drafts.put(late)
    assert second.post(f"{PATH}/live").status_code == 409
    assert said(door, desk_of(door.database, door.clock).towns) == NEW


def test_a_draft_can_be_dropped(door: Door) -> None:
    browser = confirmed(door)
    browser.post(PATH, {"sentence": NEW})
    assert browser.post(f"{PATH}/drop").location.endswith("done=text_dropped")
    assert browser.post(f"{PATH}/live").location.endswith("done=already")


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("", "文面を入れてください"),
        ("あ" * 201, "200文字まで"),
        ("{name}さん、ありがとう", "差しこみ"),
        ("{town.__class__}", "波かっこ"),
        ("0120-279-338 にどうぞ", "110と119のほか"),
        ("職員が読みます", "だれもいない時間"),
        ("どうも\u202eです", "使えない文字"),
    ],
)
def test_a_wrong_sentence_is_told_at_its_field_and_keeps_what_was_typed(
    door: Door, sentence: str, message: str
) -> None:
    answer = door.browser("kanri").post(PATH, {"sentence": sentence})
    assert answer.status_code == 422
    assert message in text_of(answer)
    assert sentence in text_of(answer)
    with door.database.reading() as tx:
        assert tx.drafts.of_municipality(SLUG) == {}


@pytest.mark.parametrize("key", ["resident.danger.fire", "resident.safety.neutral", "en.numbers"])
def test_what_keeps_people_safe_opens_for_reading_and_takes_no_draft(door: Door, key: str) -> None:
    browser = confirmed(door)
    page = browser.get(f"/console/texts/{key}")
    assert "変えられません" in text_of(page)
    assert "<textarea" not in page.text
    assert browser.post(f"/console/texts/{key}", {"sentence": "だいじょうぶです"}).status_code == 404
    assert browser.post(f"/console/texts/{key}/live").status_code == 404


@pytest.mark.parametrize("key", ["console.menu.start", "resident.nothing.here", "x", "%00", "a" * 500])
def test_what_is_no_sentence_of_the_bot_is_not_there(door: Door, key: str) -> None:
    browser = confirmed(door)
    assert browser.get(f"/console/texts/{key}").status_code == 404
    assert browser.post(f"/console/texts/{key}", {"sentence": "あ"}).status_code == 404
    assert browser.post(f"/console/texts/{key}/drop").status_code == 404


def test_markup_is_shown_as_text(door: Door) -> None:
    browser = door.browser("kanri")
    browser.post(PATH, {"sentence": "<script>alert(1)</script>"})
    page = browser.get(PATH).text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_list_finds_a_sentence_by_a_word_of_it_and_says_when_there_is_none(door: Door) -> None:
    browser = door.browser("kanri")
    page = browser.get("/console/texts?q=どういたしまして").text
    assert PATH in page
    assert "resident.hello.what" not in page
    assert "あてはまる文面はありません" in text_of(browser.get("/console/texts?q=<script>zzz"))
    own = browser.get("/console/texts?only=own").text
    assert "resident.hello.what" in own
    assert PATH not in own


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=260))
def test_whatever_passes_the_rules_is_taken_by_line(door: Door, text: str) -> None:
    sentence = tidy_sentence(text)
    if faults_of(wording_rules(), KEY, sentence, load_texts().sentence(KEY)):
        return
    renderer = desk_of(door.database, door.clock).renderer
    assert renderer.problems(renderer.render(Reply((Say(sentence),)))) == []
