"""The registry of windows in the console: counts against the plan, steps with their dates, applications."""

from dataclasses import replace

import pytest

from knowledge.windows import WindowStatus
from tests.bot.console.door import SLUG, Door, text_of


def status_of(door: Door, id_: str) -> WindowStatus:
    with door.database.reading() as tx:
        return tx.windows.get(SLUG, id_).status


def form(**more: str) -> dict[str, str]:
    plain = {
        "id": "HW-90",
        "name": "すずらん薬局",
        "kind": "薬局",
        "area": "hz-ekimae",
        "address": "",
        "phone": "0999-06-6090",
        "applied_on": "2026-11-20",
    }
    return {**plain, **more}


def test_s36_the_registry_shows_how_many_windows_the_plan_still_wants(door: Door) -> None:
    certified = sum(window.status is WindowStatus.CERTIFIED for window in door.profile.windows)
    page = text_of(door.browser("hana").get("/console/windows"))
    assert f"{certified}か所" in page
    assert f"{14 - certified}か所" in page


def test_an_application_is_entered_and_certified_with_its_day(door: Door) -> None:
    browser = door.browser("kanri")
    assert browser.post("/console/windows/new", form()).status_code == 303
    assert status_of(door, "HW-90") is WindowStatus.APPLIED
    step = {"id": "HW-90", "status": "certified", "day": "2026-11-24"}
    assert browser.post("/console/windows/step", step).status_code == 303
    assert status_of(door, "HW-90") is WindowStatus.CERTIFIED
    assert door.actions().count("window.change") == 2


def test_a_window_is_not_certified_before_it_applied_or_without_an_application(door: Door) -> None:
    browser = door.browser("kanri")
    browser.post("/console/windows/new", form())
    step = {"id": "HW-90", "status": "certified", "day": "2026-11-19"}
    answer = browser.post("/console/windows/step", step)
    assert answer.status_code == 422
    assert "申請の日より後" in text_of(answer)
    with door.database.transaction() as tx:
        tx.windows.put(SLUG, [replace(tx.windows.get(SLUG, "HW-90"), applied_on=None)])
    assert "申請を受けた日がない" in text_of(browser.post("/console/windows/step", step))
    assert status_of(door, "HW-90") is WindowStatus.APPLIED


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": ""},
        {"status": "opened"},
        {"day": ""},
        {"day": "2999-01-01"},
        {"day": "きょう"},
        {"id": "HW-99"},
        {"id": "x" * 400},
        {"status": "applied"},
    ],
)
def test_a_wrong_step_is_told_and_changes_nothing(door: Door, wrong: dict[str, str]) -> None:
    step = {"id": "HW-01", "status": "withdrawn", "day": "2026-11-24", **wrong}
    assert door.browser("kanri").post("/console/windows/step", step).status_code == 422
    assert status_of(door, "HW-01") is WindowStatus.CERTIFIED


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"id": ""}, "番号は"),
        ({"id": "hw 15"}, "番号は"),
        ({"id": "HW-01"}, "もう使われています"),
        ({"name": ""}, "名前を入れて"),
        ({"name": "あ" * 61}, "長すぎます"),
        ({"kind": ""}, "種類を入れて"),
        ({"area": "hz-nowhere"}, "地区を選んで"),
        ({"phone": "=HYPERLINK()"}, "数字とハイフン"),
        ({"applied_on": "2027-01-01"}, "申請を受けた日"),
        ({"applied_on": ""}, "申請を受けた日"),
    ],
)
def test_a_wrong_application_is_told_at_its_field_and_stored_nowhere(
    door: Door, wrong: dict[str, str], said: str
) -> None:
    with door.database.reading() as tx:
        before = tx.windows.of_municipality(SLUG)
    answer = door.browser("kanri").post("/console/windows/new", form(**wrong))
    assert answer.status_code == 422
    assert said in text_of(answer)
    with door.database.reading() as tx:
        assert tx.windows.of_municipality(SLUG) == before
