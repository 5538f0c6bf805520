"""A town whose web and worker are processes of their own, with a stand-in for LINE that many people write through."""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import RowMapping, select

from bot.demo.cast import Staging, demo_logins, stage
from bot.mail.catcher import MailCatcher
from bot.randomness import SystemRandomness
from bot.simulator.client import SimulatorClient
from bot.simulator.config import Channel, Config
from bot.simulator.ids import user_id
from bot.simulator.people import CAST, Person
from bot.simulator.serve import running
from knowledge.data_files import read_folder
from knowledge.profile import find_profile
from routing.consultation import MunicipalitySlug
from routing.outgoing import OWED, OutgoingState
from storage.database import Database
from storage.duty import StoredShift
from storage.municipalities import ChannelSecrets
from storage.tables.chat import messages
from storage.tables.events import EventState, events
from storage.tables.outgoing import outgoing
from tests.clocks import RunningClock
from tests.databases import RING
from tests.faults.processes import Process, answers_http, free_port, has_logged, until

SLUG = MunicipalitySlug("hoozuki")
PROVIDER = "provider-1"
WORRIES = (
    "電球が切れて困っています",
    "買い物に行けなくて困っています",
    "介護保険の申し込みをしたい",
    "ごみの出し方がわからない",
)
DANGER = "隣のおじいさんが三日も姿を見せません。新聞もたまっています"
AMBIGUOUS = {"error", "error_after", "hang", "hang_after", "reset", "reset_after", "not_json_after"}


@dataclass
class Town:
    """The running town, and a tally of what was done to it."""

    database: Database
    line: SimulatorClient
    web: Process
    workers: list[Process]
    mail: MailCatcher
    people: tuple[str, ...]
    said: dict[str, str] = field(default_factory=dict)
    dangerous: set[str] = field(default_factory=set)
    in_flight: int = 0
    tally: Counter[str] = field(default_factory=Counter)
    _texts: Iterator[str] = field(default_factory=lambda: itertools.cycle(WORRIES))

    # --- what people do ---------------------------------------------------------------------------------------

    def say(self, person: str, text: str = "") -> str:
        """Let a person write, without waiting for anything; return the event's id."""
        done = self.line.say(person, text or next(self._texts), wait=False)
        self.said[done.event_id] = person
        if text == DANGER:
            self.dangerous.add(person)
        return done.event_id

    # --- what is done to the town -----------------------------------------------------------------------------

    def fault(self, kind: str, on: str = "reply", *, count: int = 1, seconds: float = 1.0) -> None:
        """Order faults for the next calls."""
        self.line.faults({"kind": kind, "on": on, "count": count, "seconds": seconds})
        self.tally[f"{kind} at {on}"] += count

    def kill_workers(self, why: str) -> None:
        """Kill every worker by SIGKILL, and count the replies that were under way."""
        for worker in self.workers:
            worker.kill()
        self.in_flight += self.outgoing_in(OutgoingState.REPLY_STARTED)
        self.tally[f"worker killed {why}"] += 1

    def start_workers(self) -> None:
        """Start them again."""
        for worker in self.workers:
            worker.start()

    def kill_web(self) -> None:
        """Kill the web process by SIGKILL and start it again."""
        self.web.kill()
        self.web.start()
        self.tally["web killed"] += 1
        self.web.wait_ready()

    # --- what can be seen -------------------------------------------------------------------------------------

    def done_events(self) -> int:
        """Return how many events were handled."""
        with self.database.reading() as tx:
            return tx.events.counts().get(EventState.DONE, 0)

    def outgoing_in(self, *states: OutgoingState) -> int:
        """Return how many outgoing messages stand in these states."""
        with self.database.reading() as tx:
            return sum(count for (_, state), count in tx.outgoing.counts().items() if state in states)

    def accepted(self) -> int:
        """Return how many calls LINE accepted."""
        return len(self.line.sent())

    def settle(self, patience: float) -> None:
        """Wait until every event is handled and nothing is owed any more; redeliver what the web never took."""

        def settled() -> bool:
            if any(not parcel["arrived"] for parcel in self.parcels()):
                self.line.redeliver("failed")
                self.tally["redelivered"] += 1
            return self.done_events() >= len(self.said) and not self.outgoing_in(*OWED)

        try:
            until(settled, "everything is handled and sent", patience=patience, pause=0.2)
        except TimeoutError as error:
            raise TimeoutError(self.report()) from error

    def report(self) -> str:
        """Return how everything stands, for the message of a failed test."""
        with self.database.open_ground() as ground:
            owed = [
                (row["dedupe_key"], row["state"], row["attempts"], row["due_at"], row["last_error"])
                for row in ground.rows(select(outgoing).where(outgoing.c.state.in_(list(OWED))))
            ]
            waiting = [
                (row["id"], row["state"], row["attempts"], row["error"], row["not_before"])
                for row in ground.rows(select(events).where(events.c.state != EventState.DONE))
            ]
        missing = [parcel for parcel in self.parcels() if not parcel["arrived"]]
        return f"owed {owed}; events {waiting}; not arrived {missing}; said {len(self.said)}; {self.tally}"

    def parcels(self) -> list[dict[str, object]]:
        """Return the webhooks of the stand-in."""
        found = self.line.webhooks()["webhooks"]
        return [dict(parcel) for parcel in found] if isinstance(found, list) else []

    # --- the promises -----------------------------------------------------------------------------------------

    def check_promises(self) -> None:
        """Hold the promises: everything stored and handled once, answered or listed, nothing pushed twice."""
        with self.database.open_ground() as ground:
            stored = {row["id"].split(":", 1)[1]: row["state"] for row in ground.rows(select(events))}
            inbound = [row for row in ground.rows(select(messages)) if row["direction"] == "in"]
            owed = ground.rows(select(outgoing))
        assert stored == dict.fromkeys(self.said, EventState.DONE)
        assert len(inbound) == len(self.said)
        assert len({row["event"] for row in inbound}) == len(self.said)
        replies = {row["dedupe_key"].removeprefix("reply:"): row for row in owed if row["resident"]}
        assert set(replies) == set(self.said)
        settled = {OutgoingState.ACCEPTED, OutgoingState.UNCERTAIN, OutgoingState.VOID}
        assert {row["state"] for row in owed} <= settled
        unsure = [row for row in replies.values() if row["state"] is not OutgoingState.ACCEPTED]
        assert len(unsure) <= self.ambiguous()
        self._check_what_arrived(replies)
        self.tally["uncertain answers"] = len(unsure)

    def _check_what_arrived(self, replies: Mapping[str, RowMapping]) -> None:
        sent = self.line.sent()
        keys = Counter(str(call["retry_key"]) for call in sent if call["retry_key"])
        assert set(keys.values()) <= {1}
        reached: Counter[str] = Counter(str(to) for call in sent for to in list_of(call["to"]))
        for person in self.people:
            written = [event for event, who in self.said.items() if who == person]
            accepted = [e for e in written if replies[e]["state"] is OutgoingState.ACCEPTED]
            most = len(written) * (2 if person in self.dangerous else 1)
            assert len(accepted) <= reached[user_id(person, PROVIDER)] <= most, person

    def ambiguous(self) -> int:
        """Return how many replies were left without an answer by a fault of LINE or by the death of a worker."""
        calls = self.line.calls()
        faulty = [call for call in calls if call["endpoint"] == "reply" and call["fault"] in AMBIGUOUS]
        return len(faulty) + self.in_flight


