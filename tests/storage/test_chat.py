from dataclasses import replace

import pytest

from knowledge.areas import AreaId
from routing.consultation import ResidentId
from storage.database import Database
from storage.errors import NotThereError
from storage.messages import MessageState
from storage.residents import Awaiting, Talk
from tests.storage.rows import DAY, MINUTE, NOW, SECOND, TOWN, message, new_id, resident, stored


def test_a_resident_is_known_again_and_the_line_id_is_handed_out_apart(desk: Database) -> None:
    with desk.transaction() as tx:
        first = resident(tx, "U-known")
        assert resident(tx, "U-known") == first
        assert tx.residents.line_user(first.id) == "U-known"
        assert "U-known" not in repr(first)
        assert tx.residents.find_line_user(TOWN, "U-other") is None


def test_what_is_learned_of_a_resident_is_remembered(desk: Database) -> None:
    asked = Awaiting("area", NOW + MINUTE, {"consultation": "c1"})
    with desk.transaction() as tx:
        id_ = resident(tx).id
        tx.residents.set_area(id_, AreaId("asahi"))
        tx.residents.set_language(id_, "vi")
        tx.residents.greeted(id_, at=NOW)
        tx.residents.set_awaiting(id_, asked)
        tx.residents.set_talk(id_, Talk.COORDINATOR, until=NOW + MINUTE)
        tx.residents.join_household(id_, "h1", now=NOW)
        found = tx.residents.get(id_)
    assert (found.area, found.language, found.greeted_at, found.household) == ("asahi", "vi", NOW, "h1")
    assert found.awaited(NOW) == asked
    assert found.awaited(NOW + MINUTE) is None
    assert found.with_coordinator(NOW)
    assert not found.with_coordinator(NOW + MINUTE)


def test_who_blocks_is_not_active_until_they_write_again(desk: Database) -> None:
    with desk.transaction() as tx:
        id_ = resident(tx).id
        tx.residents.blocked(id_, at=NOW)
        assert not tx.residents.get(id_).active
        tx.residents.seen(id_, at=NOW + DAY)
        assert tx.residents.get(id_).active
        with pytest.raises(NotThereError):
            tx.residents.seen(ResidentId("nobody"), at=NOW)


def test_bubbles_wait_and_then_belong_to_one_consultation(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        bubbles = [message(text, person, at=NOW + n * SECOND) for n, text in enumerate(["電球が", "切れて"])]
        for bubble in bubbles:
            assert tx.messages.add(bubble, line_message=bubble.id)
            assert not tx.messages.add(replace(bubble, id=type(bubble.id)(new_id())), line_message=bubble.id)
            tx.messages.wait(bubble.id)
        waiting = tx.messages.waiting_of(person.id)
        assert [bubble.text for bubble in waiting] == ["電球が", "切れて"]
        case = stored(tx, resident=person.id)
        tx.messages.handled([bubble.id for bubble in bubbles])
        tx.messages.join([bubble.id for bubble in bubbles], case.id)
        assert tx.messages.waiting_of(person.id) == ()
        assert [found.id for found in tx.messages.of_consultation(case.id)] == [b.id for b in bubbles]


def test_an_unsent_message_is_gone_and_counts(desk: Database) -> None:
    with desk.transaction() as tx:
        person = resident(tx)
        case = stored(tx, resident=person.id)
        said = message("言わなければよかった", person, consultation=case.id)
        tx.messages.add(said, line_message="m1")
        tx.words.index(TOWN, case.id, said.id, ["言う"])
        gone = tx.messages.erase_unsent(TOWN, "m1", now=NOW)
        assert gone == replace(said, text="", state=MessageState.ERASED)
        assert tx.messages.of_consultation(case.id) == (gone,)
        tx.messages.reword(said.id, "また言う")
        assert tx.messages.get(said.id).text == ""


def test_an_unsend_that_comes_first_is_remembered(desk: Database) -> None:
    with desk.transaction() as tx:
        assert not tx.messages.was_unsent(TOWN, "m1")
        assert tx.messages.erase_unsent(TOWN, "m1", now=NOW) is None
        assert tx.messages.was_unsent(TOWN, "m1")


def test_any_text_comes_back_as_it_was_said(desk: Database) -> None:
    with desk.transaction() as tx:
        for text in ("", "🏮" * 1500, "a\x00b", "改\r\n行", "\u202e逆"):
            said = message(text)
            tx.messages.add(said)
            assert tx.messages.get(said.id) == said


def test_a_quoted_message_is_found_by_its_line_id(desk: Database) -> None:
    with desk.transaction() as tx:
        said = message("前の話", resident(tx))
        tx.messages.add(said, line_message="m7")
        tx.messages.note([said.id], "thanks")
        assert tx.messages.find_line_message(TOWN, "m7") == replace(said, note="thanks")
        assert tx.messages.find_line_message(TOWN, "m8") is None
