"""The small checks that LINE's limits are made of; each yields what is wrong, with the place in the JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.line.units import graphemes, units

Object = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken limit: where (`messages[0].altText`) and what, without the text itself."""

    path: str
    what: str

    def __str__(self) -> str:
        return f"{self.path}: {self.what}"


Problems = Iterator[Problem]


def as_object(value: object) -> Object:
    """Return an object, or an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def as_list(value: object) -> Sequence[object]:
    """Return a list, or an empty one for anything else."""
    return value if isinstance(value, list | tuple) else []


def items(value: object, path: str) -> Iterator[tuple[Object, str]]:
    """Yield the objects of a list with their paths."""
    for index, item in enumerate(as_list(value)):
        yield as_object(item), f"{path}[{index}]"


def in_units(owner: Object, name: str, path: str, *, most: int, required: bool = True) -> Problems:
    """Check a text counted in UTF-16 code units."""
    yield from _text(owner, name, path, required=required)
    value = owner.get(name)
    if isinstance(value, str) and units(value) > most:
        yield Problem(f"{path}.{name}", f"longer than {most} UTF-16 units ({units(value)})")


def in_graphemes(owner: Object, name: str, path: str, *, most: int, required: bool = True) -> Problems:
    """Check a text counted in grapheme clusters."""
    yield from _text(owner, name, path, required=required)
    value = owner.get(name)
    if isinstance(value, str) and graphemes(value) > most:
        yield Problem(f"{path}.{name}", f"longer than {most} characters ({graphemes(value)})")


def _text(owner: Object, name: str, path: str, *, required: bool) -> Problems:
    value = owner.get(name)
    if value is None:
        if required:
            yield Problem(f"{path}.{name}", "missing")
        return
    if not isinstance(value, str):
        yield Problem(f"{path}.{name}", "not a text")
    elif not value.strip():
        yield Problem(f"{path}.{name}", "empty")
    elif any("\ud800" <= character <= "\udfff" for character in value):
        yield Problem(f"{path}.{name}", "holds half a character")


def counted(owner: Object, name: str, path: str, *, least: int, most: int) -> Problems:
    """Check the number of items of a list."""
    number = len(as_list(owner.get(name)))
    if not least <= number <= most:
        yield Problem(f"{path}.{name}", f"{number} items, allowed are {least} to {most}")


def https(owner: Object, name: str, path: str, *, most: int = 2000, required: bool = True) -> Problems:
    """Check an address of a picture, film or sound: https, at most 2,000 units."""
    yield from in_units(owner, name, path, most=most, required=required)
    value = owner.get(name)
    if isinstance(value, str) and scheme(value) != "https":
        yield Problem(f"{path}.{name}", "not an https address")


def scheme(address: str) -> str:
    """Return the scheme of an address in lower case, empty when it cannot be read."""
    try:
        return urlsplit(address).scheme
    except ValueError:
        return ""


def one_of(owner: Object, name: str, path: str, *allowed: str) -> Problems:
    """Check a value against the words that are allowed; it may be missing."""
    if owner.get(name) is not None and owner.get(name) not in allowed:
        yield Problem(f"{path}.{name}", f"not one of {', '.join(allowed)}")


def weight(value: object) -> int:
    """Return the bytes of an object as JSON in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "surrogatepass"))
