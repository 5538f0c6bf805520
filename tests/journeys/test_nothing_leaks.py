"""Random journeys with planted names, telephones, words and LINE ids: nobody who steals anything can read one of them.

After 消して the same search with the keys in hand finds nothing of that person, and an older backup does not bring it
back. Small here; five hundred journeys with MADOGUCHI_TEST_SIZE=full.
"""

import os
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.bootstrap.metrics import metrics_of
from knowledge.destinations import DestinationId
from routing.consent import ConsentState
from routing.consultation import Actor
from routing.referral import ReferralId, ReferralState
from storage.backup import restore_backup, write_backup
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.database import Database, open_database
from storage.history import By
from storage.ledger_file import read_ledger, write_ledger
from storage.referrals import Referral
from tests.bot.desk.chat import Chat, line_id, open_desk
from tests.databases import RING
from tests.journeys.marks import LogFile, Marks, bytes_of, found_in, hashes_of, opened
from tests.storage.rows import new_id

JOURNEYS = 500 if os.environ.get("MADOGUCHI_TEST_SIZE") == "full" else 14

Step = Callable[[Chat, Marks, Random], None]


def who(marks: Marks) -> str:
    return f"person-{marks.number}"


def worry(chat: Chat, marks: Marks, random: Random) -> None:
    matter = random.choice(
        ("寝室の電球が切れて困っています", "家賃が払えそうにありません", "ごみ出しがつらいです")
    )
    chat.say(who(marks), f"{matter}。{marks.name}です。{marks.word}。電話は{marks.phone}です")


def danger(chat: Chat, marks: Marks, random: Random) -> None:
    matter = random.choice(
        ("夫に殴られています。今も家にいます", "もう死にたい", "隣の人が三日も姿を見せません")
    )
    chat.say(who(marks), f"{matter}。{marks.word} {marks.name} {marks.phone}")


def nothing_clear(chat: Chat, marks: Marks, random: Random) -> None:
    chat.say(who(marks), random.choice((marks.word, marks.name, f"{marks.phone}??", f"=cmd|{marks.word}")))


def pictures_and_places(chat: Chat, marks: Marks, _: Random) -> None:
    chat.does(who(marks), "image", contentProvider={"type": "external", "originalContentUrl": marks.word})
    chat.does(who(marks), "location", title=marks.name, address=marks.phone, latitude=33.5, longitude=133.5)
    chat.does(who(marks), "file", fileName=f"{marks.name}.pdf", fileSize=1)


def what_we_cannot_read(chat: Chat, marks: Marks, _: Random) -> None:
    chat.happen(
        chat.message(who(marks), "hologram", text=marks.word),
        chat.event(who(marks), "postback", postback={"data": f"{marks.name}&{marks.phone}"}),
        chat.event(who(marks), "message", message={"id": "9", "type": "text", "text": {"is": marks.word}}),
        chat.event(who(marks), f"strange-{marks.line_user}", secret=marks.word),
    )
    assert chat.post_body(f'{{"events": "{marks.word}"}}'.encode()) == 400
    assert chat.web.post(f"/line/{marks.line_user}/webhook?name={marks.word}", data=b"{}").status_code == 404


def taken_back(chat: Chat, marks: Marks, _: Random) -> None:
    said = chat.text(who(marks), f"やっぱり言いません {marks.word}")
    chat.happen(said)
    chat.happen(chat.event(who(marks), "unsend", unsend={"messageId": said["message"]["id"]}))


def a_person_please(chat: Chat, marks: Marks, _: Random) -> None:
    chat.say(who(marks), "人と話したい")
    chat.say(who(marks), f"{marks.name}といいます。{marks.word}")


