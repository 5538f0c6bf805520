"""Fixtures that every test may use."""

from tests.databases import (
    database,
    postgres_database,
    postgres_template,
    sqlite_database,
    sqlite_template,
)

__all__ = ["database", "postgres_database", "postgres_template", "sqlite_database", "sqlite_template"]
