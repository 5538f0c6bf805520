"""A day of relays at random, with planted names, numbers, addresses and words: none of them leaves towards staff."""

import random
from dataclasses import dataclass

import pytest

from tests.bot.relay.shop import Shop

NAME, PHONE, NOTIFIER = "梶ヶ谷 もとこ", "0999-87-6543", "知らせ人 ごろう"
TROUBLES = (
    "電球が切れて困っている 印い",
    "母の物忘れがひどくて介護に疲れた 印ろ",
    "食べるものがもう何もない 印は",
    "隣のおじいさんが三日も姿を見せない。新聞もたまっている 印に",
    "となりの子どもが毎晩たたかれて泣いている 印ほ",
    "家賃が払えない 印へ",
)
MARKS = (NAME, "梶ヶ谷", PHONE, "87-6543", NOTIFIER, "ごろう", *(f"印{mark}" for mark in "いろはにほへ"))
CONSENTS = ("given", "refused", "not_asked")
HASTES = ("", "same_day", "urgent", "emergency")


@dataclass(frozen=True)
class Doing:
    """One relay of a random day."""

    trouble: str
    consent: str
    more: dict[str, str]


def a_day(seed: int) -> list[Doing]:
    """Return a day of relays that is the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable day, no secret
    return [
        Doing(
            trouble,
            dice.choice(CONSENTS),
            {
                "name": NAME,
                "phone": PHONE,
                "relation": "母",
                "notifier": NOTIFIER,
                "haste": dice.choice(HASTES),
                "call_back": dice.choice(("", "yes")),
                "about": dice.choice(("writer", "family", "third_party")),
            },
        )
        for trouble in dice.sample(TROUBLES, len(TROUBLES))
    ]


@pytest.mark.parametrize("seed", range(3))
def test_s13_no_alert_digest_mail_or_window_page_of_a_day_of_relays_has_a_word_of_it(
    one_shop: Shop, seed: int
) -> None:
    shop = one_shop
    shop.hire("clerk")
    browser = shop.browser("clerk")
    before = len(shop.chat.line.sent)
    for doing in a_day(seed):
        path = shop.begin(browser, doing.consent)
        answer = browser.send(f"{path}/send", browser.get(path), trouble=doing.trouble, **doing.more)
        if answer.status_code == 200:
            answer = browser.send(f"{path}/send", answer)
        assert answer.status_code == 303
        shop.chat.work()
        assert not marks_in(browser.get(f"{path}/paper").text)
        assert not marks_in(browser.get(path).text)
        shop.chat.wait(minutes=20)
    shop.chat.wait(days=1)
    shop.chat.digest()
    assert shop.chat.consultations()
    assert not marks_in(str([call.messages for call in shop.chat.line.sent[before:]]))
    assert shop.chat.mailer.sent
    assert not marks_in(str(shop.chat.mailer.sent))
    assert not marks_in(shop.browser("clerk").get("/relay/list").text)


@pytest.mark.parametrize("seed", range(2))
def test_s12_without_consent_no_person_is_kept_and_the_notifier_stands_apart(
    one_shop: Shop, seed: int
) -> None:
    shop = one_shop
    shop.hire("clerk")
    browser = shop.browser("clerk")
    for doing in a_day(seed):
        path = shop.begin(browser, doing.consent)
        answer = browser.send(f"{path}/send", browser.get(path), trouble=doing.trouble, **doing.more)
        if answer.status_code == 200:
            browser.send(f"{path}/send", answer)
        relay = shop.stored(path)
        assert relay.consultation is not None
        with shop.chat.database.reading() as tx:
            people = tx.persons.of_consultation(relay.consultation)
            notifier = tx.consultations.notifier(relay.consultation)
            said = str((tx.messages.of_consultation(relay.consultation), people))
            case = tx.consultations.get(relay.consultation)
        assert bool(people) == (doing.consent == "given")
        assert notifier == NOTIFIER
        assert NOTIFIER not in said + str(case)


def marks_in(text: str) -> list[str]:
    """Return the planted marks that stand in a text."""
    return [mark for mark in MARKS if mark in text]
