"""The five profiles: every row kept, nothing offered that may not be, mistakes named with file and line (S02, S22)."""

import csv
import re
from collections import Counter
from dataclasses import replace
from io import StringIO

import pytest

from knowledge.data_files import ProfileFiles, read_folder
from knowledge.destinations import Audience, Basis, Reach, Status
from knowledge.problems import DataError
from knowledge.profile import PROFILES, Profile, find_profile, load_profile, read_profile

SLUGS = ("hoozuki", "kochi", "komae", "mimasaka", "nanbu")
# Rows of the source documents by municipality; 秋田県's are generic types.
ROWS_OF_SOURCES = {"D003": "kochi", "D002": "komae", "D004": "mimasaka", "D000": "nanbu", "D001": "generic"}


@pytest.fixture(scope="module", params=SLUGS)
def profile(request: pytest.FixtureRequest) -> Profile:
    return load_profile(PROFILES / str(request.param))


def with_text(files: ProfileFiles, name: str, old: str, new: str) -> ProfileFiles:
    """Return a profile in which one text of one file is another."""
    content = files.contents[name].decode("utf-8-sig")
    assert old in content
    return ProfileFiles(files.folder, {**files.contents, name: content.replace(old, new, 1).encode()})


def mistakes(files: ProfileFiles) -> str:
    with pytest.raises(DataError) as refused:
        read_profile(files)
    return str(refused.value)


def test_s02_every_row_of_a_file_is_a_destination_and_reading_again_changes_nothing(profile: Profile) -> None:
    folder = PROFILES / profile.municipality.slug
    rows = list(csv.DictReader(StringIO((folder / "destinations.csv").read_text(encoding="utf-8-sig"))))
    assert [row["id"] for row in rows] == [d.id for d in profile.destinations]
    again = load_profile(folder)
    assert list(again.areas) == list(profile.areas)
    assert replace(again, areas=profile.areas) == profile


def test_s02_the_rows_of_the_documents_are_all_there_with_their_ids() -> None:
    counts = Counter(
        path.parent.name
        for path in PROFILES.glob("*/destinations.csv")
        for row in csv.DictReader(StringIO(path.read_text(encoding="utf-8-sig")))
        if ROWS_OF_SOURCES.get(row["id"][:4]) == path.parent.name
    )
    assert sum(counts.values()) == 264
    assert counts["generic"] == 17


def test_s02_only_operating_destinations_for_residents_are_offered(profile: Profile) -> None:
    for destination in profile.destinations:
        if destination.audience is not Audience.RESIDENT or destination.status is not Status.OPERATING:
            assert not destination.offered, destination.id
        if destination.basis is Basis.NAME_ONLY and destination.offered:
            assert destination.duty_source, destination.id
    assert 0 < len(profile.offered) <= len(profile.destinations)


def test_s02_what_is_offered_says_what_it_does_and_has_residents_own_words(profile: Profile) -> None:
    phrases = Counter(phrase.destination for phrase in profile.phrases)
    for destination in profile.offered:
        assert destination.description, destination.id
        assert phrases[destination.id] >= 6, destination.id


def test_s02_reconstructed_rows_are_flagged_unchecked(profile: Profile) -> None:
    for destination in profile.offered:
        if destination.basis is Basis.RECONSTRUCTED:
            assert destination.unchecked, destination.id


def test_welfare_commissioners_are_reached_through_the_office(profile: Profile) -> None:
    for destination in profile.offered:
        if re.search(r"^(民生委員|主任児童委員)", destination.name) and "協議会" not in destination.name:
            assert destination.reach is Reach.VIA_OFFICE, destination.id


def test_s02_a_name_that_stands_twice_is_refused_with_its_line() -> None:
    files = read_folder(PROFILES / "hoozuki")
    lines = files.contents["destinations.csv"].decode("utf-8-sig").splitlines()
    names = [line.split(",")[1] for line in lines]
    again = lines[5].replace(lines[5].split(",")[0], "H-999", 1)
    doubled = "\n".join([*lines, again]).encode()
    said = mistakes(ProfileFiles(files.folder, {**files.contents, "destinations.csv": doubled}))
    assert f"hoozuki/destinations.csv:{len(lines) + 1}" in said
    assert names[5] in said


def test_s04_a_town_without_an_active_default_does_not_start() -> None:
    files = read_folder(PROFILES / "hoozuki")
    assert "default_destination" in mistakes(with_text(files, "municipality.toml", '"H-001"', '"H-777"'))


def test_s19_a_cycle_of_areas_is_refused() -> None:
    files = read_folder(PROFILES / "hoozuki")
    said = mistakes(with_text(files, "areas.csv", "hz-pref,架空県,1,,", "hz-pref,架空県,1,hz-chuo,"))
    assert "hoozuki/areas.csv" in said


def test_every_mistake_is_named_at_once_with_file_and_line() -> None:
    files = read_folder(PROFILES / "hoozuki")
    files = with_text(files, "municipality.toml", 'hour = "08:30"', 'hour = "26:30"')
    files = with_text(files, "destinations.csv", "operating", "sleeping")
    files = with_text(files, "phrases.csv", "H-001", "H-888")
    said = mistakes(files)
    assert re.search(r"hoozuki/municipality\.toml:\d+", said)
    assert "hoozuki/destinations.csv:2" in said
    assert re.search(r"hoozuki/phrases\.csv:\d+", said)


def test_a_missing_file_is_named() -> None:
    files = read_folder(PROFILES / "hoozuki")
    without = {name: content for name, content in files.contents.items() if name != "areas.csv"}
    assert "areas.csv" in mistakes(ProfileFiles(files.folder, without))


def test_s22_a_profile_is_found_by_slug_and_by_name_and_an_unknown_one_lists_those_there_are() -> None:
    assert find_profile("高知市") == find_profile("kochi")
    with pytest.raises(LookupError, match="hoozuki"):
        find_profile("大都市")


def test_s22_default_areas_hours_and_danger_desks_are_data_of_each_profile(profile: Profile) -> None:
    town = profile.municipality
    assert profile.default.offered
    assert len(profile.areas) > 1
    assert town.office_hours is not None
    assert "unknown" in town.danger_desks
    assert all(profile.destination(desk).offered for desk in town.danger_desks.values())


def test_s22_the_defaults_of_the_profiles_differ() -> None:
    defaults = {load_profile(PROFILES / slug).default.name for slug in SLUGS}
    assert len(defaults) == len(SLUGS)
