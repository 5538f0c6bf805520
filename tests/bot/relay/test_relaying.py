"""A trouble passed on at the counter: three taps and one line, once however often it is sent."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.relaying import remove_left
from knowledge.windows import WindowStatus
from routing.consent import ConsentState
from routing.consultation import Actor, Channel, ChosenBy, ConsultationState, Outcome, Subject
from routing.referral import ReferralState
from routing.relay import RelayNote, RelayState
from routing.retention import Kind
from routing.roles import Role
from routing.urgency import Level
from storage.errors import NotThereError
from storage.history import By
from storage.selection import Selection
from tests.bot.relay.shop import CERTIFIED, OTHER, TROUBLE, Browser, Shop, text_of


def test_s06_a_relay_takes_three_taps_and_one_line_and_belongs_to_its_window(shop: Shop) -> None:
    shop.hire("clerk")
    link = shop.link("clerk")
    browser = Browser(shop.app)

    asked = browser.get(link)
    assert "伝えてよいですか" in text_of(asked)
    form = browser.get(browser.post(link, {"consent": "given"}).location)
    sent = browser.send(form.request.path + "/send", form, trouble=TROUBLE)
    done = browser.get(sent.location)

    case = shop.chat.only()
    assert f"相談 {case.number}番" in text_of(done)
    assert (case.channel, case.window, case.resident) == (Channel.RELAY, CERTIFIED, None)
    assert case.summary == TROUBLE
    with shop.chat.database.reading() as tx:
        assert tx.consultations.count(Selection(shop.chat.slug, windows=(CERTIFIED,))) == 1
        consent = tx.consents.current(case.id)
        assert consent is not None
        assert (consent.state, consent.how) == (ConsentState.GIVEN, "counter")
        assert "伝えてよいですか" in tx.consents.text(shop.chat.slug, consent.text_version)


def test_s06_destinations_are_named_at_once_and_on_a_paper_without_a_word_of_the_visitor(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    path = shop.relay(browser, name="ほおずき はな", phone="0999-12-3456", call_back="yes")
    page, paper = text_of(browser.get(path)), text_of(browser.get(f"{path}/paper"))
    assert "民生委員" in page
    assert "民生委員" in paper
    for marker in ("ほおずき はな", "3456", "電球"):
        assert marker not in paper
    with shop.chat.database.reading() as tx:
        (person,) = tx.persons.of_consultation(shop.chat.only().id)
    assert (person.name, person.phone) == ("ほおずき はな", "0999-12-3456")
    assert shop.chat.only().state is ConsultationState.WAITING_FOR_PERSON


def test_s06_a_stranger_is_told_how_to_register_and_no_relay_exists(shop: Shop) -> None:
    assert "登録コード" in shop.chat.say("somebody", "つなぐ")
    assert shop.chat.consultations() == ()
    assert "LINE" in text_of(Browser(shop.app).get("/relay/"))
    assert Browser(shop.app).post("/relay/begin", {"consent": "given"}).status_code == 401


@pytest.mark.parametrize(
    ("status", "said"),
    [("leaflet_only", "チラシ"), ("withdrawn", "いまは認定窓口ではありません"), ("applied", "認定の前")],
)
def test_s06_a_window_that_is_not_certified_is_refused_with_the_reason(
    one_shop: Shop, status: str, said: str
) -> None:
    one_shop.hire("clerk")
    browser, link = one_shop.browser("clerk"), one_shop.link("clerk")
    set_status(one_shop, status)
    assert said in one_shop.chat.say("clerk", "つなぐ")
    assert said in text_of(browser.get("/relay/"))
    assert said in text_of(Browser(one_shop.app).get(link))
    assert one_shop.chat.consultations() == ()


def set_status(shop: Shop, status: str) -> None:
    with shop.chat.database.transaction() as tx:
        window = tx.windows.get(shop.chat.slug, CERTIFIED)
        tx.windows.put(shop.chat.slug, [replace(window, status=WindowStatus(status))])


def test_refusal_keeps_the_trouble_and_nothing_by_which_somebody_could_be_found(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    path = shop.relay(browser, consent="refused", name="ほおずき はな", phone="0999-12-3456", call_back="yes")
    case = shop.chat.only()
    with shop.chat.database.reading() as tx:
        assert tx.persons.of_consultation(case.id) == ()
        consent = tx.consents.current(case.id)
    assert consent is not None
    assert consent.state is ConsentState.REFUSED
    assert shop.stored(path).note.name == ""
    assert 'name="phone"' not in browser.get(shop.begin(browser, "refused")).text


def test_s32_a_facility_registers_by_code_and_its_relays_reach_the_coordinators(shop: Shop) -> None:
    account = shop.hire("facility", Role.FACILITY)
    assert account.role is Role.FACILITY
    shop.relay(shop.browser("facility"), "毎日ひとりで来て、夕方まで帰らない人がいる", about="third_party")
    case = shop.chat.only()
    assert case.state is ConsultationState.WAITING_FOR_PERSON
    assert case.subject is Subject.THIRD_PARTY


def test_s32_without_consent_a_facility_keeps_a_record_of_its_own_and_tells_nobody(shop: Shop) -> None:
    shop.hire("facility", Role.FACILITY)
    browser = shop.browser("facility")
    before = len(shop.chat.line.sent)
    path = shop.relay(browser, "お金のことで困っていると話していた", consent="refused")
    shop.chat.work()
    assert "どこにも伝えていません" in text_of(browser.get(path))
    assert shop.stored(path).state is RelayState.KEPT
    assert shop.chat.consultations() == ()
    assert shop.chat.line.sent[before:] == []


def test_a_page_of_a_relay_opens_after_its_words_have_gone_with_the_memo(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    path = one_shop.relay(browser, name="ほおずき はな", phone="0999-12-3456")
    now, case = one_shop.chat.clock.now(), one_shop.chat.only()
    closed = replace(case, state=ConsultationState.CLOSED, outcome=Outcome.UNKNOWN, closed_at=now)
    with one_shop.chat.database.transaction() as tx:
        tx.consultations.save(closed, By(Actor.BOT, now))
        later = now + timedelta(days=1)
        assert tx.retention.purge(one_shop.chat.slug, Kind.MEMO, before=later, now=later) == 1
    assert one_shop.stored(path).note == RelayNote()
    page = browser.get(path)
    assert page.status_code == 200
    assert f"相談 {case.number}番" in text_of(page)
    assert "電球" not in text_of(page)


def test_danger_at_the_counter_brings_the_numbers_and_alerts_without_a_word_of_it(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    before = len(shop.chat.line.sent)
    path = shop.relay(
        browser, "隣のおじいさんが三日も姿を見せません。新聞もたまっています", consent="not_asked"
    )
    shop.chat.work()
    page = text_of(browser.get(path))
    assert "110" in page
    assert len(shop.chat.alerts()) == 1
    sent = str(shop.chat.line.sent[before:])
    assert "至急" in sent or "緊急" in sent
    assert "新聞" not in sent


def test_the_clerk_may_say_that_it_is_urgent(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    one_shop.relay(one_shop.browser("clerk"), "様子がおかしい", haste="urgent")
    case = one_shop.chat.only()
    assert (case.level, case.urgency_rule) == (Level.URGENT, "window")
    assert len(one_shop.chat.alerts()) == 1


def test_a_double_tap_and_the_back_button_send_once(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    path = shop.begin(browser)
    form = browser.get(path)
    for _ in range(2):
        assert browser.send(f"{path}/send", form, trouble=TROUBLE).location == path
    changed = browser.send(f"{path}/send", form, trouble="別のことを書きなおした")
    assert changed.location == path
    assert len(shop.chat.consultations()) == 1
    assert shop.stored(path).note.trouble == TROUBLE


def test_an_interrupted_relay_is_picked_up_again_on_another_device(shop: Shop) -> None:
    shop.hire("clerk")
    phone = shop.browser("clerk")
    path = shop.begin(phone)
    kept = phone.send(f"{path}/later", phone.get(path), trouble="電球が")
    assert kept.location == "/relay/"
    computer = shop.browser("clerk")
    start = computer.get("/relay/")
    assert path in start.text
    assert "電球が" not in start.text
    assert "電球が" in computer.get(path).text


def test_what_is_being_typed_is_kept_by_the_pages_own_script(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    path = one_shop.begin(browser)
    form = browser.get(path)
    answer = browser.send(f"{path}/draft", form, trouble="電球が切れ")
    assert answer.get_json() == {"version": 2}
    assert one_shop.stored(path).note.trouble == "電球が切れ"


def test_two_clerks_on_one_relay_lose_nothing_and_send_once(shop: Shop) -> None:
    shop.hire("clerk")
    shop.hire("colleague")
    first, second = shop.browser("clerk"), shop.browser("colleague")
    path = shop.begin(first)
    mine, theirs = first.get(path), second.get(path)
    first.send(f"{path}/later", mine, trouble="台所の電球が切れている")
    clash = second.send(f"{path}/send", theirs, trouble="ふろの電球も切れている")
    assert clash.status_code == 409
    assert "台所の電球" in text_of(clash)
    assert "ふろの電球" in clash.text
    sent = second.send(f"{path}/send", clash, trouble="台所とふろの電球が切れている")
    assert sent.location == path
    assert first.send(f"{path}/send", mine, trouble="台所の電球が切れている").location == path
    assert shop.chat.only().summary == "台所とふろの電球が切れている"


def test_the_same_trouble_told_twice_is_noticed_and_can_join_the_first(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    shop.relay(browser)
    number = shop.chat.only().number
    path = shop.begin(browser)
    look = browser.send(f"{path}/send", browser.get(path), trouble=TROUBLE + "。")
    assert f"相談 {number}番" in text_of(look)
    joined = browser.send(f"{path}/same", look)
    assert f"相談 {number}番" in text_of(browser.get(joined.location))
    assert len(shop.chat.consultations()) == 1
    with shop.chat.database.reading() as tx:
        assert len(tx.messages.of_consultation(shop.chat.only().id)) == 2


def test_s45_two_notices_of_the_same_thing_become_one_case_that_keeps_both_sources(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    shop.relay(browser)
    path = shop.begin(browser)
    look = browser.send(f"{path}/send", browser.get(path), trouble=TROUBLE + "。きのうも来た")
    browser.send(f"{path}/same", look)
    with shop.chat.database.reading() as tx:
        told = [message.text for message in tx.messages.of_consultation(shop.chat.only().id)]
    assert len(told) == 2
    assert any("きのうも来た" in text for text in told)


def test_the_same_trouble_of_somebody_else_is_sent_as_another(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    one_shop.relay(browser)
    path = one_shop.begin(browser)
    look = browser.send(f"{path}/send", browser.get(path), trouble=TROUBLE)
    form = re.search(r'(?s)action="[^"]*/send".*?</form>', look.text)
    assert form is not None
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert browser.post(f"{path}/send", values).location == path
    assert len(one_shop.chat.consultations()) == 2


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        ({"trouble": "電球が切れた。0999-12-3456に電話して"}, "電話番号のようなもの"),
        ({"trouble": "電球が切れた。城下町3丁目2番の方"}, "住所のようなもの"),
        ({"trouble": "電球が切れた", "phone": "0999-00-1000"}, "窓口や役所の番号"),
        ({"trouble": "電球が切れた", "phone": "12"}, "けた数"),
        ({"trouble": "電球が切れた", "call_back": "yes"}, "電話番号がありません"),
    ],
)
def test_wrong_data_is_warned_of_and_goes_out_when_the_clerk_says_so(
    one_shop: Shop, typed: dict[str, str], warned: str
) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    path = one_shop.begin(browser)
    look = browser.send(f"{path}/send", browser.get(path), **typed)
    assert warned in text_of(look)
    assert one_shop.chat.consultations() == ()
    assert browser.send(f"{path}/send", look).location == path
    assert len(one_shop.chat.consultations()) == 1


def test_a_number_known_under_another_name_is_warned_of(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    one_shop.relay(browser, name="ほおずき はな", phone="0999-12-3456")
    path = one_shop.begin(browser)
    typed = {"trouble": "介護のことで相談したい", "name": "ほおずき そら", "phone": "0999-12-3456"}
    assert "別のお名前" in text_of(browser.send(f"{path}/send", browser.get(path), **typed))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"trouble": "  "}, "一行書いてください"),
        ({"trouble": "あ" * 1001}, "長すぎます"),
        ({"trouble": "電球", "told_on": "2999-01-01"}, "先の日"),
        ({"trouble": "電球", "told_on": "きのう"}, "日付"),
        ({"trouble": "電球", "area": "atlantis"}, "もう一度えらんで"),
    ],
)
def test_what_cannot_go_out_is_said_at_its_field_and_what_was_typed_stays(
    one_shop: Shop, typed: dict[str, str], said: str
) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    path = one_shop.begin(browser)
    answer = browser.send(f"{path}/send", browser.get(path), **typed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert typed["trouble"].strip() in answer.text
    assert one_shop.chat.consultations() == ()


def test_s40_what_was_told_some_days_ago_keeps_both_days(shop: Shop) -> None:
    shop.hire("clerk")
    shop.relay(shop.browser("clerk"), told_on="2026-11-20")
    case = shop.chat.only()
    assert case.received_at.date().isoformat() == "2026-11-20"
    assert case.entered_at == shop.chat.clock.now()


def test_a_window_sees_its_own_relays_alone(shop: Shop) -> None:
    shop.hire("clerk")
    shop.hire("other", window=OTHER)
    mine = shop.browser("clerk")
    path = shop.relay(mine)
    theirs = shop.browser("other")
    assert theirs.get(path).status_code == 404
    assert theirs.get(f"{path}/paper").status_code == 404
    assert "まだ、つないだ相談はありません" in text_of(theirs.get("/relay/list"))
    listed = text_of(mine.get("/relay/list"))
    assert "受付済" in listed
    assert "電球" not in listed


def test_given_up_drafts_lose_their_words_at_once(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    path = one_shop.begin(browser)
    browser.send(f"{path}/drop", browser.get(path), trouble="まちがえた")
    assert one_shop.stored(path).state is RelayState.DROPPED
    assert one_shop.stored(path).note.trouble == ""
    assert browser.get(path).status_code == 404


def test_drafts_that_nobody_came_back_to_go_after_three_days(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    path = shop.begin(browser)
    browser.send(f"{path}/later", browser.get(path), trouble="電球が")
    shop.chat.clock.advance(days=4)
    assert remove_left(shop.chat.desk) >= 1
    with pytest.raises(NotThereError):
        shop.stored(path)


def test_s12_the_visitors_wish_drafts_a_sheet_for_the_coordinator_and_only_with_consent(shop: Shop) -> None:
    shop.hire("clerk")
    browser = shop.browser("clerk")
    path = shop.relay(browser, name="ほおずき はな", phone="0999-12-3456")
    page = browser.get(path)
    desk = re.search(r'name="destination" value="([^"]+)"', page.text)
    assert desk is not None
    for _ in range(2):
        answer = browser.send(f"{path}/choose", page, destination=desk[1])
        assert answer.location == path
    case = shop.chat.only()
    assert (case.chosen, case.chosen_by) == (desk[1], ChosenBy.WINDOW)
    assert case.state is ConsultationState.WAITING_FOR_PERSON
    with shop.chat.database.reading() as tx:
        (referral,) = tx.referrals.of_consultation(case.id)
    assert referral.state is ReferralState.DRAFTED
    refused = shop.relay(browser, "ごみ出しができない", consent="refused")
    assert 'name="destination"' not in browser.get(refused).text
    browser.send(f"{refused}/choose", browser.get(refused), destination=desk[1])
    assert shop.chat.consultations()[-1].chosen is None
