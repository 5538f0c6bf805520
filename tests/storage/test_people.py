"""Accounts, sessions, invitations, throttling, duty, windows, digests."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import AreaId
from knowledge.hours import DayKind, HoursError, OfficeHours, Span, parse_hours
from knowledge.windows import Window, WindowStatus
from routing.duty import Absence, DutyShift
from routing.roles import Role
from storage.accounts import Credentials
from storage.database import Database
from storage.duty import DigestRecord, StoredShift
from storage.errors import AlreadyThereError, NotThereError, StaleError
from storage.sessions import Invitation, Purpose, Session
from storage.windows import hours_text
from tests.storage.rows import DAY, MINUTE, NOW, TOWN, account, new_id, town

HOUR = timedelta(hours=1)


def test_an_account_is_found_by_login_and_line_user(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.municipalities.add(town(type(TOWN)("kochi")))
        made = tx.accounts.add(account("Yamada", line_user="U-staff", email="a@example.test"))
        other = tx.accounts.add(account("yamada", municipality=type(TOWN)("kochi")))
        assert tx.accounts.get(made.id) == made
        assert tx.accounts.by_login(TOWN, "yamada") == made
        assert tx.accounts.by_line_user(TOWN, "U-staff") == made
        assert {found.id for found in tx.accounts.with_login("YAMADA")} == {made.id, other.id}
        assert tx.accounts.by_login(TOWN, "nobody") is None
    with pytest.raises(AlreadyThereError), desk.transaction() as tx:
        tx.accounts.add(account("YAMADA"))


def test_a_closed_account_gets_no_alert_and_answers_to_no_line_user(desk: Database) -> None:
    with desk.transaction() as tx:
        made = tx.accounts.add(account(line_user="U-staff"))
        closed = tx.accounts.save(replace(made, active=False))
        assert tx.accounts.by_line_user(TOWN, "U-staff") is None
        assert list(tx.accounts.of_municipality(TOWN, roles=[Role.COORDINATOR])) == []
        assert list(tx.accounts.of_municipality(TOWN, active_only=False)) == [closed]
        with pytest.raises(StaleError):
            tx.accounts.save(made)


def test_a_one_time_code_and_a_recovery_code_count_once(desk: Database) -> None:
    with desk.transaction() as tx:
        id_ = tx.accounts.add(account(), Credentials("hash", "SECRET", 0, ("r1", "r2"))).id
        assert tx.accounts.credentials(id_) == Credentials("hash", "SECRET", 0, ("r1", "r2"))
        assert tx.accounts.use_totp_step(id_, 100, at=NOW)
        assert not tx.accounts.use_totp_step(id_, 100, at=NOW)
        assert not tx.accounts.use_totp_step(id_, 99, at=NOW)
        assert tx.accounts.use_recovery_code(id_, "r1", at=NOW)
        assert not tx.accounts.use_recovery_code(id_, "r1", at=NOW)
        assert tx.accounts.credentials(id_).recovery_codes == ("r2",)


def test_a_session_ends_when_idle_at_its_end_and_when_told(desk: Database) -> None:
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        session = Session(TOWN, staff.id, NOW, NOW, NOW + MINUTE, NOW + HOUR, "form-secret")
        for token in ("t1", "t2", "t3"):
            tx.sessions.start(token, session, address="192.0.2.1")
        assert tx.sessions.find("t1", now=NOW) == session
        assert tx.sessions.find("t1", now=NOW + MINUTE) is None
        tx.sessions.touch("t1", now=NOW, idle_until=NOW + 2 * HOUR)
        tx.sessions.confirm("t1", until=NOW + MINUTE)
        assert tx.sessions.find("t1", now=NOW + HOUR) is None
        tx.sessions.end("t2")
        assert tx.sessions.find("t2", now=NOW) is None
        assert tx.sessions.end_all(staff.id, except_token="t1") == 1
        assert tx.sessions.remove_ended(now=NOW) == 0
        assert tx.sessions.remove_ended(now=NOW + HOUR) == 1
        assert tx.sessions.find("guess", now=NOW) is None


def test_an_invitation_works_once_for_its_purpose_until_it_expires(desk: Database) -> None:
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        given = Invitation(TOWN, Purpose.ENROLMENT, NOW, NOW + DAY, account=staff.id)
        for token in ("a", "b", "c"):
            tx.invitations.add(token, given)
        assert tx.invitations.find("a", Purpose.ENROLMENT, now=NOW) == given
        assert tx.invitations.use("a", Purpose.INVITATION, now=NOW) is None
        assert tx.invitations.use("a", Purpose.ENROLMENT, now=NOW) == given
        assert tx.invitations.use("a", Purpose.ENROLMENT, now=NOW) is None
        assert tx.invitations.use("b", Purpose.ENROLMENT, now=NOW + DAY) is None
        assert len(tx.invitations.open_of(TOWN, now=NOW)) == 2
        assert tx.invitations.revoke_for(staff.id, now=NOW) == 2
        assert tx.invitations.use("c", Purpose.ENROLMENT, now=NOW) is None


def test_a_bucket_gives_its_tokens_and_fills_again_whatever_the_clock_does(desk: Database) -> None:
    def take(tx_now: timedelta, subject: str = "yamada") -> bool:
        with desk.transaction() as tx:
            return tx.throttle.take("login", subject, capacity=3, refill=3 * MINUTE, now=NOW + tx_now)

    nothing = timedelta(0)
    assert [take(nothing) for _ in range(4)] == [True, True, True, False]
    assert take(nothing, "tanaka")
    assert not take(-HOUR)
    assert take(MINUTE)
    assert not take(MINUTE)
    assert [take(HOUR) for _ in range(4)] == [True, True, True, False]
    with desk.transaction() as tx:
        tx.throttle.forgive("login", "yamada")
    assert take(HOUR)
    with desk.transaction() as tx:
        assert tx.throttle.remove_idle(before=NOW + DAY) == 2


def test_the_rota_is_what_was_planned_with_absences(desk: Database) -> None:
    with desk.transaction() as tx:
        assert tx.duty.rota(TOWN).shifts == ()
        staff = tx.accounts.add(account())
        away = Absence(staff.id, NOW, NOW + DAY)
        planned = [StoredShift(new_id(), TOWN, staff.id, "mon-fri 08:30-17:15", AreaId("asahi"), 2)]
        tx.duty.replace_shifts(TOWN, planned)
        tx.duty.replace_shifts(TOWN, planned)
        tx.duty.add_absence("a1", TOWN, away)
        rota = tx.duty.rota(TOWN)
        hours = parse_hours("mon-fri 08:30-17:15")
        assert hours is not None
        assert rota.shifts == (DutyShift(staff.id, hours, AreaId("asahi"), 2),)
        assert rota.absences == (away,)
        assert tx.duty.absences(TOWN, since=NOW + 2 * DAY) == []
        assert tx.duty.remove_absence(TOWN, "a1")
        assert tx.duty.rota(TOWN).absences == ()
        with pytest.raises(HoursError):
            tx.duty.replace_shifts(TOWN, [replace(planned[0], hours="")])


CLOCKS = st.times(min_value=time(0), max_value=time(23, 58)).map(lambda t: t.replace(second=0, microsecond=0))
SPANS = st.builds(Span, st.sampled_from(DayKind), CLOCKS, st.sampled_from([time(23, 59), time.max]))
DAYS = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
HOURS = st.builds(
    OfficeHours,
    st.lists(SPANS, min_size=1, max_size=5).map(tuple),
    st.lists(st.tuples(DAYS, DAYS), max_size=2).map(tuple),
)


@given(HOURS)
def test_hours_are_written_as_they_are_read(hours: OfficeHours) -> None:
    assert parse_hours(hours_text(hours)) == hours


def test_windows_come_back_whole_and_by_status(desk: Database) -> None:
    window = Window(
        "W01",
        "ほおずき薬局",
        "pharmacy",
        AreaId("asahi"),
        WindowStatus.CERTIFIED,
        "ほおずき市1",
        "0999-00-2000",
        parse_hours("mon-fri 09:00-18:00"),
        date(2025, 4, 1),
        date(2025, 5, 1),
    )
    with desk.transaction() as tx:
        tx.windows.put(TOWN, [window, replace(window, id="W02", hours=None, status=WindowStatus.APPLIED)])
        tx.windows.put(TOWN, [window])
        assert tx.windows.get(TOWN, "W01") == window
        assert [found.id for found in tx.windows.of_municipality(TOWN)] == ["W01", "W02"]
        assert list(tx.windows.of_municipality(TOWN, statuses=[WindowStatus.CERTIFIED])) == [window]
        with pytest.raises(NotThereError):
            tx.windows.get(TOWN, "W03")


def test_s11_one_digest_for_each_account_and_day(desk: Database) -> None:
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        first = DigestRecord(new_id(), TOWN, staff.id, date(2026, 11, 24), None, NOW, NOW)
        assert tx.digests.latest_of(staff.id) is None
        assert tx.digests.add(first)
        assert not tx.digests.add(replace(first, id=new_id()))
        assert tx.digests.add(replace(first, id=new_id(), day=date(2026, 11, 20)))
        assert tx.digests.latest_of(staff.id) == first
