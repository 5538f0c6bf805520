"""Signing in, staying in, getting out."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher

from bot.desk.passwords import Passwords
from bot.desk.signing_in import Attempt, Refusal, SigningIn
from routing.roles import Role
from storage.database import Database
from tests.bot.console.door import (
    CHEAP,
    PASSWORD,
    RECOVERY,
    SECRET,
    CountingRandomness,
    Door,
    furnish,
    open_door,
    text_of,
)


def test_name_password_and_code_together_let_somebody_in(door: Door) -> None:
    browser = door.browser()
    answer = browser.sign_in("hana")
    assert answer.status_code == 303
    assert answer.location == "/console/"
    assert browser.get("/console/").status_code == 200
    assert "sign_in" in door.actions()


def test_the_cookie_is_bound_to_this_host_and_out_of_reach_of_scripts(door: Door) -> None:
    answer = door.browser().sign_in("hana")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-madoguchi=")
    for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


def test_wrong_password_wrong_code_and_unknown_name_are_answered_alike(door: Door) -> None:
    browser = door.browser()
    answers = [
        text_of(browser.sign_in("hana", password="something else entirely")),
        text_of(browser.sign_in("hana", code="000000")),
        text_of(browser.sign_in("hana", password="", code="")),
    ]
    assert answers[0] == answers[1] == answers[2]
    assert text_of(browser.sign_in("nobody")) == answers[0]


class CountingPasswords(Passwords):
    """Counts how often a password is checked against something."""

    def __init__(self) -> None:
        super().__init__(CHEAP)
        self.checks = 0

    def fits(self, password: str, kept: str | None) -> bool:
        """Count, and check."""
        self.checks += 1
        return super().fits(password, kept)


@pytest.mark.parametrize("login", ["hana", "nobody", ""])
def test_a_known_and_an_unknown_name_cost_one_check_each(door: Door, login: str) -> None:
    passwords = CountingPasswords()
    signing_in = SigningIn(
        door.database, clock=door.clock, randomness=CountingRandomness(), passwords=passwords
    )
    assert signing_in.sign_in(Attempt(login, "wrong", "000000", address="203.0.113.5")) is Refusal.WRONG
    assert passwords.checks == 1


def test_each_code_counts_once(door: Door) -> None:
    first, second = door.browser(), door.browser()
    door.clock.advance(seconds=31)
    code = pyotp.TOTP(SECRET).at(door.clock.now())
    assert first.sign_in("hana", code=code).status_code == 303
    assert second.sign_in("hana", code=code).status_code == 422


def test_a_code_before_one_that_was_used_no_longer_counts(door: Door) -> None:
    earlier = pyotp.TOTP(SECRET).at(door.clock.now())
    door.clock.advance(seconds=30)
    assert door.browser().sign_in("hana", code=pyotp.TOTP(SECRET).at(door.clock.now())).status_code == 303
    assert door.browser().sign_in("hana", code=earlier).status_code == 422


def test_a_recovery_code_lets_in_once(door: Door) -> None:
    assert door.browser().sign_in("hana", recovery=RECOVERY.upper().replace("-", " ")).status_code == 303
    assert door.browser().sign_in("hana", recovery=RECOVERY).status_code == 422
    assert "sign_in.recovery" in door.actions()


def test_guessing_is_slowed_by_name_and_the_name_is_free_again_later(door: Door) -> None:
    for guess in range(10):
        assert door.browser().sign_in("hana", password=f"wrong {guess}", code="000000").status_code == 422
    assert "10分ほど" in door.browser().sign_in("hana").text
    door.clock.advance(minutes=10)
    assert door.browser().sign_in("hana").status_code == 303


def test_guessing_is_slowed_by_address_whatever_name_is_tried(door: Door) -> None:
    browser = door.browser()
    for guess in range(40):
        browser.sign_in(f"somebody-{guess}", code="000000")
    code = pyotp.TOTP(SECRET).at(door.clock.now())
    assert "10分ほど" in browser.sign_in("hana", code=code).text
    assert door.browser(address="198.51.100.7").sign_in("hana").status_code == 303


def test_whoever_has_the_password_cannot_guess_the_code(door: Door) -> None:
    for guess in range(6):
        assert (
            door.browser(address=f"198.51.100.{guess}").sign_in("hana", code=f"00000{guess}").status_code
            == 422
        )
    assert door.browser(address="198.51.100.99").sign_in("hana").status_code == 422


def test_a_session_ends_when_nobody_uses_it(door: Door) -> None:
    browser = door.browser("hana")
    door.clock.advance(minutes=29)
    assert browser.get("/console/").status_code == 200
    door.clock.advance(minutes=29)
    assert browser.get("/console/").status_code == 200
    door.clock.advance(minutes=31)
    answer = browser.get("/console/")
    assert answer.status_code == 303
    assert answer.location == "/console/sign-in?next=/console/"


def test_a_session_ends_after_twelve_hours_however_busy(door: Door) -> None:
    browser = door.browser("hana")
    for _ in range(12 * 60 // 25):
        door.clock.advance(minutes=25)
        browser.get("/console/")
    door.clock.advance(minutes=24)
    assert browser.get("/console/").status_code == 303


def test_logging_out_everywhere_ends_every_browser(door: Door) -> None:
    here, there = door.browser("hana"), door.browser("hana")
    answer = here.post("/console/sign-out/everywhere")
    assert answer.status_code == 303
    assert there.get("/console/").status_code == 303


def test_logging_out_ends_this_browser_alone(door: Door) -> None:
    here, there = door.browser("hana"), door.browser("hana")
    token = here.cookie
    here.post("/console/sign-out")
    here.cookie = token
    assert here.get("/console/").status_code == 303
    assert there.get("/console/").status_code == 200


def test_a_disabled_account_is_out_at_once(door: Door) -> None:
    browser, administrator = door.browser("hana"), door.browser("kanri")
    administrator.confirm()
    administrator.post(f"/console/accounts/{door.accounts['hana'].id}/disable")
    assert browser.get("/console/").status_code == 303
    assert door.browser().sign_in("hana").status_code == 422


def test_an_old_hash_is_made_anew_at_sign_in_and_one_of_today_is_left(door: Door) -> None:
    id_ = door.accounts["hana"].id
    door.browser("hana")
    with door.database.transaction() as tx:
        kept = tx.accounts.credentials(id_)
        old = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
        tx.accounts.set_credentials(id_, replace(kept, password_hash=old), at=door.clock.now())
    door.browser("hana")
    with door.database.reading() as tx:
        after = tx.accounts.credentials(id_)
    assert after.password_hash is not None
    assert after.password_hash.startswith("$argon2id$v=19$m=8,t=1,p=1$")
    assert after.totp_step > kept.totp_step


def test_the_second_confirmation_lasts_ten_minutes(door: Door) -> None:
    browser = door.browser("kanri")
    assert "もう一度、ご本人か" in browser.get("/console/accounts/invite").text
    browser.confirm()
    assert "もう一度、ご本人か" not in browser.get("/console/accounts/invite").text
    door.clock.advance(minutes=10)
    assert "もう一度、ご本人か" in browser.get("/console/accounts/invite").text


def test_a_form_that_needs_confirmation_keeps_what_was_typed(door: Door) -> None:
    browser = door.browser("kanri")
    asked = browser.post(
        "/console/accounts/invite", {"role": Role.COORDINATOR.value, "area": "", "window": ""}
    )
    assert 'name="role" value="coordinator"' in asked.text
    done = browser.post(
        "/console/accounts/invite",
        {"role": "coordinator", "area": "", "window": "", "second_check": PASSWORD},
    )
    assert "/console/invitation/" in done.text


def test_a_code_confirms_as_well_as_the_password_and_counts_once(door: Door) -> None:
    browser = door.browser("kanri")
    door.clock.advance(seconds=31)
    code = pyotp.TOTP(SECRET).at(door.clock.now())
    assert (
        browser.post("/console/confirm", {"second_check": code, "next": "/console/audit"}).status_code == 303
    )
    other = door.browser()
    assert other.sign_in("kanri", code=code).status_code == 422


def test_a_lost_session_shows_what_was_typed(door: Door) -> None:
    browser = door.browser("hana")
    path = f"/console/consultations/{door.urgent.number}/alerts/{door.alert.id}/action"
    token = browser.form_token()
    door.clock.advance(hours=13)
    said = "電話をして、今夜は家族といると確かめました。"
    answer = browser.post(path, {"action": said, "form_token": token})
    assert answer.status_code == 401
    assert said in answer.text


def test_sessions_do_not_outlive_a_new_password(door: Door) -> None:
    here, there = door.browser("hana"), door.browser("hana")
    here.confirm()
    again = {"password": "a new one of five words", "again": "a new one of five words"}
    assert here.post("/console/account/password", again).status_code == 303
    assert there.get("/console/").status_code == 303
    assert here.get("/console/").status_code == 200
    door.clock.advance(seconds=31)
    assert door.browser().sign_in("hana", password=again["password"]).status_code == 303


def test_a_code_is_taken_half_a_minute_early_or_late(door: Door) -> None:
    for drift in (timedelta(seconds=-30), timedelta(seconds=30)):
        door.clock.advance(minutes=5)
        code = pyotp.TOTP(SECRET).at(door.clock.now() + drift)
        assert door.browser().sign_in("hana", code=code).status_code == 303
    door.clock.advance(minutes=5)
    late = pyotp.TOTP(SECRET).at(door.clock.now() - timedelta(seconds=90))
    assert door.browser().sign_in("hana", code=late).status_code == 422


def test_a_code_sent_by_two_browsers_at_once_lets_in_one(database: Database) -> None:
    door = open_door(database, furnish(database))
    door.clock.advance(seconds=31)
    code = pyotp.TOTP(SECRET).at(door.clock.now())
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: door.browser().sign_in("hana", code=code).status_code, range(4)))
    assert sorted(answers) == [303, 422, 422, 422]


def test_every_page_forbids_what_it_does_not_need(door: Door) -> None:
    browser = door.browser("hana")
    for path in (
        "/console/sign-in",
        "/console/",
        "/console/nothing",
        f"/console/consultations/{door.urgent.number}",
    ):
        headers = browser.get(path).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'none';"), path
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert "data:" not in headers["Content-Security-Policy"]
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Strict-Transport-Security"]
