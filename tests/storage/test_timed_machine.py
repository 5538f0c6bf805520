"""Whatever happens to workers and clocks: due work is done once, not before its time, and what is cancelled is not."""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from storage.errors import StaleError
from storage.tables.timed import TimedState
from storage.timed import ClaimedTimed, Timed, TimedId
from tests.databases import fresh_sqlite
from tests.storage.rows import LEASE, NOW, TOWN, new_id, town

WORKERS = st.sampled_from(["w1", "w2", "w3"])
SUBJECTS = st.sampled_from(["s1", "s2"])


class TimedLane(RuleBasedStateMachine):
    """Workers that claim, finish, put off, die and come back late; subjects whose work is moved and cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.database = fresh_sqlite(self.folder)
        with self.database.transaction() as tx:
            tx.municipalities.add(town())
        self.now: datetime = NOW
        self.due: dict[TimedId, datetime] = {}
        self.subject: dict[TimedId, str] = {}
        self.ended: dict[TimedId, TimedState] = {}
        self.held: dict[str, ClaimedTimed] = {}

    def teardown(self) -> None:
        self.database.close()
        shutil.rmtree(self.folder)

    @rule(subject=SUBJECTS, seconds=st.integers(0, 120), again=st.booleans())
    def plan(self, subject: str, seconds: int, *, again: bool) -> None:
        due = self.now + timedelta(seconds=seconds)
        work = Timed(TimedId(new_id()), TOWN, "follow_up", subject, due, dedupe_key=f"key-{len(self.due)}")
        with self.database.transaction() as tx:
            assert tx.timed.add(work)
            if again:
                assert not tx.timed.add(work)
        self.due[work.id], self.subject[work.id] = due, subject

    @rule(worker=WORKERS)
    def claim(self, worker: str) -> None:
        if worker in self.held:
            return
        with self.database.transaction() as tx:
            claimed = tx.timed.claim(now=self.now, lease=LEASE, worker=worker)
        ready = [id_ for id_ in self.due if id_ not in self.ended and self.due[id_] <= self.now]
        free = [id_ for id_ in ready if not self._under_lease(id_)]
        if claimed is None:
            assert free == []
            return
        assert claimed.work.id in free
        assert self.due[claimed.work.id] == min(self.due[id_] for id_ in free)
        self.held[worker] = claimed

    def _under_lease(self, id_: TimedId) -> bool:
        return any(held.work.id == id_ and held.lease_until > self.now for held in self.held.values())

    @precondition(lambda self: bool(self.held))
    @rule(data=st.data(), kill=st.booleans())
    def end(self, data: st.DataObject, *, kill: bool) -> None:
        held = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
        try:
            with self.database.transaction() as tx:
                if kill:
                    tx.timed.kill(held, now=self.now, reason="Error")
                else:
                    tx.timed.finish(held, now=self.now)
        except StaleError:
            return
        assert held.work.id not in self.ended
        self.ended[held.work.id] = TimedState.DEAD if kill else TimedState.DONE

    @precondition(lambda self: bool(self.held))
    @rule(data=st.data(), seconds=st.integers(0, 90))
    def put_off(self, data: st.DataObject, seconds: int) -> None:
        held = self.held.pop(data.draw(st.sampled_from(sorted(self.held))))
        until = self.now + timedelta(seconds=seconds)
        try:
            with self.database.transaction() as tx:
                tx.timed.postpone(held, until=until, error="Error")
        except StaleError:
            return
        self.due[held.work.id] = until

    @rule(subject=SUBJECTS)
    def cancel(self, subject: str) -> None:
        open_ = [id_ for id_, of in self.subject.items() if of == subject and id_ not in self.ended]
        with self.database.transaction() as tx:
            assert tx.timed.cancel(subject=subject, now=self.now) == len(open_)
        self.ended |= dict.fromkeys(open_, TimedState.CANCELLED)

    @rule(subject=SUBJECTS, seconds=st.integers(0, 120))
    def move(self, subject: str, seconds: int) -> None:
        due = self.now + timedelta(seconds=seconds)
        with self.database.transaction() as tx:
            tx.timed.move(subject=subject, kind="follow_up", due_at=due)
        for id_, of in self.subject.items():
            if of == subject and id_ not in self.ended:
                self.due[id_] = due

    @rule(seconds=st.integers(1, 100))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: bool(self.held))
    @rule(worker=WORKERS)
    def die_and_be_rescued(self, worker: str) -> None:
        """A worker is gone; what it held is given back at once."""
        self.held.pop(worker, None)
        with self.database.transaction() as tx:
            tx.leases.give_back([worker])

    @invariant()
    def nothing_is_lost_and_an_end_stays_one(self) -> None:
        with self.database.reading() as tx:
            counts = tx.timed.counts()
        ends = list(self.ended.values())
        for state in (TimedState.DONE, TimedState.DEAD, TimedState.CANCELLED):
            assert counts.get(state, 0) == ends.count(state)
        assert counts.get(TimedState.WAITING, 0) == len(self.due) - len(ends)


TimedLane.TestCase.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
TestTimedLane = TimedLane.TestCase
