"""What the public directory finds, and what never stands in it."""

from dataclasses import replace
from datetime import date, datetime
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import Area, AreaId, AreaTree
from knowledge.destinations import (
    Audience,
    Basis,
    Category,
    Destination,
    DestinationId,
    Reach,
    Status,
)
from knowledge.directory import Directory, Field, Wanted, load_fields
from knowledge.hours import parse_hours
from knowledge.profile import PROFILES, Profile, load_profile
from knowledge.terms import Place
from tests.clocks import OFFICE_HOURS, TOKYO

DAY = date(2026, 11, 24)
AREAS = AreaTree(
    [
        Area(AreaId("ken"), "架空県", 1, None),
        Area(AreaId("shi"), "ほおずき市", 2, AreaId("ken")),
        Area(AreaId("asahi"), "旭", 3, AreaId("shi"), ("旭地区",), 33.56, 133.51),
        Area(AreaId("asahi-higashi"), "旭東小学校区", 4, AreaId("asahi"), (), 33.57, 133.52),
        Area(AreaId("ikku"), "一宮", 3, AreaId("shi"), (), 33.59, 133.57),
    ]
)


def entry(id_: str, name: str, category: Category = Category.CHILD, **fields: object) -> Destination:
    plain = Destination(
        id=DestinationId(id_),
        name=name,
        kind="facility",
        category=category,
        audience=Audience.RESIDENT,
        status=Status.OPERATING,
        basis=Basis.GENERATED,
        description=f"{name}です。",
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


ENTRIES = (
    entry("c1", "旭ひろば", area=AreaId("asahi")),
    entry("c2", "旭東ひろば", area=AreaId("asahi-higashi")),
    entry("c3", "市の子ども課", area=None, basis=Basis.STATED),
    entry("c4", "一宮ひろば", area=AreaId("ikku")),
    entry("c5", "旭の閉じたひろば", area=AreaId("asahi"), status=Status.CLOSED),
    entry("c6", "旭の休んだひろば", area=AreaId("asahi"), status=Status.SUSPENDED),
    entry("c7", "旭の終わったひろば", area=AreaId("asahi"), valid_to=date(2026, 3, 31)),
    entry("c8", "職員の集まり", area=AreaId("asahi"), audience=Audience.STAFF),
    entry("e1", "旭デイサービス", Category.ELDERLY, area=AreaId("asahi")),
    entry(
        "h1",
        "旭クリニック",
        Category.HEALTH,
        area=AreaId("asahi"),
        hours=parse_hours("mon-fri 09:00-12:00"),
        aliases=("あさひ医院",),
    ),
)
DIRECTORY = Directory(ENTRIES, [(DestinationId("h1"), "せきが止まらない")], AREAS)


def found(words: str = "", **wanted: object) -> list[str]:
    return [d.id for d in DIRECTORY.find(Wanted(words, **wanted), DAY)]  # type: ignore[arg-type]


def test_s23_field_and_area_in_words_give_only_rows_of_that_field_there_or_above() -> None:
    assert found("子育て支援 旭") == ["c1", "c3"]
    assert found("旭の子育て支援") == ["c1", "c3"]


def test_s23_a_closed_entry_never_appears() -> None:
    everything = set(found())
    assert everything == {"c1", "c2", "c3", "c4", "e1", "h1"}
    assert not everything & {"c5", "c6", "c7", "c8"}
    assert DIRECTORY.get("c5", DAY) is None
    assert DIRECTORY.get("c7", DAY) is None
    assert DIRECTORY.get("c7", date(2026, 3, 31)) is not None


def test_a_small_area_sees_its_own_and_those_above_nearest_first() -> None:
    assert found("ひろば", area=AreaId("asahi-higashi")) == ["c2", "c1"]


def test_words_are_found_in_names_other_names_and_what_residents_say() -> None:
    assert found("あさひ医院") == found("アサヒ医院") == found("せきが止まらない") == ["h1"]
    assert found("デイ サービス") == found("ﾃﾞｲ") == ["e1"]
    assert found("どこにもない言葉") == []


def test_open_now_keeps_what_is_open_at_that_moment() -> None:
    assert found(open_at=OFFICE_HOURS) == ["h1"]
    assert found(open_at=datetime(2026, 11, 23, 10, 0, tzinfo=TOKYO)) == []  # a holiday


def test_by_distance_takes_in_other_areas_and_begins_with_the_nearest() -> None:
    here, there = Place("", 33.561, 133.511), Place("", 33.60, 133.58)
    directory = Directory(
        [
            entry("far", "とおい所", area=AreaId("ikku"), place=there),
            entry("near", "ちかい所", area=AreaId("ikku"), place=here),
            entry("nowhere", "場所のない所", area=AreaId("asahi")),
        ],
        [],
        AREAS,
    )
    wanted = Wanted("", area=AreaId("asahi-higashi"), by_distance=True)
    assert [d.id for d in directory.find(wanted, DAY)] == ["near", "far", "nowhere"]


def test_whoever_is_reached_through_the_office_keeps_its_hours_and_is_not_found_by_an_address() -> None:
    office = parse_hours("mon-fri 08:30-17:15")
    neighbour = entry("m1", "民生委員", reach=Reach.VIA_OFFICE, address="旭1-2-3", hours=None)
    directory = Directory([neighbour], [], AREAS, office)
    assert directory.hours_of(neighbour) == office
    assert directory.find(Wanted("1-2-3"), DAY) == ()


def test_every_category_belongs_to_a_field() -> None:
    assert set(load_fields().field_of) == set(Category)
    assert set(load_fields().field_of.values()) == set(Field)


@cache
def profile(slug: str) -> Profile:
    return load_profile(PROFILES / slug)


@pytest.mark.parametrize("slug", ["hoozuki", "kochi", "komae", "mimasaka", "nanbu"])
def test_s02_of_every_profile_only_what_may_be_offered_stands_in_the_directory(slug: str) -> None:
    town = profile(slug)
    directory = Directory(town.destinations, [(p.destination, p.text) for p in town.phrases], town.areas)
    listed = {d.id for d in directory.find(Wanted(), DAY)}
    for destination in town.destinations:
        hidden = destination.status is not Status.OPERATING or destination.audience is not Audience.RESIDENT
        assert not (hidden and destination.id in listed), destination.name


@given(st.text(max_size=300))
def test_any_words_are_taken(words: str) -> None:
    assert set(found(words)) <= {"c1", "c2", "c3", "c4", "e1", "h1"}
