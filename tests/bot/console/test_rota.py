"""The rota page: a week, who is called, where nobody is, absences, tests, and what wrong forms meet."""

import re
from datetime import datetime, timedelta

import pytest

from bot.clock import TOKYO
from bot.desk.alerting import people_of
from bot.desk.turn import Turn
from routing.outgoing import Medium, OutgoingState
from tests.bot.console.door import SLUG, Browser, Door, desk_of, text_of

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def shift_form(door: Door, login: str = "hana", **more: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "account": door.accounts[login].id,
        "days": WEEKDAYS,
        "opens": "08:30",
        "closes": "17:15",
        "area": "",
        "order": "1",
    }
    return {**plain, **more}


def add(door: Door, browser: Browser, login: str = "hana", **more: object) -> None:
    answer = browser.post("/console/rota/shift", shift_form(door, login, **more))  # type: ignore[arg-type]
    assert answer.status_code == 303, text_of(answer)


def reachable(door: Door, *logins: str) -> None:
    with door.database.transaction() as tx:
        for login in logins:
            account = tx.accounts.get(door.accounts[login].id)
            object.__setattr__(account, "email", f"{login}@hoozuki.example")
            tx.accounts.save(account)


def called_at(door: Door, at: datetime) -> list[str]:
    names = {account.id: login for login, account in door.accounts.items()}
    desk = desk_of(door.database, door.clock)
    with door.database.reading() as tx:
        turn = Turn(desk, tx, desk.towns.of(tx, SLUG), at)
        people = people_of(turn, door.alert, door.urgent)
    return [names[id_] for id_ in people.on_duty]


def test_a_rota_change_changes_who_is_called(door: Door) -> None:
    browser, tuesday = door.browser("kanri"), datetime(2026, 11, 24, 10, 0, tzinfo=TOKYO)
    reachable(door, "hana", "minami")
    add(door, browser, "hana")
    assert called_at(door, tuesday) == ["hana"]
    page = browser.get("/console/rota").text
    found = re.search(r"/console/rota/shift\?id=([\w-]+)", page)
    assert found is not None
    form = browser.get(f"/console/rota/shift?id={found.group(1)}").text
    seen = re.search(r'name="seen" value="([^"]+)"', form)
    assert seen is not None
    add(door, browser, "minami", id=found.group(1), seen=seen.group(1))
    assert called_at(door, tuesday) == ["minami"]
    assert "duty.change" in door.actions()


def test_two_who_change_the_same_shift_lose_nothing(door: Door) -> None:
    browser = door.browser("kanri")
    add(door, browser, "hana")
    with door.database.reading() as tx:
        (shift,) = tx.duty.shifts(SLUG)
    seen = f"{shift.account}|{shift.hours}||1"
    add(door, browser, "minami", id=shift.id, seen=seen)
    late = browser.post("/console/rota/shift", shift_form(door, "kita", id=shift.id, seen=seen))  # type: ignore[arg-type]
    assert late.status_code == 409
    with door.database.reading() as tx:
        assert [found.account for found in tx.duty.shifts(SLUG)] == [door.accounts["minami"].id]


def test_the_hours_in_which_nobody_is_on_duty_are_named_to_the_minute(door: Door) -> None:
    browser = door.browser("hana")
    add(door, browser)
    page = text_of(browser.get("/console/rota?week=2026-11-30"))
    assert "11月30日（月）17:15 から 12月1日（火）8:30 まで" in page
    assert "12月4日（金）17:15 から 12月7日（月）0:00 まで" in page


def test_a_holiday_stands_in_the_week_by_its_name_and_nobody_is_on_duty(door: Door) -> None:
    browser = door.browser("hana")
    add(door, browser)
    page = text_of(browser.get("/console/rota?week=2026-11-25"))
    assert "祝日：勤労感謝の日" in page
    assert "だれもいません" in page


def test_whoever_is_away_is_not_called(door: Door) -> None:
    browser, thursday = door.browser("kanri"), datetime(2026, 11, 26, 10, 0, tzinfo=TOKYO)
    reachable(door, "hana", "minami")
    add(door, browser, "hana")
    add(door, browser, "minami", order="2")
    assert called_at(door, thursday) == ["hana", "minami"]
    away = {"away": door.accounts["hana"].id, "start": "2026-11-26T00:00", "end": "2026-11-27T00:00"}
    assert browser.post("/console/rota/absence", away).status_code == 303
    assert called_at(door, thursday) == ["minami"]
    assert "はなさん：11月26日（木）0:00 から 11月27日（金）0:00 まで" in text_of(
        browser.get("/console/rota")
    )
    with door.database.reading() as tx:
        (absence,) = [id_ for id_, _ in tx.duty.absences(SLUG, since=door.clock.now())]
    browser.post("/console/rota/absence/remove", {"id": absence})
    assert called_at(door, thursday) == ["hana", "minami"]


