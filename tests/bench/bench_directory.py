"""Search of the public directory over many entries, on SQLite and PostgreSQL: `python -m tests.bench directory`.

An open-data list of `--count` rows comes in through the same use case as anywhere else; then the pages are asked over
Flask's test client, each search with its database transaction and its rendering. Prints p50, p95 and p99.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from flask.testing import FlaskClient

from bot.app import create_app
from bot.bootstrap.desk import texts_of
from bot.desk.directories import Directories
from bot.desk.founding import found_municipality
from bot.desk.importing import confirm_import, present_files, preview_import
from bot.directory.blueprint import directory_blueprint
from bot.directory.pages import DirectoryPages
from bot.ports import Health
from bot.randomness import SystemRandomness
from bot.texts import load_texts
from knowledge.opendata.reading import OpenDataFile, read_open_data
from routing.consultation import Actor, MunicipalitySlug
from storage.database import Database, open_database
from storage.history import By
from storage.schema import upgrade
from tests.clocks import OFFICE_HOURS, StillClock
from tests.databases import RING, empty_postgres, postgres_problem
from tests.knowledge.opendata import lists
from tests.knowledge.towns import hoozuki

TOWN = MunicipalitySlug("hoozuki")
WORDS = (
    "",
    "デイサービス",
    "第12",
    "あかり 朝凪",
    "草むしり",
    "介護 中央地区",
    "どこにもない",
    "子育て支援",
    "通所",
    "本町",
)
AREAS = ("", "", "hz-chuo", "hz-honmachi")
FIELDS = ("", "", "care", "child", "local")


def main(words: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench directory")
    parser.add_argument("--count", type=int, default=30_000, help="rows of the list")
    parser.add_argument("--searches", type=int, default=400)
    arguments = parser.parse_args(words)
    for name, database in _databases():
        _fill(database, arguments.count)
        _ask(name, database, arguments.searches)


def _databases() -> Iterator[tuple[str, Database]]:
    with tempfile.TemporaryDirectory() as place:
        with _opened(f"sqlite:///{Path(place) / 'town.sqlite3'}") as database:
            yield "SQLite", database
        if postgres_problem():
            print(f"PostgreSQL LEFT OUT: {postgres_problem()}")
            return
        with empty_postgres() as url, _opened(url) as database:
            yield "PostgreSQL", database


@contextmanager
def _opened(url: str) -> Iterator[Database]:
    database = open_database(url, RING)
    upgrade(database)
    try:
        yield database
    finally:
        database.close()


def _fill(database: Database, count: int) -> None:
    with database.transaction() as tx:
        found_municipality(tx, hoozuki(), None, now=OFFICE_HOURS)
    content = lists.csv_of(lists.OLD_CARE, *lists.many(count))
    began = time.perf_counter()
    with database.reading() as tx:
        files, base = present_files(tx, TOWN)
    preview = preview_import(
        files, base, TOWN, lambda now: read_open_data(OpenDataFile("care.csv", content), now)
    )
    looked = time.perf_counter()
    with database.transaction() as tx:
        by = By(Actor.OPERATOR, OFFICE_HOURS)
        confirm_import(tx, preview, source="care.csv", by=by, randomness=SystemRandomness())
    written = time.perf_counter()
    print(f"import of {count} rows: preview {looked - began:.1f} s, confirm {written - looked:.1f} s")


def _ask(name: str, database: Database, searches: int) -> None:
    pages = DirectoryPages(
        database,
        directories=Directories(texts_of),
        texts=load_texts(),
        clock=StillClock(),
        public_url="https://madoguchi.hoozuki.example",
    )
    web = create_app([directory_blueprint(pages)], health=Health).test_client()
    began = time.perf_counter()
    assert web.get("/d/hoozuki/").status_code == 200
    print(f"{name}: first page after the import {time.perf_counter() - began:.1f} s")
    both = list(_searches(web, searches))
    for what, taken in zip(("by the clock", "of the processor"), zip(*both, strict=True), strict=True):
        ordered = sorted(taken)
        p50, p95, p99 = (ordered[int(len(ordered) * share)] * 1000 for share in (0.5, 0.95, 0.99))
        print(f"{name}: {searches} searches, p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms {what}")


def _searches(web: FlaskClient, count: int) -> Iterator[tuple[float, float]]:
    """Yield of each search how long it took, by the clock and of this thread's time on the processor."""
    draw = random.Random(0)  # noqa: S311 - a repeatable draw
    for _ in range(count):
        asked = {
            "q": draw.choice(WORDS),
            "area": draw.choice(AREAS),
            "field": draw.choice(FIELDS),
            "open": draw.choice(("", "", "1")),
            "near": draw.choice(("", "", "1")),
            "page": draw.choice(("1", "1", "7")),
        }
        address = "/d/hoozuki/?" + urlencode({name: value for name, value in asked.items() if value})
        began, worked = time.perf_counter(), time.thread_time()
        answer = web.get(address)
        taken, work = time.perf_counter() - began, time.thread_time() - worked
        assert answer.status_code == 200
        yield taken, work
