"""The layouts of open data, from `layouts.toml`: titles of columns, misspellings, data sets."""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.destinations import Category, Status

LAYOUTS = Path(__file__).parent / "layouts.toml"
WORDS = Path(__file__).parent / "words.toml"


@dataclass(frozen=True, slots=True)
class Dataset:
    """One kind of list: how its header is known, and what its rows become."""

    name: str
    any_of: frozenset[str]
    kind: str
    category: Category
    source: str
    national_source: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layouts:
    """Our names of columns by title, misspelt titles, words of a state, and the data sets in order of trial."""

    columns: Mapping[str, tuple[str, int]]
    misspelt: Mapping[str, str]
    states: Mapping[str, Status]
    datasets: tuple[Dataset, ...]

    def dataset_of(self, titles: Iterable[str]) -> Dataset | None:
        """Return the data set of a header (plain titles), or None."""
        have = set(titles)
        return next((dataset for dataset in self.datasets if dataset.any_of & have), None)


@dataclass(frozen=True, slots=True)
class Words:
    """Plain Japanese for fields."""

    description: Mapping[str, str]
    sorts: Mapping[str, str]
    services: Mapping[str, str]
    fields: tuple[tuple[Category, tuple[str, ...]], ...]
    extension: str
    unread_hours: str


def plain_title(title: str) -> str:
    """Return a title as titles are compared: width, case, spaces, quotes and line breaks do not count."""
    kept = unicodedata.normalize("NFKC", title).replace('"', "").replace("'", "")
    return "".join(kept.split()).upper()


@cache
def load_layouts() -> Layouts:
    """Read the layouts."""
    data = tomllib.loads(LAYOUTS.read_text(encoding="utf-8"))
    columns = {
        plain_title(title): (name, place)
        for name, titles in data["columns"].items()
        for place, title in enumerate(titles)
    }
    return Layouts(
        columns,
        {plain_title(wrong): plain_title(right) for wrong, right in data["misspelt"].items()},
        {word: Status(state) for word, state in data["states"].items()},
        tuple(_dataset(given) for given in data["datasets"]),
    )


def _dataset(given: Mapping[str, object]) -> Dataset:
    titles, key = given["any"], given["key"]
    if not isinstance(titles, list) or not isinstance(key, list):
        raise TypeError("any and key are lists")
    source = str(given["source"])
    return Dataset(
        name=str(given["name"]),
        any_of=frozenset(plain_title(str(title)) for title in titles),
        kind=str(given["kind"]),
        category=Category(str(given["category"])),
        source=source,
        national_source=str(given.get("national_source", source)),
        key=tuple(str(name) for name in key),
    )


@cache
def load_words() -> Words:
    """Read the words."""
    data = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    return Words(
        data["description"],
        data["sorts"],
        data["services"],
        tuple((Category(field["category"]), tuple(field["words"])) for field in data["fields"]),
        data["phone"]["extension"],
        data["hours"]["unread"],
    )
