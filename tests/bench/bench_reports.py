"""The report of a year over many consultations: `python -m tests.bench reports [NUMBER [sqlite|postgres]]`."""

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from bot.desk.founding import found_municipality
from bot.desk.reports import outward_report, span_of, year_report
from knowledge.data_files import read_folder
from knowledge.profile import find_profile
from routing.fiscal_year import FiscalYear
from storage.database import Database, open_database
from storage.schema import upgrade
from tests.bench.large_town import fill_large
from tests.databases import RING, empty_postgres

SIZES = {"postgres": 200_000, "sqlite": 50_000}
REPEATS = 5


def main(words: Sequence[str]) -> None:
    """Fill a town of each kind and time the report of its fuller year."""
    numbers = [int(word) for word in words if word.isdigit()]
    kinds = [word for word in words if word in SIZES] or list(SIZES)
    for kind in kinds:
        number = numbers[0] if numbers else SIZES[kind]
        with _empty(kind) as database:
            _measure(database, kind, number)


def _measure(database: Database, kind: str, number: int) -> None:
    files = read_folder(find_profile("hoozuki"))
    with database.transaction() as tx:
        profile = found_municipality(tx, files, None, now=datetime(2026, 11, 24, tzinfo=UTC)).profile
    fill_large(database, profile, number)
    year = FiscalYear(2025)
    span = span_of(profile.municipality.slug, year, profile.areas)  # type: ignore[arg-type]
    times, told = [], []
    for _ in range(REPEATS):
        began = time.perf_counter()
        with database.reading() as tx:
            report = year_report(tx, span, year)
        times.append(time.perf_counter() - began)
        outward_report(report)
        told.append(time.perf_counter() - began)
    middle, slowest, whole = statistics.median(times), max(times), statistics.median(told)
    print(f"{kind:9} {number:>8,} consultations, {report.total or 0:,} in the year of the report")
    print(
        f"          report {middle:.2f} s, slowest {slowest:.2f} s; with the copy for outsiders {whole:.2f} s"
    )


@contextmanager
def _empty(kind: str) -> Iterator[Database]:
    if kind == "postgres":
        with empty_postgres() as url:
            yield from _opened(url)
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _opened(f"sqlite:///{folder}/large.sqlite3")


def _opened(url: str) -> Iterator[Database]:
    database = open_database(url, RING)
    upgrade(database)
    yield database
    database.close()
