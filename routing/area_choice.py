"""From a place to an area: the nearest node of the tree that has coordinates."""

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.destinations import Destination

EARTH_KM = 6371.0
FARTHEST_KM = 15.0


def distance_km(latitude: float, longitude: float, area: Area) -> float | None:
    """Return the great-circle distance in kilometres to an area's point, None where it has none (WGS84)."""
    if area.latitude is None or area.longitude is None:
        return None
    d_lat, d_lon = radians(area.latitude - latitude), radians(area.longitude - longitude)
    a = sin(d_lat / 2) ** 2 + cos(radians(latitude)) * cos(radians(area.latitude)) * sin(d_lon / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(a))


def area_at(areas: AreaTree, latitude: float, longitude: float) -> Area | None:
    """Return the nearest area within 15 km, the deeper one where two are equally near; None far from all."""
    near = [
        (d, -area.level, area) for area in areas if (d := distance_km(latitude, longitude, area)) is not None
    ]
    if not near:
        return None
    distance, _, area = min(near, key=lambda found: found[:2])
    return area if distance <= FARTHEST_KM else None


def nearest_first(
    destinations: Iterable[Destination], area: AreaId | None, areas: AreaTree
) -> tuple[Destination, ...]:
    """Return destinations from the area outward: its own, then its parents', then those of no area.

    A destination of another branch of the tree is left out; without a known area all are kept as they come.
    """
    if area is None:
        return tuple(destinations)
    chain = areas.chain(area)
    ranked = [
        (chain.index(d.area) if d.area is not None else len(chain), number, d)
        for number, d in enumerate(destinations)
        if d.area is None or d.area in chain
    ]
    return tuple(d for _, _, d in sorted(ranked, key=lambda found: found[:2]))
