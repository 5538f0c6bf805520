from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, UniqueConstraint, inspect, text

from storage.database import Database, open_database
from storage.errors import AlreadyThereError
from storage.schema import MIGRATIONS, NEWEST, downgrade, is_current, present, upgrade
from storage.tables import metadata
from tests.databases import RING, empty_postgres, need_postgres


def checks(connection: Connection) -> dict[tuple[str, str | None], str]:
    inspector = inspect(connection)
    return {
        (table, found["name"]): found["sqltext"]
        for table in inspector.get_table_names()
        for found in inspector.get_check_constraints(table)
    }


def made_by_models(engine: Engine) -> dict[tuple[str, str | None], str]:
    metadata.create_all(engine)
    with engine.connect() as connection:
        return checks(connection)


def test_the_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"target_metadata": metadata, "compare_type": False}
        )
        assert compare_metadata(context, metadata) == []


def test_the_check_constraints_of_migrations_and_models_are_the_same_on_sqlite(
    sqlite_database: Database, tmp_path: Path
) -> None:
    plain = open_database(f"sqlite:///{tmp_path / 'models.sqlite3'}", RING)
    with sqlite_database.engine.connect() as connection:
        assert checks(connection) == made_by_models(plain.engine)
    plain.close()


@pytest.mark.postgres
def test_the_check_constraints_of_migrations_and_models_are_the_same_on_postgres(
    postgres_database: Database,
) -> None:
    with empty_postgres() as url:
        plain = open_database(url, RING)
        with postgres_database.engine.connect() as connection:
            assert checks(connection) == made_by_models(plain.engine)
        plain.close()


def round_trip(database: Database) -> None:
    upgrade(database)
    assert is_current(database)
    upgrade(database)
    downgrade(database, "base")
    with database.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    upgrade(database)
    assert present(database) == NEWEST
    database.close()


def test_every_step_goes_up_and_down_on_sqlite(tmp_path: Path) -> None:
    round_trip(open_database(f"sqlite:///{tmp_path / 'fresh.sqlite3'}", RING))


@pytest.mark.postgres
def test_every_step_goes_up_and_down_on_postgres() -> None:
    need_postgres()
    with empty_postgres() as url:
        round_trip(open_database(url, RING))


def test_the_program_knows_the_newest_step() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [NEWEST]


def test_every_unique_key_holds_the_municipality_or_an_unguessable_value() -> None:
    for table in metadata.sorted_tables:
        for constraint in table.constraints:
            if isinstance(constraint, UniqueConstraint):
                assert "municipality" in {column.name for column in constraint.columns}, constraint.name


def test_a_word_outside_the_vocabulary_is_refused_by_the_database_itself(desk: Database) -> None:
    statement = text(
        "INSERT INTO unmet_needs (id, municipality, consultation, reason, at)"
        " VALUES ('1', 'hoozuki', 'x', 'because', '2026-11-24 00:00:00')"
    )
    with pytest.raises(AlreadyThereError), desk.open_ground() as ground:
        ground.connection.execute(statement)