def handed_over(chat: Chat, marks: Marks, _: Random) -> None:
    """What the pages write that take names: particulars, consent, a sheet that was received and closed."""
    with chat.database.transaction() as tx:
        resident = tx.residents.find_line_user(chat.slug, marks.line_user)
        cases = tx.consultations.of_resident(resident.id) if resident else ()
        if resident is None or not cases:
            return
        now, case = chat.clock.now(), cases[0].id
        subject = Person(
            PersonId(new_id()), chat.slug, now, case, name=marks.name, phone=marks.phone, address=marks.word
        )
        tx.persons.add(subject)
        by = By(Actor.RESIDENT, now)
        told = (marks.name,)
        consent = Consent(
            ConsentId(new_id()), chat.slug, case, ConsentState.GIVEN, by, "1", "page", must_not_tell=told
        )
        tx.consents.add(consent)
        sheet = f"{marks.name} {marks.phone}"
        tx.referrals.add(
            Referral(
                ReferralId(new_id()),
                chat.slug,
                case,
                DestinationId("H-001"),
                ReferralState.CLOSED,
                now,
                consent=consent.id,
                sheet=sheet,
            ),
            by,
        )


STEPS: tuple[Step, ...] = (
    worry,
    danger,
    nothing_clear,
    pictures_and_places,
    what_we_cannot_read,
    taken_back,
    a_person_please,
    handed_over,
)


def travel(chat: Chat, random: Random) -> list[Marks]:
    everybody = []
    for number in range(JOURNEYS):
        marks = Marks(number, line_id(f"person-{number}"))
        everybody.append(marks)
        chat.does(who(marks), "follow")
        worry(chat, marks, random)
        for step in random.choices(STEPS, k=random.randint(1, 4)):
            step(chat, marks, random)
        chat.clock.advance(seconds=random.choice((1, 20, 400)))
    chat.wait(seconds=10)
    return everybody


@pytest.mark.timeout(3600)
def test_whoever_steals_file_log_dump_backup_or_metrics_reads_nothing_and_the_erased_stay_erased(
    database: Database, tmp_path: Path
) -> None:
    random = Random(20261124)  # noqa: S311 - the same journeys every time
    backup, ledger = tmp_path / "old.backup", tmp_path / "erasures.jsonl"
    with LogFile(tmp_path / "log.jsonl") as log:
        chat = open_desk(database, on_duty=("hana",))
        everybody = travel(chat, random)
        marks = [mark for person in everybody for mark in person.all()]
        write_backup(database, backup, now=chat.clock.now())
        stolen = {
            "database": bytes_of(database),
            "backup": backup.read_bytes(),
            "log": log.content(),
            "metrics": metrics_of(database, chat.clock).encode(),
        }
        assert {what: found_in(content, marks) for what, content in stolen.items()} == {
            key: [] for key in stolen
        }
        # The search would find them: with the keys every person's word is there, and the file is the right one.
        readable = opened(database)
        assert all(person.word in readable and person.line_user in readable for person in everybody)
        assert b"hoozuki" in stolen["database"]
        assert stolen["log"]

        erased = everybody[::2]
        for person in erased:
            chat.say(who(person), "消して")
            chat.tap(who(person), "消す")
        assert gone_from(database, chat, erased) == []
        write_ledger(database, ledger)
        stolen = {"ledger": ledger.read_bytes(), "log": log.content(), "database": bytes_of(database)}
        assert {what: found_in(content, marks) for what, content in stolen.items()} == {
            key: [] for key in stolen
        }
    kept = opened(database)
    assert all(person.word in kept for person in everybody[1::2])

    restored = open_database(f"sqlite:///{tmp_path / 'restored.sqlite3'}", RING)
    done = restore_backup(restored, backup, ledger=read_ledger(ledger), now=chat.clock.now())
    assert done.erased_again >= len(erased)
    assert gone_from(restored, chat, erased) == []
    assert all(person.word in opened(restored) for person in everybody[1::2])
    restored.close()


def gone_from(database: Database, chat: Chat, people: list[Marks]) -> list[str]:
    """Return what is still there of people who should be gone, for whoever holds all keys."""
    readable = opened(database)
    return [
        mark
        for person in people
        for mark in (*person.all(), *hashes_of(database, chat.slug, person))
        if mark in readable
    ]
