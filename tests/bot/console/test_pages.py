"""What the pages do: urgent ones first, acknowledging, recording, accounts, links, audit."""

import re

import pyotp
import pytest

from bot.desk.accounts import Hand, LastAdministratorError, disable, enrolment_link
from bot.desk.passwords import PasswordFault, fault_of
from bot.desk.second_factor import new_recovery_codes, recovery_hash
from routing.alert import AlertState
from routing.outgoing import Medium
from routing.roles import Role
from storage.alerts import AlertAttempt
from storage.database import Database
from tests.bot.console.door import (
    PASSWORD,
    SECRET,
    WORDS,
    CountingRandomness,
    Door,
    furnish,
    open_door,
    text_of,
)


def alert_path(door: Door, what: str) -> str:
    return f"/console/consultations/{door.urgent.number}/alerts/{door.alert.id}/{what}"


def alert_state(door: Door) -> AlertState:
    with door.database.reading() as tx:
        return tx.alerts.get(door.alert.id).state


def test_the_start_lists_numbers_and_no_word_of_what_was_written(door: Door) -> None:
    page = door.browser("hana").get("/console/").text
    assert f"/console/consultations/{door.urgent.number}" in page
    assert WORDS not in page


def test_whoever_was_called_sees_the_alert_on_top_even_out_of_their_area(door: Door) -> None:
    browser, path = door.browser("minami"), f"/console/consultations/{door.urgent.number}"
    assert path not in browser.get("/console/").text
    attempt = AlertAttempt(
        "later",
        door.urgent.municipality,
        door.alert.id,
        1,
        door.accounts["minami"].id,
        Medium.LINE,
        door.clock.now(),
    )
    with door.database.transaction() as tx:
        tx.alerts.add_attempt(attempt)
    assert path in browser.get("/console/").text
    assert browser.get(path).status_code == 200


def test_an_administrator_sees_figures_and_no_numbers_of_cases(door: Door) -> None:
    page = door.browser("kanri").get("/console/").text
    assert "急ぎで未確認" in page
    assert "/console/consultations/" not in page


def test_acknowledging_from_the_list_leads_to_the_case(door: Door) -> None:
    browser = door.browser("hana")
    answer = browser.post(alert_path(door, "acknowledge"))
    assert answer.location.startswith(f"/console/consultations/{door.urgent.number}")
    assert alert_state(door) is AlertState.ACKNOWLEDGED
    assert "確認しました" in browser.get(answer.location).text
    assert "alert.acknowledge" in door.actions()


def test_a_second_acknowledgement_says_that_somebody_was_quicker(door: Door) -> None:
    door.browser("hana").post(alert_path(door, "acknowledge"))
    answer = door.browser("kita").post(alert_path(door, "acknowledge"))
    assert answer.location.endswith("done=already")


def test_recording_what_was_done_ends_the_alert_and_keeps_the_words_sealed(door: Door) -> None:
    browser = door.browser("hana")
    answer = browser.post(alert_path(door, "action"), {"action": "電話で無事を確かめた。"})
    assert answer.status_code == 303
    assert alert_state(door) is AlertState.ACTION_RECORDED
    assert "電話で無事を確かめた。" in browser.get(answer.location).text


def test_an_empty_record_is_refused_at_its_field_and_a_long_one_is_kept(door: Door) -> None:
    browser = door.browser("hana")
    assert "したことを書いてください" in browser.post(alert_path(door, "action"), {"action": " "}).text
    long = "あ" * 1001
    answer = browser.post(alert_path(door, "action"), {"action": long})
    assert answer.status_code == 422
    assert long in answer.text
    assert alert_state(door) is AlertState.SENT


def test_what_a_resident_writes_is_text_and_never_markup(door: Door) -> None:
    with door.database.transaction() as tx:
        case = tx.consultations.get(door.urgent.id)
    browser = door.browser("hana")
    browser.post(alert_path(door, "action"), {"action": "<script>alert(1)</script>{{ 7*7 }}"})
    page = browser.get(f"/console/consultations/{case.number}").text
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page
    assert "49" not in text_of(browser.get(f"/console/consultations/{case.number}"))


def join(door: Door, link: str, **more: str) -> tuple[int, str]:
    """Fill in the form behind a link as a new person would; return status and text."""
    browser = door.browser()
    path = re.sub(r"^https://[^/]+", "", link)
    page = browser.get(path).text
    found = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    secret = found.group(1) if found else SECRET
    form = {
        "secret": secret,
        "login": "nagi",
        "name": "なぎ",
        "password": "five words that are new",
        "again": "five words that are new",
        "code": pyotp.TOTP(secret).at(door.clock.now()),
        **more,
    }
    answer = browser.post(path, form, token=False)
    return answer.status_code, answer.text


def invitation(door: Door) -> str:
    administrator = door.browser("kanri")
    administrator.confirm()
    page = administrator.post(
        "/console/accounts/invite", {"role": "coordinator", "area": "", "window": ""}
    ).text
    found = re.search(r"https://\S+/console/invitation/[\w-]+", page)
    assert found is not None
    return found.group()


