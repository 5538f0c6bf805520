"""Databases for tests: a fresh SQLite file, or a fresh PostgreSQL database copied from a template, dropped at the end.

A test that takes `database` runs on both. PostgreSQL is named by `MADOGUCHI_TEST_POSTGRES_URL`; where it cannot be
reached the tests are left out, loudly, unless `MADOGUCHI_TEST_REQUIRE` names postgres: then they fail.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from storage.database import Database, open_database
from storage.keys import Key, KeyRing
from storage.schema import upgrade

DEFAULT_POSTGRES = "postgresql://postgres@127.0.0.1:5432/postgres"
RING = KeyRing((Key(1, b"d" * 32),), (Key(1, b"l" * 32),))


def postgres_url() -> str:
    """Return the address of the server for tests."""
    return os.environ.get("MADOGUCHI_TEST_POSTGRES_URL", DEFAULT_POSTGRES)


@cache
def postgres_problem() -> str:
    """Return why the server cannot be used, or an empty text."""
    try:
        with psycopg.connect(postgres_url(), connect_timeout=3):
            return ""
    except psycopg.Error as error:
        return f"PostgreSQL at {make_url(postgres_url()).host} cannot be reached: {type(error).__name__}"


def need_postgres() -> None:
    """Leave the present test out when there is no PostgreSQL, or fail it where PostgreSQL is required."""
    problem = postgres_problem()
    if not problem:
        return
    if "postgres" in os.environ.get("MADOGUCHI_TEST_REQUIRE", ""):
        pytest.fail(problem)
    pytest.skip(f"LEFT OUT: {problem}")


@contextmanager
def empty_postgres(template: str | None = None) -> Iterator[str]:
    """Make a database with a name of its own and drop it at the end; yields its address."""
    name = f"madoguchi_test_{os.getpid()}_{secrets.token_hex(4)}"
    with psycopg.connect(postgres_url(), autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        try:
            yield make_url(postgres_url()).set(database=name).render_as_string(hide_password=False)
        finally:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@cache
def _machine_template() -> Path:
    path = Path(tempfile.mkdtemp(prefix="madoguchi-test-")) / "template.sqlite3"
    database = open_database(f"sqlite:///{path}", RING)
    upgrade(database)
    database.close()
    atexit.register(shutil.rmtree, path.parent, ignore_errors=True)
    return path


def fresh_sqlite(folder: Path) -> Database:
    """Return an up-to-date SQLite database of its own, for state machines that make one for every run."""
    path = folder / "machine.sqlite3"
    shutil.copy(_machine_template(), path)
    return open_database(f"sqlite:///{path}", RING)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An up-to-date SQLite file that tests copy."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = open_database(f"sqlite:///{path}", RING)
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[str]:
    """The name of an up-to-date PostgreSQL database that tests copy."""
    need_postgres()
    with empty_postgres() as url:
        database = open_database(url, RING)
        upgrade(database)
        database.close()
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    """An up-to-date SQLite database."""
    path = tmp_path / "desk.sqlite3"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}", RING)
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres_template: str) -> Iterator[Database]:
    """An up-to-date PostgreSQL database."""
    with empty_postgres(postgres_template) as url:
        database = open_database(url, RING)
        yield database
        database.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """An up-to-date database, once of each kind."""
    found = request.getfixturevalue(f"{request.param}_database")
    assert isinstance(found, Database)
    return found
