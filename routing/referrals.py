"""Desks that are told together (S39), as data that a municipality can switch off."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from knowledge.destinations import Destination, DestinationId


@dataclass(frozen=True, slots=True)
class Together:
    """When one of the desks `when` leads, the desks `adds` follow; `concepts` are meanings that also set it off."""

    id: str
    because: str
    when: re.Pattern[str]
    adds: tuple[re.Pattern[str], ...]
    concepts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Companion:
    """A desk that is named because another was, and why."""

    destination: DestinationId
    because: str


@cache
def load_referrals() -> tuple[Together, ...]:
    """Return the rules of `rules/referrals.toml`, read once per process."""
    text = files("routing.rules").joinpath("referrals.toml").read_text(encoding="utf-8")
    return tuple(
        Together(
            row["id"],
            row["because"],
            re.compile("|".join(row["when"])),
            tuple(re.compile(pattern) for pattern in row["adds"]),
            frozenset(row.get("words", ())),
        )
        for row in tomllib.loads(text)["together"]
    )


def companions(
    rules: Iterable[Together],
    leading: Sequence[DestinationId],
    concepts: frozenset[str],
    destinations: Mapping[DestinationId, Destination],
) -> tuple[Companion, ...]:
    """Return the desks that go with the leading ones, in the order of the rules."""
    found: list[Companion] = []
    for rule in rules:
        names = [destinations[desk].name for desk in leading if desk in destinations]
        led = bool(names) and rule.when.search(names[0]) is not None
        meant = bool(rule.concepts & concepts) and any(rule.when.search(name) for name in names)
        if not (led or meant):
            continue
        for pattern in rule.adds:
            found.extend(
                Companion(desk.id, rule.because)
                for desk in destinations.values()
                if pattern.search(desk.name)
            )
    return tuple(found)
