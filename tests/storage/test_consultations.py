from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from knowledge.areas import AreaId
from knowledge.destinations import Category, DestinationId
from routing.consultation import Actor, ChosenBy, ConsultationState, MatchStatus, Outcome, Subject, WindowId
from routing.decision import Candidate, Decision, DecisionKind, Flag, Option
from routing.urgency import Danger, Level, RuleId
from storage.answers import Answer, AnswerId
from storage.database import Database
from storage.errors import NotThereError
from storage.history import By
from storage.memo import SUMMARY, NeedReason, Note, UnmetNeed
from storage.selection import Facet, Selection
from tests.storage.rows import (
    BOT,
    DAY,
    NOW,
    SECOND,
    TOWN,
    account,
    alert,
    consultation,
    new_id,
    resident,
    stored,
    town,
)


def test_every_field_of_a_memo_comes_back(desk: Database) -> None:
    with desk.transaction() as tx:
        owner = tx.accounts.add(account())
        full = consultation(
            resident=resident(tx).id,
            level=Level.EMERGENCY,
            urgency_rule=RuleId("ja.fire.1"),
            match_status=MatchStatus.CHOICE,
            category=Category.DISASTER_SAFETY,
            area=AreaId("asahi"),
            next_date=NOW + DAY,
            window=WindowId("W01"),
            owner=owner.id,
            subject=Subject.THIRD_PARTY,
            dangers=(Danger.FIRE, Danger.MEDICAL),
            danger_topic=True,
            multiple_needs=True,
            quiet=True,
            summary="となりの家から煙",
            chosen=DestinationId("H-001"),
            chosen_by=ChosenBy.COORDINATOR,
            outcome=Outcome.CONNECTED,
            closed_at=NOW,
            state=ConsultationState.CLOSED,
        )
        made = tx.consultations.add(full, BOT)
        assert made == replace(full, number=1, version=1)
        assert tx.consultations.get(full.id) == made
        assert tx.consultations.by_number(TOWN, 1) == made


def test_numbers_count_within_each_municipality(desk: Database) -> None:
    with desk.transaction() as tx:
        tx.municipalities.add(town(type(TOWN)("kochi")))
        numbers = [stored(tx).number, stored(tx).number]
        other = stored(tx, municipality=type(TOWN)("kochi")).number
    assert (numbers, other) == ([1, 2], 1)


def test_an_unknown_municipality_or_consultation_is_said_to_be_absent(desk: Database) -> None:
    with pytest.raises(NotThereError), desk.transaction() as tx:
        stored(tx, municipality=type(TOWN)("nowhere"))
    with pytest.raises(NotThereError), desk.reading() as tx:
        tx.consultations.get(consultation().id)


def test_every_change_is_kept_with_its_author_and_values(desk: Database) -> None:
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        first = stored(tx)
        by = By(Actor.COORDINATOR, NOW + DAY, staff.id)
        second = tx.consultations.save(replace(first, summary="要約", owner=staff.id), by)
        assert second.version == 2
        assert tx.consultations.save(second, by) == second
        made, changed = tx.consultations.changes(first.id)
    assert made.by == BOT
    assert changed.by == by
    assert changed.fields == {"summary": ("", "要約"), "owner": (None, staff.id)}


def test_a_moment_of_contact_alone_makes_no_history(desk: Database) -> None:
    with desk.transaction() as tx:
        first = stored(tx)
        tx.consultations.save(replace(first, last_contact_at=NOW + DAY), BOT)
        assert tx.consultations.get(first.id).last_contact_at == NOW + DAY
        assert len(tx.consultations.changes(first.id)) == 1


def test_the_open_consultations_of_a_resident_come_latest_contact_first(desk: Database) -> None:
    closed = {"state": ConsultationState.CLOSED, "outcome": Outcome.UNKNOWN, "closed_at": NOW}
    with desk.transaction() as tx:
        person = resident(tx)
        old = stored(tx, resident=person.id)
        new = stored(tx, resident=person.id, last_contact_at=NOW + DAY)
        last = stored(tx, resident=person.id, last_contact_at=NOW + 2 * DAY, **closed)
        stored(tx)
        assert tx.consultations.open_of(person.id) == (new, old)
        assert tx.consultations.latest_of(person.id) == last
        assert tx.consultations.of_resident(person.id) == (last, new, old)


