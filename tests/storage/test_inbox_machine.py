"""Whatever happens to workers and clocks: each event is handled once, and each chat in order."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storage.database import Database
from storage.errors import StaleError
from storage.events import ClaimedEvent
from storage.tables.events import EventState
from tests.databases import fresh_sqlite
from tests.storage.rows import LEASE, NOW, TOWN, town

WORKERS = ("w1", "w2", "w3")
CHATS = st.sampled_from(["U1", "U2", "U3"])


def fresh(folder: Path) -> Database:
    database = fresh_sqlite(folder)
    with database.transaction() as tx:
        tx.municipalities.add(town())
    return database


class Inbox(RuleBasedStateMachine):
    """Workers that claim, finish, postpone, die, and come back late."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = fresh(self.folder)
        self.now: datetime = NOW
        self.stored: dict[str, list[str]] = {}
        self.handled: dict[str, list[str]] = {}
        self.held: dict[str, ClaimedEvent] = {}
        self.number = 0

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(chat=CHATS, again=st.booleans())
    def deliver(self, chat: str, *, again: bool) -> None:
        self.number += 1
        name = f"01{self.number:06}"
        with self.database.transaction() as tx:
            for _ in range(2 if again else 1):
                tx.events.store(
                    municipality=TOWN,
                    webhook_event_id=name,
                    chat=chat,
                    at=self.now,
                    received_at=self.now,
                    raw=f"{chat} {name}".encode(),
                )
        self.stored.setdefault(chat, []).append(name)

    @rule(worker=st.sampled_from(WORKERS))
    def claim(self, worker: str) -> None:
        with self.database.transaction() as tx:
            event = tx.events.claim(now=self.now, lease=LEASE, worker=worker)
        if event is None:
            return
        for other in self.held.values():
            if other.lease_until > self.now:
                assert other.chat != event.chat
        self.held[worker] = event

    @precondition(lambda self: bool(self.held))
    @rule(data=st.data())
    def finish(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.held)))
        event = self.held.pop(worker)
        try:
            with self.database.transaction() as tx:
                tx.events.finish(event, now=self.now)
        except StaleError:
            return
        chat, name = event.raw.decode().split()
        self.handled.setdefault(chat, []).append(name)

    @precondition(lambda self: bool(self.held))
    @rule(data=st.data(), seconds=st.integers(0, 90))
    def postpone(self, data: st.DataObject, seconds: int) -> None:
        event = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
        try:
            with self.database.transaction() as tx:
                tx.events.postpone(event, until=self.now + timedelta(seconds=seconds), error="Error")
        except StaleError:
            pass

    @precondition(lambda self: bool(self.held))
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        self.held.pop(data.draw(st.sampled_from(sorted(self.held))))

    @rule(seconds=st.integers(1, 100))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def each_chat_is_handled_in_order_and_nothing_twice(self) -> None:
        for chat, names in self.handled.items():
            assert names == self.stored[chat][: len(names)]

    @invariant()
    def nothing_is_lost(self) -> None:
        with self.database.reading() as tx:
            counts = tx.events.counts()
        done = sum(len(names) for names in self.handled.values())
        total = sum(len(names) for names in self.stored.values())
        assert counts.get(EventState.DONE, 0) == done
        assert counts.get(EventState.WAITING, 0) == total - done


Inbox.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
TestInbox = Inbox.TestCase
