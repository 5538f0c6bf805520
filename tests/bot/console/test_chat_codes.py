"""Registration codes in the console: made with a second confirmation, shown once, listed, revoked."""

import re

from bot.desk.codes import read_code
from tests.bot.console.door import PASSWORD, Door, text_of

PATH = "/console/accounts/codes"


def test_a_code_is_shown_once_listed_without_itself_and_revoked(door: Door) -> None:
    browser = door.browser("kanri")
    window = door.profile.windows[0]
    made = browser.post(PATH, {"role": "window", "window": window.id, "second_check": PASSWORD})
    found = re.search(r'class="call-number">([^<]+)<', made.text)
    assert found is not None
    assert read_code(found[1]) == found[1]
    listed = browser.get(PATH)
    assert window.name in text_of(listed)
    assert found[1] not in listed.text
    key = re.search(r'name="key" value="([^"]+)"', listed.text)
    assert key is not None
    assert browser.post(f"{PATH}/revoke", {"key": key[1], "second_check": PASSWORD}).status_code == 303
    assert "ありません" in text_of(browser.get(PATH))
    assert {"account.invite_chat", "account.revoke_code"} <= set(door.actions())


def test_staff_of_a_window_need_a_window_and_coordinators_make_no_codes(door: Door) -> None:
    browser = door.browser("kanri")
    refused = browser.post(PATH, {"role": "window", "second_check": PASSWORD})
    assert refused.status_code == 422
    assert "窓口を選んでください" in text_of(refused)
    assert door.browser("hana").get(PATH).status_code == 404
