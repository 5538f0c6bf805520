"""What somebody is told who writes of violence: lock screen and chat list say that there is an answer, no more."""

from collections.abc import Mapping

import pytest

from bot.texts import load_texts
from storage.database import Database
from tests.bot.desk.chat import Chat, open_desk

NEUTRAL = load_texts().say("resident.safety.neutral")
SAID = (
    "夫に殴られています。いま家にいます",
    "彼氏に首をしめられました。こわいです",
    "知らない男につきまとわれています",
    "むりやり体をさわられました",
    "隣の家で子どもがたたかれて泣き叫んでいます。あざもあります",
    "母が兄に毎日たたかれています。助けてください",
)


def shown(message: Mapping[str, object]) -> str:
    """Return what a lock screen shows of one message."""
    return str(message.get("altText") or message.get("text") or "")


def quiet(chat: Chat, person: str) -> bool:
    calls = [sent.messages for sent in chat.sent_to(person)]
    first_is_neutral = all(shown(messages[0]) == NEUTRAL for messages in calls)
    return (
        bool(calls) and first_is_neutral and all(shown(m) == NEUTRAL for messages in calls for m in messages)
    )


@pytest.mark.parametrize("text", SAID)
def test_no_lock_screen_names_the_matter_of_violence_from_the_first_answer_on(
    sqlite_database: Database, text: str
) -> None:
    chat = open_desk(sqlite_database, on_duty=("hana",))
    chat.say("tomi", text)
    chat.say("tomi", "どうしたらいいですか。こわくて眠れません")
    chat.say("tomi", "人と話したい")
    assert quiet(chat, "tomi")


def test_this_check_would_find_a_lock_screen_that_tells(sqlite_database: Database) -> None:
    chat = open_desk(sqlite_database, on_duty=("hana",))
    chat.say("tomi", "寝室の電球が切れて困っています")
    assert not quiet(chat, "tomi")
