"""Alerts, consents, referrals, due work, knowledge, the audit trail, signs of life."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from knowledge.destinations import DestinationId
from knowledge.entries import LearnedPhrase
from knowledge.profile_tables import Phrase
from routing.alert import AlertState, AttemptFate
from routing.consent import ConsentState, Ground
from routing.consultation import Actor
from routing.outgoing import Medium, OutgoingId
from routing.referral import DeclineReason, ReferralId, ReferralState
from storage.alerts import AlertAttempt
from storage.audit import AuditEntry
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.database import Database
from storage.errors import AlreadyThereError, NotThereError, StaleError
from storage.history import By
from storage.knowledge import KnowledgeVersion, VersionLine
from storage.learning import Lesson, LessonId
from storage.municipalities import ChannelSecrets
from storage.referrals import Referral
from storage.tables.timed import TimedState
from storage.timed import Timed, TimedId
from tests.storage.rows import BOT, DAY, LEASE, MINUTE, NOW, TOWN, account, alert, new_id, stored, town

DESK = DestinationId("H-001")


def test_an_alert_is_due_until_somebody_has_recorded_what_was_done(desk: Database) -> None:
    with desk.transaction() as tx:
        staff, case = tx.accounts.add(account()), stored(tx)
        raised = alert(case)
        tx.alerts.add(raised)
        assert tx.alerts.open_of_consultation(case.id) == raised
        assert tx.alerts.due(NOW) == ()
        assert tx.alerts.next_due() == raised.next_step_at
        assert tx.alerts.due(NOW + DAY) == (raised,)
        known = replace(
            raised,
            state=AlertState.ACKNOWLEDGED,
            acknowledged_by=staff.id,
            acknowledged_at=NOW,
            escalation_step=1,
        )
        tx.alerts.save(known, was=AlertState.RAISED)
        with pytest.raises(StaleError):
            tx.alerts.save(known, was=AlertState.RAISED)
        done = replace(
            known, state=AlertState.ACTION_RECORDED, action="訪問した", action_at=NOW, next_step_at=None
        )
        tx.alerts.save(done, was=AlertState.ACKNOWLEDGED)
        assert tx.alerts.get(raised.id) == done
        assert tx.alerts.open_of_consultation(case.id) is None
        assert tx.alerts.open_of(TOWN) == ()
        assert tx.alerts.of_consultation(case.id) == (done,)
        assert tx.alerts.next_due() is None


def test_every_attempt_to_reach_a_person_and_its_fate_is_kept(desk: Database) -> None:
    with desk.transaction() as tx:
        staff, raised = tx.accounts.add(account()), alert(stored(tx))
        tx.alerts.add(raised)
        attempt = AlertAttempt(
            new_id(), TOWN, raised.id, 0, staff.id, Medium.LINE, NOW, outgoing=OutgoingId("o1")
        )
        tx.alerts.add_attempt(attempt)
        assert tx.alerts.note_fate(OutgoingId("o1"), AttemptFate.FAILED, reason="blocked") == raised.id
        assert tx.alerts.note_fate(OutgoingId("o2"), AttemptFate.ACCEPTED) is None
        assert tx.alerts.attempts(raised.id) == (replace(attempt, fate=AttemptFate.FAILED, reason="blocked"),)


def test_of_two_answers_of_one_moment_the_one_recorded_later_counts(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
        said = Consent(ConsentId("z"), TOWN, case.id, ConsentState.GIVEN, BOT, "2026-11", "page")
        tx.consents.add(said)
        for id_, state in (
            ("m", ConsentState.REFUSED),
            ("a", ConsentState.GIVEN),
            ("k", ConsentState.WITHDRAWN),
        ):
            tx.consents.add(replace(said, id=ConsentId(id_), state=state))
            current = tx.consents.current(case.id)
            assert current is not None
            assert (current.id, current.state) == (id_, state)


def test_s43_two_people_of_one_household_keep_separate_consents(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
        mother, son = (
            Person(PersonId(new_id()), TOWN, NOW + n * MINUTE, case.id, household="h1", name=name, phone="1")
            for n, name in enumerate(("母", "息子"))
        )
        for person in (mother, son):
            tx.persons.add(person)
        tx.persons.save(replace(son, phone="2"))
        assert tx.persons.of_household("h1") == (mother, replace(son, phone="2"))
        assert tx.persons.of_consultation(case.id)[0] == tx.persons.get(mother.id)
        asked = Consent(
            ConsentId(new_id()),
            TOWN,
            case.id,
            ConsentState.GIVEN,
            BOT,
            "2026-11",
            "page",
            subject=mother.id,
            giver=son.id,
            must_not_tell=("となりの人",),
        )
        tx.consents.add(asked)
        tx.consents.add(
            replace(asked, id=ConsentId(new_id()), state=ConsentState.REFUSED, subject=son.id, giver=None)
        )
        ground = replace(
            asked,
            id=ConsentId(new_id()),
            state=ConsentState.NOT_ASKED,
            ground=Ground.DANGER_TO_LIFE,
            reason="今夜が危ない",
            by=By(Actor.COORDINATOR, NOW + DAY),
        )
        tx.consents.add(ground)
        assert tx.consents.get(asked.id) == asked
        assert tx.consents.current(case.id, mother.id) == ground
        refused = tx.consents.current(case.id, son.id)
        assert refused is not None
        assert refused.state is ConsentState.REFUSED
        assert tx.consents.current(case.id) is None


def test_s30_a_referral_keeps_every_step_and_both_owners(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
        drafted = tx.referrals.add(
            Referral(ReferralId(new_id()), TOWN, case.id, DESK, ReferralState.DRAFTED, NOW, sheet="{}"), BOT
        )
        sent = tx.referrals.save(replace(drafted, state=ReferralState.SENT, sent_at=NOW), BOT)
        assert tx.referrals.waiting(TOWN, before=NOW + DAY) == (sent,)
        back = tx.referrals.save(
            replace(
                sent, state=ReferralState.HANDED_BACK, handed_back_from="包括", handed_back_to="ケアマネ"
            ),
            BOT,
            reason="落ち着いた",
        )
        with pytest.raises(StaleError):
            tx.referrals.save(replace(sent, decline_reason=DeclineReason.CAPACITY), BOT)
        assert tx.referrals.get(drafted.id) == back
        steps = [(step.before, step.after, step.reason) for step in tx.referrals.changes(drafted.id)]
        assert steps == [
            (None, ReferralState.DRAFTED, ""),
            (ReferralState.DRAFTED, ReferralState.SENT, ""),
            (ReferralState.SENT, ReferralState.HANDED_BACK, "落ち着いた"),
        ]
        assert tx.referrals.open_of_consultation(case.id) == (back,)
        assert tx.referrals.of_destination(TOWN, DESK) == (back,)


def test_a_sheet_opens_by_its_token_until_it_expires_or_is_taken_back(desk: Database) -> None:
    with desk.transaction() as tx:
        id_ = tx.referrals.add(
            Referral(ReferralId(new_id()), TOWN, stored(tx).id, DESK, ReferralState.SENT, NOW), BOT
        ).id
        tx.referrals.set_token(id_, "token", expires_at=NOW + DAY)
        found = tx.referrals.by_token("token", now=NOW)
        assert found is not None
        assert found.id == id_
        assert tx.referrals.by_token("token", now=NOW + DAY) is None
        assert tx.referrals.by_token("guess", now=NOW) is None
        tx.referrals.set_token(id_, None, expires_at=None)
        assert tx.referrals.by_token("token", now=NOW) is None


def test_due_work_is_planned_once_and_done_once(desk: Database) -> None:
    work = Timed(TimedId(new_id()), TOWN, "follow_up", "c1", NOW + MINUTE, "follow_up:c1", {"answer": "a1"})
    with desk.transaction() as tx:
        assert tx.timed.add(work)
        assert not tx.timed.add(replace(work, id=TimedId(new_id())))
        assert tx.timed.claim(now=NOW, lease=LEASE, worker="w") is None
        assert tx.timed.next_due() == NOW + MINUTE
        later = NOW + MINUTE
        assert tx.timed.claim(now=later, lease=LEASE, worker="w", kinds=["bubble"]) is None
        found = tx.timed.claim(now=later, lease=LEASE, worker="w", kinds=["follow_up"])
        assert found is not None
        assert found.work == work
        tx.timed.postpone(found, until=later + MINUTE)
        assert tx.timed.waiting_for("c1") == (replace(work, due_at=later + MINUTE),)
        again = tx.timed.claim(now=later + MINUTE, lease=LEASE, worker="w")
        assert again is not None
        assert again.attempts == 2
        tx.timed.finish(again, now=later)
        with pytest.raises(StaleError):
            tx.timed.kill(again, now=later, reason="late")
        assert tx.timed.counts() == {TimedState.DONE: 1}


def test_planned_work_can_be_moved_and_cancelled(desk: Database) -> None:
    with desk.transaction() as tx:
        for kind in ("follow_up", "bubble"):
            tx.timed.add(Timed(TimedId(new_id()), TOWN, kind, "c1", NOW, kind))
        assert tx.timed.move(subject="c1", kind="bubble", due_at=NOW + DAY) == 1
        assert tx.timed.cancel(subject="c1", now=NOW, kinds=["bubble"]) == 1
        assert tx.timed.cancel(subject="c1", now=NOW) == 1
        assert tx.timed.claim(now=NOW + DAY, lease=LEASE, worker="w") is None


def test_an_import_counts_only_once_the_pointer_moves(desk: Database) -> None:
    first = KnowledgeVersion(
        TOWN,
        1,
        NOW,
        "profile hoozuki",
        desks=({"id": "H-001", "name": "なんでも相談"}, {"id": "H-002", "name": "住まい"}),
        phrases=(Phrase(DESK, "", "電球が切れた"), Phrase(DESK, "lamp", "明かりがつかない")),
        documents={"areas.csv": b"id,name\n"},
    )
    with desk.transaction() as tx:
        assert tx.knowledge.current(TOWN) is None
        assert tx.knowledge.add_version(first) == 1
        assert tx.knowledge.current(TOWN) is None
        tx.knowledge.use_version(TOWN, 1)
        assert tx.knowledge.current(TOWN) == first
        assert tx.knowledge.add_version(replace(first, source="import")) == 2
        assert tx.knowledge.versions(TOWN) == [
            VersionLine(2, NOW, "import"),
            VersionLine(1, NOW, "profile hoozuki"),
        ]
        assert tx.municipalities.versions() == {TOWN: (1, 0)}
        with pytest.raises(NotThereError):
            tx.knowledge.use_version(TOWN, 3)


def test_every_process_notices_a_learned_phrase(desk: Database) -> None:
    lesson = Lesson(LessonId(new_id()), TOWN, "H-001", "庭の草が伸びた", NOW)
    with desk.transaction() as tx:
        assert tx.learning.learn(lesson)
        assert not tx.learning.learn(replace(lesson, id=LessonId(new_id())))
        assert tx.learning.lessons(TOWN) == (lesson,)
        assert tx.learning.learned(TOWN) == (LearnedPhrase("H-001", "庭の草が伸びた"),)
        assert tx.municipalities.get(TOWN).learned_version == 1
        tx.learning.forget(TOWN, lesson.id)
        assert tx.learning.learned(TOWN) == ()
        assert tx.municipalities.get(TOWN).learned_version == 2


def test_a_municipality_keeps_its_channel_sealed_and_its_settings(desk: Database) -> None:
    with desk.transaction() as tx:
        assert not tx.municipalities.add(town())
        assert tx.municipalities.channel(TOWN) == ChannelSecrets()
        channel = ChannelSecrets(("new", "old"), "access")
        tx.municipalities.set_channel(TOWN, channel)
        tx.municipalities.set_settings(TOWN, '{"a": 1}')
        tx.municipalities.set_active(TOWN, active=False)
        assert tx.municipalities.channel(TOWN) == channel
        found = tx.municipalities.get(TOWN)
        assert (found.settings, found.active) == ('{"a": 1}', False)
        assert list(tx.municipalities.all()) == [found]
        with pytest.raises(NotThereError):
            tx.municipalities.set_settings(type(TOWN)("nowhere"), "{}")


def entry(days: int = 0) -> AuditEntry:
    by = By(Actor.COORDINATOR, NOW + timedelta(days=days), None)
    return AuditEntry(by, "consultation.read", "consultation", "c1", TOWN, ("summary", "messages"))


def test_the_audit_trail_tells_newest_first_and_exports_oldest_first(desk: Database) -> None:
    with desk.transaction() as tx:
        for day in range(3):
            tx.audit.note(entry(day), address="192.0.2.1")
        page = tx.audit.page(TOWN, limit=2)
        assert [found.number for found in page] == [3, 2]
        assert [found.number for found in tx.audit.page(TOWN, before=2)] == [1]
        assert tx.audit.page(None, subject="other") == ()
        exported = list(tx.audit.stream(TOWN, first=NOW, end=NOW + 2 * DAY))
        assert [replace(found, number=0) for found in exported] == [entry(0), entry(1)]


def test_the_audit_trail_takes_names_and_never_values(desk: Database) -> None:
    with pytest.raises(ValueError, match="never values"), desk.transaction() as tx:
        tx.audit.note(replace(entry(), fields=("090-1234",)))


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit"])
def test_the_database_itself_refuses_to_change_the_audit_trail(desk: Database, statement: str) -> None:
    with desk.transaction() as tx:
        tx.audit.note(entry())
    with pytest.raises(AlreadyThereError), desk.open_ground() as ground:
        ground.connection.execute(text(statement))
    with desk.reading() as tx:
        assert len(tx.audit.page(TOWN)) == 1


def test_only_the_purge_removes_audit_entries_and_only_old_ones(desk: Database) -> None:
    with desk.transaction() as tx:
        for day in range(4):
            tx.audit.note(entry(day))
        assert tx.audit.purge(before=NOW + 3 * DAY, limit=2) == 2
        assert tx.audit.purge(before=NOW + 3 * DAY, limit=2) == 1
        assert tx.audit.purge(before=NOW + 3 * DAY, limit=2) == 0
    with pytest.raises(AlreadyThereError), desk.open_ground() as ground:
        ground.connection.execute(text("DELETE FROM audit"))


def test_signs_of_life_and_counters_add_up(desk: Database) -> None:
    today = date(2026, 11, 24)
    with desk.transaction() as tx:
        tx.heartbeats.went_well("worker", at=NOW)
        tx.heartbeats.failed("worker", at=NOW + MINUTE, error="KeyError")
        (found,) = tx.heartbeats.all()
        assert (found.last_ok, found.last_failed, found.last_error) == (NOW, NOW + MINUTE, "KeyError")
        tx.counters.add(TOWN, "webhook.dropped", today)
        tx.counters.add(TOWN, "webhook.dropped", today, 4)
        tx.counters.add("", "webhook.dropped", date(2026, 11, 25))
        assert tx.counters.totals(first=today, last=today) == {(TOWN, "webhook.dropped"): 5}
