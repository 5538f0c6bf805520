"""Small checks for one value each, and how they are put together to rules for an object."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.simulator.refusals import Problem
from bot.simulator.units import graphemes, utf16_units
from bot.simulator.wire import JsonObject

Check = Callable[[object], str | None]
"""Takes a value and returns what is wrong with it, or None."""


@dataclass(slots=True)
class Report:
    """The problems found so far in one request body."""

    problems: list[Problem] = field(default_factory=list)

    def add(self, path: str, message: str | None) -> None:
        """Note a problem at a property; None is no problem."""
        if message is not None:
            self.problems.append(Problem(message, path))

    def fields(
        self,
        path: str,
        found: JsonObject,
        rules: Mapping[str, Check],
        *,
        required: Collection[str] = (),
        strict: bool = False,
    ) -> None:
        """Hold the properties of one object against their rules; `strict` refuses names without a rule."""
        for name in required:
            if found.get(name) is None:
                self.add(f"{path}.{name}", "must be specified")
        for name, value in found.items():
            rule = rules.get(name)
            if rule is not None and value is not None:
                self.add(f"{path}.{name}", rule(value))
            elif rule is None and strict:
                self.add(f"{path}.{name}", "unknown field")


def anything(_value: object) -> str | None:
    """Accept every value: it is looked at elsewhere."""
    return None


def _counted(limit: int, count: Callable[[str], int], least: int) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        if least and not value:
            return "May not be empty"
        return None if count(value) <= limit else f"Length must be between {least} and {limit}"

    return check


def units(limit: int, least: int = 1) -> Check:
    """Return a check for a string of at most `limit` UTF-16 code units."""
    return _counted(limit, utf16_units, least)


def clusters(limit: int, least: int = 1) -> Check:
    """Return a check for a string of at most `limit` grapheme clusters."""
    return _counted(limit, graphemes, least)


def one_of(*values: str) -> Check:
    """Return a check for one of the given words."""
    return lambda value: None if value in values else f"must be one of {', '.join(values)}"


def whole(least: int, most: int | None = None) -> Check:
    """Return a check for an integer in a range."""

    def check(value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be an integer"
        if value < least or (most is not None and value > most):
            return f"must be between {least} and {most}" if most is not None else f"must be {least} or more"
        return None

    return check


def boolean(value: object) -> str | None:
    """Accept true and false."""
    return None if isinstance(value, bool) else "must be a boolean"


def number(least: float, most: float) -> Check:
    """Return a check for a number in a range."""

    def check(value: object) -> str | None:
        fits = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
        return None if fits else f"must be a number between {least} and {most}"

    return check


def matching(pattern: str, meaning: str) -> Check:
    """Return a check for a string of a given form."""
    form = re.compile(pattern)
    return lambda value: None if isinstance(value, str) and form.fullmatch(value) else f"must be {meaning}"


def url(*schemes: str, limit: int = 2000) -> Check:
    """Return a check for an address of one of the schemes, at most `limit` code units long."""

    def check(value: object) -> str | None:
        if not isinstance(value, str) or not value:
            return "must be a non-empty string"
        if utf16_units(value) > limit:
            return f"Length must be between 1 and {limit}"
        return None if _has_scheme(value, schemes) else "invalid uri scheme"

    return check


def _has_scheme(value: str, schemes: Sequence[str]) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in schemes and bool(parts.netloc if parts.scheme in ("http", "https") else parts.path)


def either(*choices: Check) -> Check:
    """Return a check that is content when one of the choices is."""

    def check(value: object) -> str | None:
        said = [choice(value) for choice in choices]
        return None if None in said else " or ".join(word for word in said if word)

    return check