def test_a_test_goes_the_way_of_alerts_and_its_fate_stands_on_the_page(door: Door) -> None:
    browser = door.browser("kanri")
    reachable(door, "hana")
    answer = browser.post("/console/rota/test", {"who": door.accounts["hana"].id})
    assert answer.location.endswith("done=test_sent")
    with door.database.reading() as tx:
        (test,) = tx.alert_tests.newest(SLUG)
    assert (test.medium, test.state) == (Medium.MAIL, OutgoingState.QUEUED)
    assert "はなさんへメール：送るところ" in text_of(browser.get("/console/rota"))
    assert "duty.test" in door.actions()


def test_a_test_to_somebody_without_any_channel_says_that_it_went_nowhere(door: Door) -> None:
    answer = door.browser("kanri").post("/console/rota/test", {"who": door.accounts["hana"].id})
    assert answer.location.endswith("done=test_nowhere")


def test_with_nobody_on_duty_a_test_to_those_on_duty_is_refused(door: Door) -> None:
    answer = door.browser("kanri").post("/console/rota/test", {"who": "on_duty"})
    assert answer.status_code == 422
    assert "送る相手がいません" in text_of(answer)


WRONG_SHIFTS = [
    ({"account": ""}, "だれの当番か"),
    ({"account": "x" * 300}, "だれの当番か"),
    ({"days": []}, "曜日をひとつ以上"),
    ({"days": ["everyday", "<script>"]}, "曜日をひとつ以上"),
    ({"opens": ""}, "始まりの時刻"),
    ({"opens": "25:00"}, "始まりの時刻"),
    ({"closes": "=1+1"}, "終わりの時刻"),
    ({"closes": "08:30"}, "始まりより後"),
    ({"opens": "18:00"}, "始まりより後"),
    ({"area": "no-such-area"}, "地区を選んで"),
    ({"order": "0"}, "1から9"),
    ({"order": "１"}, "1から9"),
    ({"order": "-1"}, "1から9"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG_SHIFTS)
def test_a_wrong_shift_is_told_at_its_field_and_stored_nowhere(
    door: Door, wrong: dict[str, object], said: str
) -> None:
    answer = door.browser("kanri").post("/console/rota/shift", shift_form(door, **wrong))  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "<script>" not in answer.text
    with door.database.reading() as tx:
        assert tx.duty.shifts(SLUG) == []


@pytest.mark.parametrize("login", ["kanri", "mado", "tonari"])
def test_only_coordinators_of_the_town_can_be_put_on_duty(door: Door, login: str) -> None:
    answer = door.browser("kanri").post("/console/rota/shift", shift_form(door, login))  # type: ignore[arg-type]
    assert answer.status_code == 422


WRONG_ABSENCES = [
    ({"away": ""}, "だれの休みか"),
    ({"start": ""}, "始まりの日と時刻"),
    ({"start": "きのう"}, "始まりの日と時刻"),
    ({"end": "2026-11-26T00:00+09:00"}, "終わりの日と時刻"),
    ({"end": "9999-12-31T00:00"}, "終わりの日と時刻"),
    ({"end": "2026-11-25T00:00"}, "終わりは始まりより後"),
    ({"end": "2029-11-25T00:00"}, "1年以内"),
    ({"start": "2026-10-01T00:00", "end": "2026-10-02T00:00"}, "もう終わった"),
]


@pytest.mark.parametrize(("wrong", "said"), WRONG_ABSENCES)
def test_a_wrong_absence_is_told_at_its_field_and_stored_nowhere(
    door: Door, wrong: dict[str, str], said: str
) -> None:
    form = {"away": door.accounts["hana"].id, "start": "2026-11-26T00:00", "end": "2026-11-27T00:00", **wrong}
    answer = door.browser("kanri").post("/console/rota/absence", form)
    assert answer.status_code == 422
    assert said in text_of(answer)
    with door.database.reading() as tx:
        assert tx.duty.absences(SLUG, since=door.clock.now() - timedelta(days=999)) == []


def test_what_another_town_planned_cannot_be_removed(door: Door) -> None:
    add(door, door.browser("kanri"))
    with door.database.reading() as tx:
        (shift,) = tx.duty.shifts(SLUG)
    answer = door.browser("tonari").post("/console/rota/shift/remove", {"id": shift.id})
    assert answer.location.endswith("done=already")
    with door.database.reading() as tx:
        assert len(tx.duty.shifts(SLUG)) == 1
