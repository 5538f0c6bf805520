"""Many channels, one score: weights fitted on part of the questions and measured on the rest (see weights.toml)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from knowledge.search.evidence import Channel, Evidence, Floats


class WeightsError(ValueError):
    """The weights cannot be read; the message names the table and what is missing. Mend the data."""


@dataclass(frozen=True, slots=True)
class Weights:
    """One weight per channel for messages with and without kanji, and what clauses add to the whole.

    `learned` multiplies the bare likeness (0 to 1), so it is also the most that a learned phrase can add.
    """

    kanji: Floats
    sound: Floats
    learned: float
    clause: float
    field: float


def fuse(evidence: Evidence, weights: Weights, *, kanji: bool) -> Floats:
    """Return one score per entry: channels over their own maximum, weighted, plus what was learned."""
    rows = evidence.rows
    highest = rows.max(axis=1) if rows.shape[1] else np.zeros(len(rows))
    chosen = weights.kanji if kanji else weights.sound
    scale = np.divide(chosen, highest, out=np.zeros(len(rows)), where=highest > 0)
    scale[Channel.LEARNED] = weights.learned
    fused: Floats = scale @ rows
    return fused


@cache
def load_weights() -> Weights:
    """Return the fitted weights of `rules/weights.toml`, read once per process."""
    return parse_weights(files("routing.rules").joinpath("weights.toml").read_text(encoding="utf-8"))


def parse_weights(text: str) -> Weights:
    """Read weights; raise `WeightsError` when a channel has none."""
    tables = tomllib.loads(text)
    try:
        return Weights(
            kanji=_row(tables["kanji"]),
            sound=_row(tables["sound"]),
            learned=float(tables["learned"]["most"]),
            clause=float(tables["clauses"]["weight"]),
            field=float(tables["field"]["weight"]),
        )
    except KeyError as error:
        raise WeightsError(f"weights.toml: {error} is missing") from error


def _row(table: dict[str, float]) -> Floats:
    row = np.zeros(len(Channel))
    for channel in Channel:
        if channel is not Channel.LEARNED:
            row[channel] = float(table[channel.name.lower()])
    return row