def test_list_count_facets_and_export_tell_of_the_same_consultations(desk: Database) -> None:
    with desk.transaction() as tx:
        for number in range(7):
            area = AreaId("asahi") if number % 2 else None
            stored(tx, area=area, received_at=NOW + number * SECOND)
        wanted = Selection(TOWN, received_from=NOW + SECOND, received_until=NOW + 6 * SECOND)
        listed = tx.consultations.page(wanted)
        assert [case.number for case in listed] == [6, 5, 4, 3, 2]
        assert tx.consultations.page(wanted, limit=2, offset=1) == listed[1:3]
        assert tx.consultations.count(wanted) == 5
        assert tx.consultations.count_by(wanted, Facet.AREA) == {"asahi": 3, None: 2}
        assert sorted(tx.consultations.stream(wanted), key=lambda case: -case.number) == list(listed)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Selection(TOWN, open_only=True), {1, 2, 3, 4, 5}),
        (Selection(TOWN, levels=(Level.URGENT,)), {2}),
        (Selection(TOWN, match_statuses=(MatchStatus.UNMATCHED,)), {3}),
        (Selection(TOWN, states=(ConsultationState.WAITING_FOR_PERSON,)), {4}),
        (Selection(TOWN, next_date_until=NOW + DAY), {5}),
        (Selection(TOWN, outcomes=(Outcome.UNMET,)), {6}),
        (Selection(TOWN, unacknowledged_alert=True), {2}),
        (Selection(TOWN, without_owner=True, open_only=True), {1, 2, 3, 5}),
        (Selection(TOWN, words=("電球",)), {1}),
        (Selection(TOWN, words=("電球", "庭")), set()),
        (Selection(TOWN, number=4), {4}),
        (Selection(type(TOWN)("kochi")), set()),
    ],
)
def test_each_list_of_the_digest_finds_its_own(desk: Database, wanted: Selection, found: set[int]) -> None:
    with desk.transaction() as tx:
        staff = tx.accounts.add(account())
        lamp = stored(tx)
        tx.words.index(TOWN, lamp.id, SUMMARY, ["電球", "交換"])
        tx.alerts.add(alert(stored(tx, level=Level.URGENT)))
        stored(tx, match_status=MatchStatus.UNMATCHED)
        stored(tx, state=ConsultationState.WAITING_FOR_PERSON, owner=staff.id)
        stored(tx, next_date=NOW)
        stored(tx, state=ConsultationState.CLOSED, outcome=Outcome.UNMET, closed_at=NOW)
        assert {case.number for case in tx.consultations.page(wanted)} == found
        assert tx.consultations.count(wanted) == len(found)


def test_s28_a_restricted_consultation_is_found_by_its_members_alone(desk: Database) -> None:
    with desk.transaction() as tx:
        member, stranger = tx.accounts.add(account()), tx.accounts.add(account("other"))
        secret = stored(tx, restricted=True)
        for _ in range(2):
            tx.consultations.admit(
                secret.id, member.id, pledged_at=NOW, pledge_version="1", added_by=member.id
            )
        assert tx.consultations.members(secret.id) == (member.id,)
        for wanted, number in (
            (Selection(TOWN), 0),
            (Selection(TOWN, viewer=member.id), 0),
            (Selection(TOWN, viewer=member.id, with_restricted=True), 1),
            (Selection(TOWN, viewer=stranger.id, with_restricted=True), 0),
            (Selection(TOWN, with_restricted=True), 0),
        ):
            assert tx.consultations.count(wanted) == number
            assert len(tx.consultations.page(wanted)) == number
            assert sum(tx.consultations.count_by(wanted, Facet.STATE).values()) == number


def test_the_notifier_of_an_abuse_is_kept_apart(desk: Database) -> None:
    with desk.transaction() as tx:
        case = stored(tx)
        assert tx.consultations.notifier(case.id) is None
        tx.consultations.set_notifier(case.id, "近所の人")
        assert tx.consultations.notifier(case.id) == "近所の人"
        assert "近所の人" not in str(tx.consultations.get(case.id))


def test_an_answer_keeps_its_decision_with_reasons_and_what_was_chosen(desk: Database) -> None:
    lamp = DestinationId("H-002")
    decision = Decision(
        kind=DecisionKind.ASK,
        candidates=(
            Candidate(lamp, 0.8125, ("「電球」",), "H-002/lamp"),
            Candidate(DestinationId("H-1"), 0.5),
        ),
        flags=(Flag.MULTIPLE_NEEDS,),
        options=(Option("家のこと", (lamp,)),),
        area=AreaId("asahi"),
    )
    with desk.transaction() as tx:
        case = stored(tx)
        answer = Answer(AnswerId(new_id()), TOWN, case.id, NOW, decision, knowledge_version=3)
        tx.answers.add(answer)
        assert tx.answers.get(answer.id) == answer
        tx.answers.reject(answer.id, at=NOW)
        tx.answers.choose(answer.id, lamp, by=ChosenBy.USER, at=NOW + DAY)
        kept = tx.answers.latest_of(case.id)
        assert kept == replace(answer, chosen=lamp, chosen_by=ChosenBy.USER, chosen_at=NOW + DAY)
        assert tx.consultations.count(Selection(TOWN, offered=lamp)) == 1
        with pytest.raises(NotThereError):
            tx.answers.get(AnswerId("gone"))


def test_notes_stay_with_their_consultation(desk: Database) -> None:
    with desk.transaction() as tx:
        staff, case = tx.accounts.add(account()), stored(tx)
        note = Note(new_id(), TOWN, case.id, staff.id, NOW, "娘さんに電話した")
        tx.notes.add(note)
        assert tx.notes.of_consultation(case.id) == (note,)


def test_unmet_needs_of_one_kind_and_area_roll_up(desk: Database) -> None:
    with desk.transaction() as tx:
        for _ in range(2):
            case = stored(tx)
            need = UnmetNeed(new_id(), TOWN, case.id, NeedReason.UNMATCHED, NOW, Category.MOBILITY)
            assert tx.unmet_needs.add(need)
            assert not tx.unmet_needs.add(replace(need, id=new_id()))
        span = {"first": NOW, "end": NOW + timedelta(seconds=1)}
        assert tx.unmet_needs.rolled_up(TOWN, **span) == {(Category.MOBILITY, None): 2}
        assert len(tx.unmet_needs.within(TOWN, **span)) == 2


def test_a_list_costs_one_query_however_long_it_is(desk: Database) -> None:
    with desk.transaction() as tx:
        for _ in range(20):
            stored(tx)
    statements: list[str] = []

    def note(*given: object) -> None:
        statements.append(str(given[2]))

    event.listen(desk.engine, "before_cursor_execute", note)
    with desk.reading() as tx:
        assert len(tx.consultations.page(Selection(TOWN))) == 20
    assert len([said for said in statements if said.startswith("SELECT")]) == 1
