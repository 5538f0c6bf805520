"""The settings of one municipality that are data: names, default destination, hours, night route, rounds."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from typing import TypeVar

from knowledge.data_files import DataFile
from knowledge.destinations import DestinationId
from knowledge.hours import HoursError, OfficeHours, parse_hours
from knowledge.problems import Problems
from knowledge.retention_plan import RetentionPlan, read_retention
from knowledge.toml_lines import line_of


class DigestDays(StrEnum):
    """On which days coordinators get a digest."""

    WORKING_DAYS = "working_days"
    EVERY_DAY = "every_day"


class EmptyDigest(StrEnum):
    """What a day without anything to tell brings."""

    NOTE = "note"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class NightRoute:
    """Who answers a telephone: the 宿直 when the desk is closed, or an interpreter; empty where there is none."""

    name: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class AlertPlan:
    """Minutes until the next in the chain is called, minutes until what was done must be written down, and the fixed
    rounds of a day (Tokyo).
    """

    acknowledge_minutes: int = 15
    rounds: tuple[time, ...] = (time(9), time(13), time(17))
    action_minutes: int = 60


@dataclass(frozen=True, slots=True)
class DigestPlan:
    """When the daily digest goes out (Tokyo), and on which days."""

    hour: time = time(8, 30)
    on: DigestDays = DigestDays.WORKING_DAYS
    empty: EmptyDigest = EmptyDigest.NOTE


@dataclass(frozen=True, slots=True)
class FollowUpPlan:
    """How many days after an answer we ask how it went, and the decent hours for it (Tokyo)."""

    days: int = 4
    earliest: time = time(10)
    latest: time = time(17)


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality as its profile describes it; texts in Japanese, empty where a thing is not known.

    `line_basic_id` (such as @abc1234d) is what a QR code needs to open the chat. `interpreter` is whom
    staff call to understand somebody who writes another language.
    """

    slug: str
    name: str
    names: tuple[str, ...]
    prefecture: str
    fictional: bool
    default_destination: DestinationId
    telephone: str
    office_hours: OfficeHours | None
    source: str = ""
    night: NightRoute = NightRoute()
    digest: DigestPlan = DigestPlan()
    alerts: AlertPlan = AlertPlan()
    follow_up: FollowUpPlan = FollowUpPlan()
    retention: RetentionPlan = field(default_factory=RetentionPlan)
    regional_numbers: tuple[str, ...] = ()
    danger_desks: Mapping[str, DestinationId] = field(default_factory=dict)
    line_basic_id: str = ""
    interpreter: NightRoute = NightRoute()


Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class _Table:
    """One table of the file, read cell by cell; wrong types become problems."""

    file: DataFile
    name: str
    cells: Mapping[str, object]
    problems: Problems

    def table(self, key: str) -> "_Table":
        value = self.cells.get(key, {})
        if not isinstance(value, dict):
            self._wrong(key, "a table")
            value = {}
        return _Table(self.file, f"{self.name}{key}.", value, self.problems)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.cells.get(key, default)
        if not isinstance(value, str):
            self._wrong(key, "a text")
            return ""
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.cells.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong(key, "a list of texts")
            return ()
        return tuple(str(item) for item in value)

    def whole(self, key: str, default: int, *, least: int = 1) -> int:
        value = self.cells.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self._wrong(key, f"a whole number of at least {least}")
            return default
        return value

    def clock(self, key: str, default: str) -> time:
        return self._time(key, self.text(key, default)) or time.fromisoformat(default)

    def clocks(self, key: str, default: tuple[str, ...]) -> tuple[time, ...]:
        values = self.texts(key) if key in self.cells else default
        return tuple(moment for value in values if (moment := self._time(key, value)) is not None)

    def choice(self, key: str, kind: type[Kind]) -> Kind:
        first = next(iter(kind))
        value = self.text(key, first.value)
        try:
            return kind(value)
        except ValueError:
            self._wrong(key, f"one of {', '.join(kind)}")
            return first

    def hours(self, key: str) -> OfficeHours | None:
        try:
            return parse_hours(self.text(key, ""))
        except HoursError as error:
            self._note(key, f"{self.name}{key}: {error}")
            return None

    def _time(self, key: str, value: str) -> time | None:
        try:
            return time.fromisoformat(value)
        except ValueError:
            self._wrong(key, "a time such as 08:30")
            return None

    def _wrong(self, key: str, wanted: str) -> None:
        self._note(key, f"{self.name}{key} must be {wanted}")

    def _note(self, key: str, text: str) -> None:
        self.problems.add(self.file, line_of(self.file, f"{self.name}{key}"), text)


def read_municipality(file: DataFile, problems: Problems) -> Municipality:
    """Read `municipality.toml`; mistakes are noted with the name of the key."""
    cells = _cells(file, problems)
    top = _Table(file, "", cells, problems)
    night, digest, alerts, follow_up = map(top.table, ("night", "digest", "alerts", "follow_up"))
    numbers, desks = top.table("numbers"), top.table("danger_desks")
    return Municipality(
        slug=top.text("slug"),
        name=top.text("name"),
        names=(top.text("slug"), top.text("name"), *top.texts("names")),
        prefecture=top.text("prefecture", ""),
        fictional=cells.get("fictional") is True,
        default_destination=DestinationId(top.text("default_destination")),
        telephone=top.text("telephone", ""),
        office_hours=top.hours("office_hours"),
        source=top.text("source", ""),
        night=_route(night),
        digest=_digest_plan(digest),
        alerts=AlertPlan(
            alerts.whole("acknowledge_minutes", 15),
            alerts.clocks("rounds", ("09:00", "13:00", "17:00")),
            alerts.whole("action_minutes", 60),
        ),
        follow_up=FollowUpPlan(
            follow_up.whole("days", 4), follow_up.clock("from", "10:00"), follow_up.clock("to", "17:00")
        ),
        retention=read_retention(top.table("retention")),
        regional_numbers=numbers.texts("regional"),
        interpreter=_route(top.table("interpreter")),
        line_basic_id=top.table("line").text("basic_id", ""),
        danger_desks={key: DestinationId(desks.text(key)) for key in desks.cells if desks.text(key)},
    )


def _route(table: _Table) -> NightRoute:
    return NightRoute(table.text("name", ""), table.text("telephone", ""))


def _digest_plan(digest: _Table) -> DigestPlan:
    return DigestPlan(
        digest.clock("hour", "08:30"), digest.choice("on", DigestDays), digest.choice("empty", EmptyDigest)
    )


def _cells(file: DataFile, problems: Problems) -> dict[str, object]:
    try:
        return tomllib.loads(file.text())
    except FileNotFoundError:
        problems.add(file, 0, "the file is missing")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(file, 0, f"not readable as TOML: {error}")
    return {}
