"""Tests of reaching people: who was sent a test by which medium, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from routing.consultation import AccountId, MunicipalitySlug
from routing.outgoing import Medium, OutgoingState
from storage.ground import Ground
from storage.tables.duty import alert_tests
from storage.tables.outgoing import outgoing


@dataclass(frozen=True, slots=True)
class AlertTest:
    """One test message to one person; `dedupe_key` is its key in the outbox."""

    id: str
    municipality: MunicipalitySlug
    account: AccountId
    made_by: AccountId
    at: datetime
    medium: Medium
    dedupe_key: str


@dataclass(frozen=True, slots=True)
class AlertTestFate:
    """A test with what became of it; `state` None where the outbox has forgotten its message."""

    account: AccountId
    made_by: AccountId
    at: datetime
    medium: Medium
    state: OutgoingState | None


class AlertTests:
    """The tests of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, test: AlertTest) -> None:
        """Note a test."""
        names = ("id", "municipality", "account", "made_by", "at", "medium", "dedupe_key")
        self._ground.run(alert_tests.insert().values({name: getattr(test, name) for name in names}))

    def newest(self, municipality: MunicipalitySlug, *, limit: int = 20) -> tuple[AlertTestFate, ...]:
        """Return the newest tests with their fate, newest first."""
        tests, sent = alert_tests.c, outgoing.c
        statement = (
            select(tests.account, tests.made_by, tests.at, tests.medium, sent.state)
            .join(
                outgoing,
                (sent.municipality == tests.municipality) & (sent.dedupe_key == tests.dedupe_key),
                isouter=True,
            )
            .where(tests.municipality == municipality)
            .order_by(tests.at.desc(), tests.id)
            .limit(limit)
        )
        return tuple(
            AlertTestFate(
                AccountId(row["account"]), AccountId(row["made_by"]), row["at"], row["medium"], row["state"]
            )
            for row in self._ground.rows(statement)
        )