def test_an_invitation_makes_one_account_once(door: Door) -> None:
    link = invitation(door)
    status, page = join(door, link)
    assert status == 200
    assert len(re.findall(r"<code>[a-z0-9-]{14}</code>", page)) == 10
    with door.database.reading() as tx:
        account = tx.accounts.with_login("nagi")[0]
    assert account.role is Role.COORDINATOR
    assert join(door, link, login="another")[0] == 404


def test_looking_at_a_link_does_not_spend_it(door: Door) -> None:
    link = invitation(door)
    for _ in range(3):
        assert door.browser().get(re.sub(r"^https://[^/]+", "", link)).status_code == 200
    assert join(door, link)[0] == 200


def test_a_link_ends_after_its_days(door: Door) -> None:
    link = invitation(door)
    door.clock.advance(days=7, seconds=1)
    assert join(door, link)[0] == 404


def test_mistakes_behind_a_link_are_said_at_their_field_and_leave_it_unspent(door: Door) -> None:
    link = invitation(door)
    assert "短すぎます" in join(door, link, password="short", again="short")[1]
    assert "上のパスワードと違います" in join(door, link, again="something else entirely")[1]
    assert "もう使われています" in join(door, link, login="hana")[1]
    assert "違うようです" in join(door, link, code="000000")[1]
    assert "この欄を入れてください" in join(door, link, name="")[1]
    assert join(door, link)[0] == 200


def test_a_lost_phone_is_answered_by_a_link_that_asks_for_the_password(door: Door) -> None:
    administrator = door.browser("kanri")
    administrator.confirm()
    page = administrator.post(f"/console/accounts/{door.accounts['hana'].id}/second-factor").text
    link = re.search(r"https://\S+/console/enrol/[\w-]+", page)
    assert link is not None
    assert door.browser().sign_in("hana").status_code == 422
    assert join(door, link.group(), password="not the password")[0] == 422
    assert join(door, link.group(), password=PASSWORD)[0] == 200


def test_a_new_link_ends_the_one_before(door: Door) -> None:
    randomness = CountingRandomness()
    with door.database.transaction() as tx:
        first = enrolment_link(tx, door.accounts["hana"], Hand(door.clock.now()), randomness)
        second = enrolment_link(tx, door.accounts["hana"], Hand(door.clock.now()), randomness)
    assert door.browser().get(f"/console/enrol/{first}").status_code == 404
    assert door.browser().get(f"/console/enrol/{second}").status_code == 200


def test_the_last_administrator_stays(database: Database) -> None:
    door = open_door(database, furnish(database))
    with pytest.raises(LastAdministratorError), door.database.transaction() as tx:
        disable(tx, door.accounts["kanri"], Hand(door.clock.now()))


def test_new_recovery_codes_end_the_old_ones(door: Door) -> None:
    browser = door.browser("hana")
    browser.confirm()
    page = browser.post("/console/account/recovery-codes").text
    codes = re.findall(r"<code>([a-z0-9-]{14})</code>", page)
    assert len(set(codes)) == 10
    assert door.browser().sign_in("hana", recovery="abcd-efgh-jkmn").status_code == 422
    assert door.browser().sign_in("hana", recovery=codes[3]).status_code == 303


def test_the_audit_trail_is_filtered_by_day_person_and_event(door: Door) -> None:
    door.browser("hana")
    administrator = door.browser("kanri")
    hana = door.accounts["hana"].id
    assert "ログインした" in text_of(administrator.get(f"/console/audit?account={hana}&action=sign_in"))
    assert "この条件の記録はありません" in administrator.get("/console/audit?last=2020-01-01").text
    assert administrator.get("/console/audit?first=x&last=&before=-1&account=%00").status_code == 200


def test_the_audit_export_is_a_table_for_spreadsheets(door: Door) -> None:
    administrator = door.browser("kanri")
    administrator.confirm()
    answer = administrator.post("/console/audit/export")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert "ログインした" in answer.text
    assert "audit.export" in door.actions()


def test_passwords_are_long_or_many_words_and_not_the_name() -> None:
    assert fault_of("short", login="hana") is PasswordFault.TOO_SHORT
    assert fault_of("犬 空 海 山 川", login="hana") is None
    assert fault_of("a" * 129, login="hana") is PasswordFault.TOO_LONG
    assert fault_of("aaaaaaaaaaaaaa", login="hana") is PasswordFault.TOO_PLAIN
    assert fault_of("1234567890123", login="hana") is PasswordFault.TOO_PLAIN
    assert fault_of("hoozuki-hana-demo", login="hana") is PasswordFault.HOLDS_NAME
    assert fault_of("correct horse battery", login="hana") is None


def test_recovery_codes_are_read_as_people_type_them() -> None:
    code = new_recovery_codes(CountingRandomness().token)[0]
    assert recovery_hash(code) == recovery_hash(f" {code.upper().replace('-', ' ')} ")
