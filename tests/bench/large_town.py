"""A large town in bulk: rows straight into the tables, for measurements of pages that only count and list.

What is sealed holds nothing, so nothing of these rows may be opened.
"""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from knowledge.destinations import Category
from knowledge.profile import Profile
from routing.consultation import Actor, Channel, ChosenBy, ConsultationState, MatchStatus, Outcome, Subject
from routing.urgency import Level
from storage.database import Database
from storage.memo import NeedReason
from storage.tables.chat import Direction, MessageState, messages
from storage.tables.consultations import consultations, unmet_needs
from storage.tables.residents import residents

AT_ONCE = 5_000
FIRST = datetime(2025, 4, 1, tzinfo=UTC)
DAYS = 600

Row = dict[str, Any]


def fill_large(database: Database, profile: Profile, number: int, *, seed: int = 1) -> None:
    """Put `number` consultations, their residents and first answers into a founded town."""
    rows = list(_rows(profile, number, random.Random(seed)))  # noqa: S311 - a repeatable draw
    people = sorted({row["resident"] for row in rows if row["resident"]})
    plain = {
        "municipality": profile.municipality.slug,
        "language": "ja",
        "active": True,
        "talk": "bot",
        "created_at": FIRST,
        "last_seen_at": FIRST,
    }
    with database.open_ground() as ground:
        steps = (
            (residents, ({**plain, "id": person} for person in people)),
            (consultations, iter(rows)),
            (messages, (_answer(row) for row in rows if row["channel"] is Channel.LINE)),
            (unmet_needs, (_need(row) for row in rows[::9])),
        )
        for table, found in steps:
            while some := list(islice(found, AT_ONCE)):
                ground.connection.execute(table.insert(), some)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _rows(profile: Profile, number: int, draw: random.Random) -> Iterator[Row]:
    areas = [area.id for area in profile.areas if area.level >= 3]
    desks = [desk.id for desk in profile.offered]
    windows = [window.id for window in profile.windows]
    for place in range(number):
        at = FIRST + timedelta(days=draw.randrange(DAYS), seconds=draw.randrange(86_400))
        closed = draw.random() < 0.9
        channel = draw.choice((Channel.LINE, Channel.LINE, Channel.RELAY, Channel.PHONE))
        yield {
            "id": f"c{place:035d}",
            "municipality": profile.municipality.slug,
            "number": place + 1,
            "resident": f"r{draw.randrange(number // 2):035d}" if channel is Channel.LINE else None,
            "channel": channel,
            "received_at": at,
            "entered_at": at,
            "state": ConsultationState.CLOSED if closed else ConsultationState.ANSWERED,
            "level": Level.NORMAL,
            "urgency_rule": "none",
            "match_status": MatchStatus.MATCHED,
            "category": draw.choice(tuple(Category)),
            "area": draw.choice(areas),
            "next_date": None if closed else at + timedelta(days=7),
            "last_contact_at": at,
            "window": draw.choice(windows) if channel is Channel.RELAY and windows else None,
            "subject": Subject.WRITER,
            "dangers": "",
            "danger_topic": False,
            "multiple_needs": False,
            "restricted": False,
            "quiet": False,
            "safe_to_contact": False,
            "for_meeting": False,
            "incomplete": False,
            "summary": b"",
            "chosen": draw.choice(desks),
            "chosen_by": ChosenBy.USER,
            "outcome": draw.choice(tuple(Outcome)) if closed else None,
            "closed_at": at + timedelta(days=draw.randrange(30)) if closed else None,
            "version": 1,
        }


def _answer(row: Row) -> Row:
    at = row["received_at"] + timedelta(seconds=int(row["id"][1:]) % 90)
    return {
        "id": f"m{row['id'][1:]}",
        "municipality": row["municipality"],
        "resident": row["resident"],
        "consultation": row["id"],
        "direction": Direction.OUT,
        "author": Actor.BOT,
        "kind": "text",
        "state": MessageState.HANDLED,
        "at": at,
        "received_at": at,
    }


def _need(row: Row) -> Row:
    return {
        "id": f"n{row['id'][1:]}",
        "municipality": row["municipality"],
        "consultation": row["id"],
        "reason": tuple(NeedReason)[int(row["id"][1:]) % len(NeedReason)],
        "category": row["category"],
        "area": row["area"],
        "at": row["received_at"],
    }
