"""Several workers on one PostgreSQL: every piece of work once, and word of it at once."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.desk.delivery import Delivery
from bot.desk.desk import Desk
from bot.desk.digest import send_due_digests
from bot.desk.escalation import escalate_due
from bot.desk.handle import handle_next
from storage.database import Database, open_database
from tests.bot.desk.chat import Chat, line_id, open_desk
from tests.bot.desk.test_digest import MONDAY_EVENING, digests_to
from tests.clocks import StillClock
from tests.databases import RING

WORKERS = 4
BULB = "電球が切れて困っています"


def desks(chat: Chat) -> list[Desk]:
    """Return the same desk as several workers have it, each with connections of its own."""
    url = chat.database.engine.url.render_as_string(hide_password=False)
    parts = {name: getattr(chat.desk, name) for name in chat.desk.__slots__}
    return [Desk(**{**parts, "database": open_database(url, RING)}) for _ in range(WORKERS)]


def at_once(workers: list[Desk], work: Callable[[Desk], int]) -> list[int]:
    """Let every worker do something at the same moment; return what each of them did."""
    start = threading.Barrier(len(workers))

    def run(desk: Desk) -> int:
        start.wait()
        return work(desk)

    with ThreadPoolExecutor(len(workers)) as pool:
        done = list(pool.map(run, workers))
    for desk in workers:
        desk.database.close()
    return done


@pytest.mark.postgres
def test_four_workers_make_one_digest_for_each_coordinator(postgres_database: Database) -> None:
    chat = open_desk(postgres_database, on_duty=("hana", "sora"), clock=StillClock(MONDAY_EVENING))
    chat.clock.advance(days=1)
    assert sum(at_once(desks(chat), send_due_digests)) == 2
    chat.work()
    assert (len(digests_to(chat, "hana")), len(digests_to(chat, "sora"))) == (1, 1)


@pytest.mark.postgres
def test_four_workers_take_a_step_of_an_alert_once(postgres_database: Database) -> None:
    chat = open_desk(postgres_database, on_duty=("hana", "sora"))
    chat.say("aki", "隣のおじいさんが三日も姿を見せません。新聞もたまっています")
    chat.clock.advance(minutes=15)
    assert sum(at_once(desks(chat), escalate_due)) == 1
    chat.work()
    assert len(chat.line.pushed_to(line_id("sora"))) == 1


@pytest.mark.postgres
def test_four_workers_answer_everybody_once(postgres_database: Database) -> None:
    chat = open_desk(postgres_database)
    people = [f"p{number}" for number in range(24)]
    chat.post(*[chat.text(person, BULB) for person in people])

    def work(desk: Desk) -> int:
        delivery = Delivery(desk, lines=chat.lines, mailer=chat.mailer)
        done = 0
        while handle_next(desk, "w") or delivery.send_next("w"):
            done += 1
        return done

    at_once(desks(chat), work)
    chat.work()
    assert Counter(sent.to for sent in chat.line.sent).most_common(1)[0][1] == 1
    assert len(chat.line.sent) == len(people)


@pytest.mark.postgres
def test_the_webhook_wakes_a_worker_of_another_process(postgres_database: Database) -> None:
    chat = open_desk(postgres_database)
    with desks(chat)[0].database.listening() as listener:
        assert listener is not None
        assert chat.post(chat.text("aki", BULB)) == 200
        assert listener.wait(5)


def test_one_event_that_cannot_be_handled_stops_no_other_and_is_dead_in_the_end(
    sqlite_database: Database,
) -> None:
    chat = open_desk(sqlite_database)
    poison = chat.text("poison", BULB)
    chat.post(poison, *[chat.text(f"p{number}", BULB) for number in range(10)])
    read = chat.desk.read_event

    def broken(raw: bytes):  # type: ignore[no-untyped-def]
        if poison["webhookEventId"].encode() in raw:
            raise RuntimeError("poison")
        return read(raw)

    parts = {name: getattr(chat.desk, name) for name in chat.desk.__slots__}
    chat.desk = Desk(**{**parts, "read_event": broken})
    chat.work()
    assert len(chat.line.sent) == 10
    for _ in range(12):
        chat.wait(hours=2)
    with chat.database.reading() as tx:
        ((_, _, reason),) = tx.events.dead(chat.slug)
    assert reason == "RuntimeError"
