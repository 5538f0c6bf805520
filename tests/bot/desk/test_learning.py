"""The desk learns: unmatched words become suggestions, corrections count at once, and nothing personal is kept."""

from dataclasses import replace

import pytest

from bot.bootstrap.desk import texts_of
from bot.desk.learning import (
    NothingToLearnError,
    accept_suggestion,
    refuse_suggestion,
    suggest_phrase,
    teach_correction,
    unlearn,
)
from bot.desk.towns import Towns
from bot.randomness import SystemRandomness
from knowledge.destinations import DestinationId
from routing.consultation import Actor, MatchStatus, MunicipalitySlug
from routing.question import Question
from routing.urgency import Level
from storage.database import Database
from storage.errors import NotThereError
from storage.history import By
from storage.learning import Lesson, LessonId, SuggestionOrigin
from tests.bot.desk.chat import Chat
from tests.storage.rows import new_id

CHANCE = SystemRandomness()
STRANGE = "ミツバチの巣箱の置き場所を田中さんが探している。0999-01-2345"
BEES = DestinationId("H-063")


def staff(chat: Chat) -> By:
    with chat.database.reading() as tx:
        (account, *_) = tx.accounts.of_municipality(chat.slug)
    return By(Actor.COORDINATOR, chat.clock.now(), account.id)


def first_of(database: Database, slug: MunicipalitySlug, text: str) -> DestinationId | None:
    """Return what another process, which has answered nothing yet, would name first."""
    with database.reading() as tx:
        found = Towns(texts_of).of(tx, slug).judge.judge(Question(text)).candidates
    return found[0].destination if found else None


