"""From a place on the map to an area, and from an area to the nearest desks (S19)."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.profile import PROFILES, load_profile
from routing.area_choice import FARTHEST_KM, area_at, distance_km, nearest_first

WINDOW_KINDS = {"certified_window", "municipal_branch", "elderly_support_branch", "district_window"}
HOOZUKI = load_profile(PROFILES / "hoozuki")


def test_a_point_beside_a_school_lies_in_its_district() -> None:
    for area in HOOZUKI.areas:
        if area.level > 2 and area.latitude is not None and area.longitude is not None:
            assert area_at(HOOZUKI.areas, area.latitude, area.longitude) == area


def test_far_away_and_a_tree_without_points_give_nothing() -> None:
    assert area_at(HOOZUKI.areas, 43.06, 141.35) is None
    assert area_at(AreaTree((Area(AreaId("a"), "市", 2, None),)), 33.0, 134.0) is None


def test_one_degree_of_latitude_is_111_kilometres() -> None:
    area = Area(AreaId("a"), "市", 2, None, latitude=33.0, longitude=134.0)
    distance = distance_km(34.0, 134.0, area)
    assert distance is not None
    assert abs(distance - 111.2) < 0.1


@given(latitude=st.floats(-90, 90), longitude=st.floats(-180, 180))
def test_an_area_is_only_named_within_reach(latitude: float, longitude: float) -> None:
    area = area_at(HOOZUKI.areas, latitude, longitude)
    if area is not None:
        distance = distance_km(latitude, longitude, area)
        assert distance is not None
        assert distance <= FARTHEST_KM


def test_s19_windows_come_from_the_area_outward_and_never_from_another_branch() -> None:
    windows = [d for d in HOOZUKI.offered if d.kind in WINDOW_KINDS]
    inner = AreaId("hz-asanagi-sho")
    found = nearest_first(windows, inner, HOOZUKI.areas)
    chain = HOOZUKI.areas.chain(inner)
    assert found
    assert all(d.area is None or d.area in chain for d in found)
    places = [chain.index(d.area) if d.area is not None else len(chain) for d in found]
    assert places == sorted(places)
    assert nearest_first(windows, None, HOOZUKI.areas) == tuple(windows)
