"""Short messages that say what a button says (「はい」), or only that help is wanted. Exact, never fuzzy."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from knowledge.normalise import normalise

LONGEST = 24
_MARKS = frozenset("。、!?ー 「」")


def meant_label(text: str, labels: Iterable[str]) -> str | None:
    """Return the label among `labels` that a whole message says, in its own or in other words; None for none."""
    if len(text) > LONGEST:
        return None
    said = _plain(text)
    if not said:
        return None
    same = load_same()
    return next((label for label in labels if said == _plain(label) or said in same.get(label, ())), None)


def is_plea(text: str) -> bool:
    """Tell whether a text asks for help in words (「困っています」), whatever else it leaves unsaid."""
    plain = _plain(text)
    return any(word in plain for word in _data()["plea"]["words"])


@cache
def load_same() -> Mapping[str, frozenset[str]]:
    """Return the other words of each label, from `rules/typed.toml`, read once per process."""
    return {label: frozenset(map(_plain, words)) for label, words in _data()["same"].items()}


@cache
def _data() -> Mapping[str, Mapping[str, list[str]]]:
    return tomllib.loads(files("routing.rules").joinpath("typed.toml").read_text(encoding="utf-8"))


def _plain(text: str) -> str:
    return "".join(sign for sign in normalise(text) if sign not in _MARKS)