def test_words_that_no_desk_was_found_for_wait_as_a_suggestion_without_personal_data(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    case = chat.only()
    assert case.match_status is MatchStatus.UNMATCHED
    with chat.database.reading() as tx:
        (found,) = tx.learning.suggestions(chat.slug)
    assert found.origin is SuggestionOrigin.UNMATCHED
    assert "ミツバチの巣箱の置き場所" in found.text
    assert "田中" not in found.text
    assert "2345" not in found.text


def test_the_same_words_from_two_people_are_one_suggestion_that_came_twice(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    chat.say("ben", STRANGE)
    with chat.database.reading() as tx:
        (found,) = tx.learning.suggestions(chat.slug)
    assert found.times == 2


def test_an_accepted_suggestion_counts_with_the_next_message_in_every_process(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    other = Towns(texts_of)
    with chat.database.reading() as tx:
        other.of(tx, chat.slug)
        (found,) = tx.learning.suggestions(chat.slug)
    with chat.database.transaction() as tx:
        learned = accept_suggestion(
            tx, found, text="ミツバチの巣箱を置きたい", target=BEES, by=staff(chat), randomness=CHANCE
        )
    assert learned == "ミツバチの巣箱を置きたい"
    with chat.database.reading() as tx:
        decision = other.of(tx, chat.slug).judge.judge(Question("ミツバチの巣箱を置きたいです"))
        assert tx.learning.suggestions(chat.slug) == ()
    assert decision.candidates[0].destination == BEES


def test_what_staff_write_is_freed_of_personal_data_too_and_nothing_left_is_refused(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    with chat.database.reading() as tx:
        (found,) = tx.learning.suggestions(chat.slug)
    with pytest.raises(NothingToLearnError), chat.database.transaction() as tx:
        accept_suggestion(tx, found, text="0999-01-2345", target=BEES, by=staff(chat), randomness=CHANCE)
    with chat.database.transaction() as tx:
        learned = accept_suggestion(
            tx, found, text="佐藤さんのミツバチ", target=BEES, by=staff(chat), randomness=CHANCE
        )
    assert learned == "○○さんのミツバチ"


def test_a_refused_suggestion_does_not_come_back_and_two_people_decide_once(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    with chat.database.transaction() as tx:
        (found,) = tx.learning.suggestions(chat.slug)
        refuse_suggestion(tx, found, by=staff(chat))
    with pytest.raises(NotThereError), chat.database.transaction() as tx:
        accept_suggestion(tx, found, text="ミツバチの巣箱", target=BEES, by=staff(chat), randomness=CHANCE)
    chat.say("ben", STRANGE)
    with chat.database.reading() as tx:
        assert tx.learning.suggestions(chat.slug) == ()
        assert tx.learning.lessons(chat.slug) == ()


def test_a_correction_teaches_at_once_and_can_be_taken_back(chat: Chat) -> None:
    chat.say("aki", STRANGE)
    with chat.database.transaction() as tx:
        learned = teach_correction(tx, chat.only(), BEES, by=staff(chat), randomness=CHANCE)
    assert "ミツバチの巣箱の置き場所" in learned
    assert first_of(chat.database, chat.slug, "ミツバチの巣箱のこと") == BEES
    with chat.database.transaction() as tx:
        (lesson,) = tx.learning.lessons(chat.slug)
        unlearn(tx, chat.slug, lesson.id, by=staff(chat))
        assert [e.action for e in tx.audit.page(chat.slug)][:2] == ["knowledge.unlearn", "knowledge.teach"]
    assert first_of(chat.database, chat.slug, "ミツバチの巣箱のこと") != BEES
    with chat.database.transaction() as tx:
        assert teach_correction(tx, chat.only(), BEES, by=staff(chat), randomness=CHANCE)


@pytest.mark.parametrize(
    "guarded", [{"restricted": True}, {"danger_topic": True}, {"level": Level.URGENT}, {"quiet": True}]
)
def test_nothing_is_learned_from_danger_or_from_a_restricted_consultation(
    one_desk: Chat, guarded: dict[str, object]
) -> None:
    one_desk.say("aki", "庭の草が伸びて困っています")
    case = replace(one_desk.only(), **guarded)  # type: ignore[arg-type]
    with one_desk.database.transaction() as tx:
        assert teach_correction(tx, case, BEES, by=staff(one_desk), randomness=CHANCE) == ""
        kept = suggest_phrase(
            tx,
            case,
            ["庭の草"],
            origin=SuggestionOrigin.HANDED_BACK,
            by=staff(one_desk),
            randomness=CHANCE,
        )
        assert not kept
        assert tx.learning.suggestions(one_desk.slug) == ()
        assert tx.learning.lessons(one_desk.slug) == ()


def test_what_was_learned_goes_when_its_person_asks_to_be_erased_and_every_process_notices(
    chat: Chat,
) -> None:
    chat.say("aki", STRANGE)
    with chat.database.transaction() as tx:
        teach_correction(tx, chat.only(), BEES, by=staff(chat), randomness=CHANCE)
        before = tx.municipalities.get(chat.slug).learned_version
    chat.say("aki", "消して")
    chat.tap("aki", "消す")
    with chat.database.reading() as tx:
        assert tx.learning.lessons(chat.slug) == ()
        assert tx.learning.suggestions(chat.slug) == ()
        assert tx.municipalities.get(chat.slug).learned_version > before


def test_an_unsent_message_takes_what_it_taught_along(chat: Chat) -> None:
    event = chat.text("aki", STRANGE)
    chat.happen(event)
    with chat.database.reading() as tx:
        assert len(tx.learning.suggestions(chat.slug)) == 1
    chat.happen(chat.event("aki", "unsend", unsend={"messageId": event["message"]["id"]}))
    with chat.database.reading() as tx:
        assert tx.learning.suggestions(chat.slug) == ()


def test_hundreds_of_learned_phrases_do_not_crowd_out_desks_that_have_none(one_desk: Chat) -> None:
    by, slug = staff(one_desk), one_desk.slug
    one_desk.say("aki", "こんにちは、少し教えてください")
    before = first_of(one_desk.database, slug, "介護保険の申請をしたい")
    with one_desk.database.transaction() as tx:
        for number in range(300):
            tx.learning.learn(
                Lesson(LessonId(new_id()), slug, BEES, f"ミツバチの申請と相談をしたい その{number}", by.at)
            )
    assert before is not None
    assert first_of(one_desk.database, slug, "介護保険の申請をしたい") == before


def test_a_correction_changes_the_next_answer_to_the_same_words_and_no_other(one_desk: Chat) -> None:
    name, grass = one_desk.profile.destination(BEES).name, "庭の草が伸びて困っています"
    assert name not in one_desk.say("aki", STRANGE)
    with one_desk.database.transaction() as tx:
        teach_correction(tx, one_desk.only(), BEES, by=staff(one_desk), randomness=CHANCE)
    assert name in one_desk.say("ben", STRANGE)
    assert name in one_desk.say("chie", "ミツバチの巣箱の置き場所を探しています")
    assert "シルバー人材センター" in one_desk.say("dai", grass)
