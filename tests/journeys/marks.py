"""Planted marks: what is personal in a journey and may be found nowhere. Each can be searched for in any bytes."""

import base64
import json
import logging
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import make_url

from bot.logs import JsonLines
from storage.database import Database
from storage.ground import Lookup
from storage.tables import metadata
from storage.tables.kinds import sealed_columns


@dataclass(frozen=True)
class Marks:
    """What can be recognised of one person: name, telephone, a word nobody else writes, LINE user id."""

    number: int
    line_user: str

    @property
    def name(self) -> str:
        return f"標野標{self.number:04}子"

    @property
    def phone(self) -> str:
        return f"0999-77-{self.number:04}"

    @property
    def word(self) -> str:
        return f"ヒョウシキ{self.number:04}ゴ"

    def all(self) -> tuple[str, ...]:
        """Return every mark."""
        return (self.name, self.phone, self.word, self.line_user)


def forms_of(mark: str) -> Iterator[bytes]:
    """Yield a mark as files, databases, JSON, URLs and dumps would write it."""
    plain = mark.encode()
    yield plain
    yield plain.hex().encode()
    yield json.dumps(mark)[1:-1].encode()
    yield base64.b64encode(plain).rstrip(b"=")
    yield mark.encode("utf-16-le")


def found_in(content: bytes, marks: Iterable[str]) -> list[str]:
    """Return the marks that stand in some bytes in any form."""
    return [mark for mark in marks if any(form in content for form in forms_of(mark))]


def bytes_of(database: Database) -> bytes:
    """Return what a thief of the disk gets: SQLite's file with its log, or a dump of PostgreSQL."""
    if database.on_postgres:
        url = make_url(database.engine.url).set(drivername="postgresql")
        address = url.render_as_string(hide_password=False)
        return subprocess.run(["pg_dump", "--inserts", address], check=True, capture_output=True).stdout
    path = Path(str(database.engine.url.database))
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


def opened(database: Database) -> str:
    """Return all that whoever holds the keys can read anywhere: every column as text, sealed ones opened."""
    told: list[str] = []
    with database.open_ground() as ground:
        for table in metadata.sorted_tables:
            sealed = {column.name: column for column in sealed_columns(table)}
            for row in ground.rows(table.select()):
                key = "/".join(str(row[column.name]) for column in table.primary_key)
                for name, value in row.items():
                    if name in sealed and value is not None:
                        where = f"{table.name}.{name}/{key}"
                        told.append(ground.sealing.open(value, where).decode("utf-8", "replace"))
                    elif value is not None:
                        told.append(str(value))
    return "\n".join(told)


def hashes_of(database: Database, municipality: str, marks: Marks) -> tuple[str, ...]:
    """Return the look-up hashes under which a person's LINE user id could still be found with the keys."""
    sealing = database.sealing
    return (
        *sealing.hashes(Lookup.LINE_USER, municipality, marks.line_user),
        *sealing.hashes(Lookup.CHAT, municipality, f"user:{marks.line_user}"),
        *sealing.hashes(Lookup.RECIPIENT, municipality, "line", marks.line_user),
    )


class LogFile:
    """Every line that any logger writes while it is open, as the product formats it, at the most talkative level."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handler = logging.FileHandler(path, encoding="utf-8")
        self._handler.setFormatter(JsonLines())
        self._level = logging.NOTSET

    def __enter__(self) -> "LogFile":
        root = logging.getLogger()
        self._level = root.level
        root.addHandler(self._handler)
        root.setLevel(logging.DEBUG)
        return self

    def __exit__(self, *_: object) -> None:
        root = logging.getLogger()
        root.removeHandler(self._handler)
        root.setLevel(self._level)
        self._handler.close()

    def content(self) -> bytes:
        """Return what was written."""
        self._handler.flush()
        return self.path.read_bytes()
