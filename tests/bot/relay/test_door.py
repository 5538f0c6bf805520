"""The way in: codes and links that are good once, guesses that are counted, windows that have closed."""

import pytest

from bot.desk.accounts import Hand, disable
from bot.desk.chat_codes import open_codes, revoke_code
from bot.desk.codes import make_code, read_code
from routing.roles import Role
from tests.bot.desk.chat import line_id
from tests.bot.relay.shop import CERTIFIED, Browser, Shop, text_of


def pc_code(shop: Shop, person: str) -> str:
    said = shop.chat.say(person, "パソコン")
    return next(line for line in said.splitlines() if read_code(line) is not None)


@pytest.mark.parametrize(
    "typed", ["{code}", " {small} ", "登録 {code}", "登録コード：{code}", "{bare}", "{wide}"]
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    code = make_code("a token of enough randomness 7")
    wide = code.replace("-", "－").translate({c: c + 0xFEE0 for c in range(48, 91)})
    said = typed.format(code=code, small=code.lower(), bare=code.replace("-", ""), wide=wide)
    has_number = any(sign.isdigit() for sign in code)
    assert read_code(said) == (code if has_number or "bare" not in typed else None)


@pytest.mark.parametrize("text", ["こんにちは", "HJKMNPQR", "電球が切れた", "1234-56", "ABCD-EFGH-JKMN"])
def test_words_are_no_codes(text: str) -> None:
    assert read_code(text) is None


def test_a_code_registers_once_and_says_so_when_it_is_used_or_typed_by_the_registered(shop: Shop) -> None:
    code = shop.code()
    assert "ほおずき薬局 本町店の方ですね" in shop.chat.say("clerk", code)
    assert "このコードは使えません" in shop.chat.say("colleague", code)
    second = shop.code()
    assert "もう登録されています" in shop.chat.say("clerk", second)
    assert "登録できました" in shop.chat.say("colleague", second)
    assert shop.chat.consultations() == ()


def test_a_code_ends_after_two_weeks_and_when_it_is_revoked(one_shop: Shop) -> None:
    old, revoked = one_shop.code(), one_shop.code()
    hand = Hand(one_shop.chat.clock.now())
    with one_shop.chat.database.transaction() as tx:
        listed = open_codes(tx, one_shop.chat.slug, hand)
        assert [(invitation.role, invitation.window) for invitation in listed] == [
            (Role.WINDOW, CERTIFIED)
        ] * 2
        assert revoke_code(tx, one_shop.chat.slug, listed[1].key, hand)
        assert not revoke_code(tx, one_shop.chat.slug, listed[1].key, hand)
    assert "このコードは使えません" in one_shop.chat.say("clerk", revoked)
    one_shop.chat.wait(days=15)
    assert "このコードは使えません" in one_shop.chat.say("clerk", old)


def test_guesses_are_counted_and_then_even_the_right_code_waits(shop: Shop) -> None:
    code = shop.code()
    for number in range(5):
        assert "使えません" in shop.chat.say("thief", make_code(f"guess {number}"))
    assert "少し待って" in shop.chat.say("thief", code)
    assert "登録できました" in shop.chat.say("clerk", code)
    shop.chat.wait(hours=1)
    assert "使えません" in shop.chat.say("thief", code)


def test_a_coordinators_code_brings_alerts_into_the_own_chat(one_shop: Shop) -> None:
    with one_shop.chat.database.reading() as tx:
        (hana, *_) = tx.accounts.of_municipality(one_shop.chat.slug, roles=(Role.COORDINATOR,))
    code = one_shop.code(Role.COORDINATOR, window=None, account=hana)
    assert "お知らせが、このトークに届きます" in one_shop.chat.say("hana at home", code)
    with one_shop.chat.database.reading() as tx:
        bound = tx.accounts.by_line_user(one_shop.chat.slug, line_id("hana at home"))
    assert bound is not None
    assert bound.id == hana.id


def test_a_link_is_not_spent_by_looking_and_opens_once(shop: Shop) -> None:
    shop.hire("clerk")
    link = shop.link("clerk")
    scanner, clerk, thief = Browser(shop.app), Browser(shop.app), Browser(shop.app)
    assert scanner.get(link).status_code == 200
    assert scanner.cookie == ""
    assert clerk.post(link, {"consent": "given"}).status_code == 303
    assert "1回だけ" in text_of(thief.get(link))
    assert thief.post(link, {"consent": "given"}).status_code == 404
    assert clerk.get(link).location == "/relay/"


def test_a_link_from_last_year_and_one_made_up_say_how_to_get_a_new_one(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    link = one_shop.link("clerk")
    one_shop.chat.wait(days=366)
    for path in (link, "/relay/enter/made-up"):
        gone = Browser(one_shop.app).get(path)
        assert gone.status_code == 404
        assert "「つなぐ」と送ると" in text_of(gone)


def test_a_new_link_ends_the_one_before(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    first, second = one_shop.link("clerk"), one_shop.link("clerk")
    assert Browser(one_shop.app).get(first).status_code == 404
    assert Browser(one_shop.app).get(second).status_code == 200


def test_the_shops_pc_is_known_for_months_by_a_code_from_the_chat(shop: Shop) -> None:
    shop.hire("clerk")
    browser = Browser(shop.app)
    assert browser.post("/relay/pc", {"code": pc_code(shop, "clerk").lower()}).location == "/relay/"
    shop.chat.wait(days=120)
    assert "伝えてよいですか" in text_of(browser.get("/relay/"))
    shop.chat.wait(days=61)
    assert "番号" in text_of(browser.get("/relay/"))


def test_codes_guessed_at_the_pc_are_throttled_by_address(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = Browser(one_shop.app)
    for number in range(10):
        assert browser.post("/relay/pc", {"code": make_code(f"guess {number}")}).status_code == 422
    code = pc_code(one_shop, "clerk")
    assert browser.post("/relay/pc", {"code": code}).status_code == 422
    elsewhere = Browser(one_shop.app, address="198.51.100.7")
    assert elsewhere.post("/relay/pc", {"code": code}).status_code == 303


def test_a_session_of_the_relay_opens_no_other_door(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    with one_shop.chat.database.reading() as tx:
        assert tx.sessions.find(browser.cookie, now=one_shop.chat.clock.now()) is None


def test_an_account_out_of_use_is_out_at_once_and_may_begin_anew_with_another_code(one_shop: Shop) -> None:
    account = one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    with one_shop.chat.database.transaction() as tx:
        disable(tx, account, Hand(one_shop.chat.clock.now()))
    assert "パソコン" in text_of(browser.get("/relay/"))
    assert "登録コード" in one_shop.chat.say("clerk", "つなぐ")
    assert one_shop.hire("clerk").id != account.id


def test_forms_from_elsewhere_and_without_the_sessions_token_are_refused(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    assert browser.post("/relay/begin", {"consent": "given"}).status_code == 403
    form = browser.get("/relay/")
    browser.site = "cross-site"
    assert browser.send("/relay/begin", form, consent="given").status_code == 403


def test_leaving_ends_the_session_on_this_device(one_shop: Shop) -> None:
    one_shop.hire("clerk")
    browser = one_shop.browser("clerk")
    held = browser.cookie
    assert "終わりました" in text_of(browser.send("/relay/leave", browser.get("/relay/")))
    browser.cookie = held
    assert "パソコン" in text_of(browser.get("/relay/"))


def test_every_address_says_what_it_needs_and_nothing_is_changed_by_looking(one_shop: Shop) -> None:
    for rule in one_shop.app.url_map.iter_rules():
        if rule.endpoint.startswith("relay.") and rule.endpoint != "relay.static":
            assert getattr(one_shop.app.view_functions[rule.endpoint], "access", None) is not None
            assert not {"GET", "POST"} <= (rule.methods or set()), rule.rule
