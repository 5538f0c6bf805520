"""Whatever LINE answers and whenever workers die: no push arrives twice, and nothing is forgotten."""

import json
import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.desk.delivery import LEASE, Delivery
from routing.outgoing import OWED, CallOutcome, Lane, Medium, OutgoingId, OutgoingState, Via
from storage.outgoing import Owed
from tests.bot.desk.chat import Chat, line_id, open_desk
from tests.databases import fresh_sqlite

PEOPLE = st.sampled_from(["aki", "bun"])
SETTLED = {OutgoingState.ACCEPTED, OutgoingState.UNCERTAIN, OutgoingState.DEAD, OutgoingState.VOID}
SURPRISES = st.sampled_from(
    [
        CallOutcome.NO_ANSWER,
        CallOutcome.SERVER_ERROR,
        CallOutcome.UNREACHABLE,
        CallOutcome.RATE_LIMITED,
        CallOutcome.UNAUTHORISED,
    ]
)


class Outbox(RuleBasedStateMachine):
    """Messages owed by token and without, sent by workers that die, through a LINE that fails before or after."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.chat: Chat = open_desk(fresh_sqlite(self.folder))
        self.delivery = Delivery(self.chat.desk, lines=self.chat.lines, mailer=self.chat.mailer)
        self.began: datetime = self.chat.clock.now()
        self.owed: dict[str, Owed] = {}
        self.number = 0

    def teardown(self) -> None:
        self.chat.database.close()
        shutil.rmtree(self.folder)

    @rule(person=PEOPLE, by_token=st.booleans(), dangerous=st.booleans())
    def owe(self, person: str, *, by_token: bool, dangerous: bool) -> None:
        self.number += 1
        now = self.chat.clock.now()
        message = Owed(
            id=OutgoingId(self.chat.desk.randomness.new_id()),
            municipality=self.chat.slug,
            dedupe_key=f"message:{self.number}",
            lane=Lane.URGENT if dangerous else Lane.REPLY,
            medium=Medium.LINE,
            recipient=line_id(person),
            payload=json.dumps([{"type": "text", "text": f"{self.number}"}]),
            created_at=now,
            due_at=now,
            reply_token=f"token-{line_id(person)}-{self.number}" if by_token else None,
            reply_expires_at=now + timedelta(seconds=50) if by_token else None,
            dangerous=dangerous,
        )
        with self.chat.database.transaction() as tx:
            tx.outgoing.add(message)
        self.owed[str(self.number)] = message

    @rule(outcome=SURPRISES, after_accepting=st.booleans())
    def line_fails_next(self, outcome: CallOutcome, *, after_accepting: bool) -> None:
        ambiguous = outcome in {CallOutcome.NO_ANSWER, CallOutcome.SERVER_ERROR}
        self.chat.line.tell(outcome, after_accepting=after_accepting and ambiguous)

    @rule()
    def send(self) -> None:
        self.delivery.send_next("w")

    @rule(calls=st.booleans())
    def die_while_sending(self, *, calls: bool) -> None:
        """A worker claims, perhaps calls, and is gone before it can write down what came of it."""
        now = self.chat.clock.now()
        with self.chat.database.transaction() as tx:
            claimed = tx.outgoing.claim(now=now, lease=LEASE, worker="dies")
        if claimed is None:
            return
        owed, line = claimed.owed, self.chat.line
        fresh = owed.reply_expires_at is not None and now < owed.reply_expires_at
        if owed.reply_token and fresh and claimed.state is OutgoingState.QUEUED:
            with self.chat.database.transaction() as tx:
                tx.outgoing.reply_started(claimed)
            if calls:
                line.reply(reply_token=owed.reply_token, messages=json.loads(owed.payload))
        elif calls and claimed.state is OutgoingState.QUEUED:
            line.push(to=owed.recipient, messages=json.loads(owed.payload), retry_key=owed.id)

    @rule(seconds=st.sampled_from([1, 5, 30, 61, 600, 4000]))
    def time_passes(self, seconds: int) -> None:
        self.chat.clock.advance(seconds=seconds)

    @invariant()
    def nothing_arrives_twice_except_danger_by_two_ways(self) -> None:
        for text, message in self.owed.items():
            arrived = [sent for sent in self.chat.line.sent if sent.messages[0]["text"] == text]
            ways = [sent.via for sent in arrived]
            assert ways.count(Via.REPLY) <= 1
            assert ways.count(Via.PUSH) <= 1
            assert message.dangerous or len(ways) <= 1

    @invariant()
    def nothing_is_forgotten_and_what_is_called_accepted_was(self) -> None:
        arrived = {str(sent.messages[0]["text"]) for sent in self.chat.line.sent}
        with self.chat.database.reading() as tx:
            for text, message in self.owed.items():
                state = tx.outgoing.get(message.id).state
                assert state in OWED or state in SETTLED
                assert state is not OutgoingState.ACCEPTED or text in arrived
                young = self.chat.clock.now() - self.began < timedelta(hours=23)
                assert state is not OutgoingState.DEAD or not young


Outbox.TestCase.settings = settings(max_examples=6, stateful_step_count=40, deadline=None)
TestOutbox = Outbox.TestCase