def list_of(value: object) -> list[object]:
    """Return a list of JSON, or an empty one."""
    return value if isinstance(value, list) else []


@contextmanager
def running_processes(
    database: Database,
    folder: Path,
    *,
    people: int,
    workers: int = 1,
    webs: int = 1,
    start_workers: bool = True,
) -> Iterator[Town]:
    """Run a town with so many people until the block ends; every process that was started is ended."""
    names = tuple(f"person_{number}" for number in range(people))
    cast = (*CAST, *(Person(name, name, "", "") for name in names))
    mail = MailCatcher(clock=RunningClock())
    with ExitStack() as stack:
        mail.start()
        stack.callback(mail.stop)
        channel = Channel(SLUG, secret="channel-secret", access_token="channel-token", redelivery=False)
        api = stack.enter_context(running(Config((channel,), people=cast)))
        _found(database)
        port = free_port()
        environment = {
            "MADOGUCHI_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "MADOGUCHI_DATA_DIR": str(folder),
            "MADOGUCHI_DATA_KEYS": RING.as_setting(),
            "MADOGUCHI_LINE_API_BASE": api,
            "MADOGUCHI_SMTP_URL": mail.smtp_url,
        }
        web = Process(
            ("web", "--only", "line", "--port", str(port), "--workers", str(webs)),
            environment,
            folder / "web.log",
            answers_http(port),
        )
        pack = [
            Process(("worker",), environment, folder / f"worker-{n}.log", has_logged("worker.started"))
            for n in range(workers)
        ]
        client = SimulatorClient(api)
        client.channel_settings(webhook_url=f"http://127.0.0.1:{port}/line/{SLUG}/webhook")
        for process in (web, *pack):
            stack.callback(process.end)
        started = (web, *pack) if start_workers else (web,)
        for process in started:
            process.start()
        for process in started:
            process.wait_ready()
        yield Town(database, client, web, pack, mail, names)


def _found(database: Database) -> None:
    """Set up the town with two coordinators on duty day and night."""
    people = demo_logins()
    phones = {person.chat: user_id(person.chat, PROVIDER) for person in people if person.chat}
    channel = ChannelSecrets(("channel-secret",), "channel-token")
    randomness = SystemRandomness()
    staging = Staging(read_folder(find_profile(SLUG)), channel, people, phones, datetime.now(UTC))
    stage(database, staging, randomness)
    with database.transaction() as tx:
        accounts = [tx.accounts.by_login(SLUG, login) for login in ("hana", "sora")]
        shifts = [
            StoredShift(randomness.new_id(), SLUG, account.id, "daily 24h", None, order)
            for order, account in enumerate(accounts, start=1)
            if account is not None
        ]
        tx.duty.replace_shifts(SLUG, shifts)
