"""What else is to be known of a destination: on which terms it helps, where it stands, more ways to reach it."""

from dataclasses import dataclass

# The box around Japan's islands: 沖ノ鳥島, 与那国島, 択捉島, 南鳥島.
SOUTH, NORTH, WEST, EAST = 20.0, 46.0, 122.0, 154.0
OLDEST = 120


@dataclass(frozen=True, slots=True)
class Terms:
    """For whom it is, what it costs, how to apply and what to bring. Ages in years, both ends included."""

    fees: str = ""
    how_to_apply: str = ""
    papers: tuple[str, ...] = ()
    eligibility: str = ""
    household: str = ""
    minimum_age: int | None = None
    maximum_age: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a destination stands: postal code, and WGS 84 degrees where they are known."""

    postal_code: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A further telephone number or link with what it is for (夜間, 申込書)."""

    label: str
    value: str


def in_japan(latitude: float, longitude: float) -> bool:
    """Tell whether degrees lie in the box around Japan."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST
