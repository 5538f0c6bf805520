"""Today, search and a case with very many consultations: `python -m tests.bench console [--postgres] [--size N]`.

The town is made by the tables themselves, in large pieces: open ones are few, as in life (one in a hundred).
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

from knowledge.areas import AreaId
from routing.consultation import Actor, ConsultationState, MatchStatus, Outcome
from routing.urgency import Level
from storage.consultation_rows import row_of
from storage.database import Database, open_database
from storage.ground import Ground, Lookup
from storage.schema import upgrade
from storage.tables.chat import Direction, MessageState, messages
from storage.tables.consultations import consultations, words
from storage.tables.municipalities import municipalities
from tests.bot.console.door import SLUG, Browser, Door, furnish, open_door
from tests.databases import RING, empty_postgres
from tests.storage import rows

AT_ONCE = 5_000
ASKED = 40
SAID = ("電球", "家賃", "介護", "買い物", "草むしり", "孫", "通院", "回覧板", "猫", "年金")


def fill(database: Database, door: Door, size: int) -> None:
    """Put `size` consultations with a message and three words each into the town."""
    chance, number = Random(1), count(1_000)  # noqa: S311 - a repeatable draw
    areas = [area.id for area in door.profile.areas]
    for start in range(0, size, AT_ONCE):
        with database.open_ground() as ground:
            piece = range(start, min(start + AT_ONCE, size))
            made = [_case(ground, chance, next(number), areas) for _ in piece]
            ground.connection.execute(consultations.insert(), [row for row, _, _ in made])
            ground.connection.execute(messages.insert(), [message for _, message, _ in made])
            ground.connection.execute(words.insert(), [word for *_, found in made for word in found])
    with database.open_ground() as ground:
        statement = municipalities.update().where(municipalities.c.slug == SLUG)
        ground.run(statement.values(last_number=size + 2_000))
        ground.connection.exec_driver_sql("ANALYZE")


def _case(
    ground: Ground, chance: Random, number: int, areas: list[AreaId]
) -> tuple[dict[str, object], dict[str, object], list[dict[str, object]]]:
    is_open, at = chance.random() < 0.01, rows.NOW - timedelta(minutes=chance.randrange(2_600_000))
    case = rows.consultation(
        number=number,
        received_at=at,
        entered_at=at,
        last_contact_at=at,
        area=chance.choice(areas),
        level=chance.choice((Level.NORMAL,) * 30 + (Level.URGENT,)),
        match_status=chance.choice((MatchStatus.MATCHED,) * 9 + (MatchStatus.UNMATCHED,)),
        state=chance.choice((ConsultationState.WAITING_FOR_PERSON, ConsultationState.ANSWERED))
        if is_open
        else ConsultationState.CLOSED,
        next_date=at + timedelta(days=3) if is_open else None,
        closed_at=None if is_open else at + timedelta(days=2),
        outcome=None if is_open else Outcome.CONNECTED,
    )
    id_ = rows.new_id()
    message: dict[str, object] = {
        "id": id_,
        "municipality": SLUG,
        "consultation": case.id,
        "direction": Direction.IN,
        "author": Actor.RESIDENT,
        "kind": "text",
        "state": MessageState.HANDLED,
        "text": ground.seal(messages.c.text, id_, "電球が切れて困っています"),
        "at": at,
        "received_at": at,
    }
    # One word is rare, the others are common: both kinds are searched for.
    said = {*chance.sample(SAID, 2), f"まれ{number % 5_000}"}
    found: list[dict[str, object]] = [
        {
            "municipality": SLUG,
            "word": ground.sealing.hash(Lookup.WORD, SLUG, word),
            "consultation": case.id,
            "source": id_,
        }
        for word in said
    ]
    return row_of(ground, case), message, found


def measure(name: str, ask: Callable[[], int]) -> None:
    """Ask for a page again and again, and print the middle and the 95th percentile in milliseconds."""
    taken = []
    for _ in range(ASKED):
        began = time.perf_counter()
        status = ask()
        taken.append((time.perf_counter() - began) * 1000)
        assert status == 200, (name, status)
    quantiles = statistics.quantiles(taken, n=20)
    print(f"{name:28} median {statistics.median(taken):7.1f} ms   p95 {quantiles[-1]:7.1f} ms")


@contextmanager
def town(*, postgres: bool) -> Iterator[Database]:
    """Yield an empty database of either kind."""
    if postgres:
        with empty_postgres() as url:
            database = open_database(url, RING)
            upgrade(database)
            yield database
            database.close()
        return
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'town.sqlite3'}", RING)
        upgrade(database)
        yield database
        database.close()


def main(given: list[str]) -> None:
    """Fill a town and measure its pages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--size", type=int, default=50_000)
    options = parser.parse_args(given)
    with town(postgres=options.postgres) as database:
        door = open_door(database, furnish(database))
        began = time.perf_counter()
        fill(database, door, options.size)
        print(f"{options.size} consultations in {time.perf_counter() - began:.0f} s")
        pages(door, door.browser("hana"), door.browser("kita"))


def pages(door: Door, everywhere: Browser, area: Browser) -> None:
    """Measure each page, for somebody who reaches everything and for somebody of one area."""
    case = f"/console/consultations/{door.urgent.number}"
    searches = {"a common word": {"q": "電球"}, "a rare word": {"q": "まれ17"}}
    measure("today", lambda: everywhere.get("/console/").status_code)
    measure("today, one area", lambda: area.get("/console/").status_code)
    measure("today's mark", lambda: everywhere.get("/console/today/mark").status_code)
    measure("case", lambda: everywhere.get(case).status_code)
    measure("search, nothing asked", lambda: everywhere.get("/console/search").status_code)
    measure("search, closed categories", lambda: area.get("/console/search?level=urgent&open=1").status_code)
    for name, form in searches.items():
        path = everywhere.post("/console/search", form).location
        measure(f"search, {name}", lambda path=path: everywhere.get(path).status_code)  # type: ignore[misc]
