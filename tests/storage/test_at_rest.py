"""A stolen file, its write-ahead log or a dump gives no name, text or id; with the keys, nothing of the erased."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from knowledge.destinations import DestinationId
from routing.consent import ConsentState
from routing.consultation import AccountId, Actor, ConsultationId, WindowId
from routing.decision import Candidate, Decision, DecisionKind
from routing.referral import ReferralId, ReferralState
from routing.relay import RelayId, RelayNote, RelayState
from storage.accounts import Credentials
from storage.answers import Answer, AnswerId
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.database import Database
from storage.history import By
from storage.learning import Lesson, LessonId, Suggestion, SuggestionId, SuggestionOrigin
from storage.memo import SUMMARY, Note
from storage.municipalities import ChannelSecrets
from storage.referrals import Referral
from storage.relays import Relay
from storage.residents import Awaiting
from storage.timed import Timed, TimedId
from storage.transaction import Transaction
from tests.storage.rows import BOT, NOW, TOWN, account, message, new_id, owed, resident, stored, town

MARKS = {
    name: f"標{name}MARK{number:04}"
    for number, name in enumerate(
        [
            "line", "text", "name", "phone", "address", "summary", "note", "notifier", "reason", "told", "sheet",
            "report", "payload", "mail", "login", "staff", "stafflineid", "password", "totp", "secret", "token",
            "lesson", "suggestion", "because", "awaiting", "work", "rawtext", "replytoken", "word", "linemessage",
            "relayed", "relation", "visitor", "visitorphone", "bringer",
        ]
    )
}  # fmt: skip


def fill(database: Database) -> None:
    """Put every mark where the product puts such a thing."""
    with database.transaction() as tx:
        tx.municipalities.set_channel(TOWN, ChannelSecrets((MARKS["secret"],), MARKS["token"]))
        staff = tx.accounts.add(
            account(
                MARKS["login"],
                name=MARKS["staff"],
                email=f"{MARKS['mail']}@example.test",
                line_user=MARKS["stafflineid"],
            ),
            Credentials(MARKS["password"], MARKS["totp"]),
        )
        tx.events.store(
            municipality=TOWN,
            webhook_event_id="01A",
            chat=MARKS["line"],
            at=NOW,
            received_at=NOW,
            raw=json.dumps({"text": MARKS["rawtext"]}, ensure_ascii=False).encode(),
            line_message=MARKS["linemessage"],
        )
        person = resident(tx, MARKS["line"])
        tx.residents.set_awaiting(person.id, Awaiting("area", NOW, {"said": MARKS["awaiting"]}))
        case = stored(tx, resident=person.id, summary=MARKS["summary"])
        tx.consultations.save(replace(case, summary=MARKS["summary"] + "2"), BOT)
        tx.consultations.set_notifier(case.id, MARKS["notifier"])
        said = message(MARKS["text"], person, consultation=case.id)
        tx.messages.add(said, line_message=MARKS["linemessage"])
        tx.words.index(TOWN, case.id, said.id, [MARKS["word"]])
        tx.words.index(TOWN, case.id, SUMMARY, [MARKS["word"]])
        tx.notes.add(Note(new_id(), TOWN, case.id, staff.id, NOW, MARKS["note"]))
        candidate = Candidate(DestinationId("H-1"), 0.5, (MARKS["because"],))
        decision = Decision(DecisionKind.ANSWER, (candidate,))
        tx.answers.add(Answer(AnswerId(new_id()), TOWN, case.id, NOW, decision))
        tx.learning.learn(Lesson(LessonId(new_id()), TOWN, "H-1", MARKS["lesson"], NOW, consultation=case.id))
        tx.learning.suggest(
            Suggestion(
                SuggestionId(new_id()),
                TOWN,
                SuggestionOrigin.UNMATCHED,
                MARKS["suggestion"],
                NOW,
                "H-1",
                case.id,
            )
        )
        tx.timed.add(Timed(TimedId(new_id()), TOWN, "follow_up", case.id, NOW, "f1", {"said": MARKS["work"]}))
        tx.outgoing.add(
            owed(
                "o1",
                recipient=MARKS["line"],
                payload=MARKS["payload"],
                reply_token=MARKS["replytoken"],
                resident=person.id,
            )
        )
        hand_over(tx, case.id)
        relay_at_a_counter(tx, case.id, staff.id)


def relay_at_a_counter(
    tx: Transaction, case: ConsultationId | None, clerk: AccountId, **fields: Any
) -> Relay:
    """Store what a clerk wrote down of a visitor and passed on."""
    note = RelayNote(
        MARKS["relayed"],
        relation=MARKS["relation"],
        name=MARKS["visitor"],
        phone=MARKS["visitorphone"],
        notifier=MARKS["bringer"],
    )
    sent = Relay(
        RelayId(new_id()),
        TOWN,
        clerk,
        WindowId("W-1"),
        RelayState.SENT,
        ConsentState.GIVEN,
        NOW,
        NOW,
        note,
        case,
        NOW,
    )
    return tx.relays.add(replace(sent, **fields))


def hand_over(tx: Transaction, case: ConsultationId) -> None:
    subject = Person(
        PersonId(new_id()),
        TOWN,
        NOW,
        consultation=case,
        household="h1",
        name=MARKS["name"],
        phone=MARKS["phone"],
        address=MARKS["address"],
    )
    tx.persons.add(subject)
    consent = Consent(
        ConsentId(new_id()),
        TOWN,
        case,
        ConsentState.GIVEN,
        By(Actor.RESIDENT, NOW),
        "2026-11",
        "page",
        subject=subject.id,
        reason=MARKS["reason"],
        must_not_tell=(MARKS["told"],),
    )
    tx.consents.add(consent)
    referral = Referral(
        ReferralId(new_id()),
        TOWN,
        case,
        DestinationId("H-1"),
        ReferralState.CLOSED,
        NOW,
        consent=consent.id,
        sheet=MARKS["sheet"],
        report=MARKS["report"],
    )
    tx.referrals.add(referral, BOT)


def dump(database: Database) -> bytes:
    url = make_url(database.engine.url).set(drivername="postgresql")
    address = url.render_as_string(hide_password=False)
    return subprocess.run(["pg_dump", "--inserts", address], check=True, capture_output=True).stdout


def files_of(database: Database) -> bytes:
    path = Path(str(database.engine.url.database))
    found = list(path.parent.glob(f"{path.name}*"))
    assert any(file.name.endswith("-wal") for file in found)
    return b"".join(file.read_bytes() for file in found)


def shown(content: bytes) -> list[str]:
    """Return the marks that stand in some bytes, as text, or as PostgreSQL or JSON would write them."""
    return [
        name
        for name, mark in MARKS.items()
        for form in (mark.encode(), mark.encode().hex().encode(), json.dumps(mark)[1:-1].encode())
        if form in content
    ]


def test_a_stolen_sqlite_file_and_its_log_give_nothing_away(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        tx.municipalities.add(town())
    fill(sqlite_database)
    content = files_of(sqlite_database)
    assert b"hoozuki" in content
    assert shown(content) == []


@pytest.mark.postgres
def test_a_stolen_dump_gives_nothing_away(postgres_database: Database) -> None:
    with postgres_database.transaction() as tx:
        tx.municipalities.add(town())
    fill(postgres_database)
    content = dump(postgres_database)
    assert b"hoozuki" in content
    assert shown(content) == []
