"""The registry of windows: the figures of 高知市, and what may become of a window."""

from dataclasses import replace
from datetime import date

import pytest

from knowledge.areas import AreaId
from knowledge.data_files import read_folder
from knowledge.profile import find_profile, read_profile
from knowledge.window_registry import WindowStepError, step_window, tally
from knowledge.windows import Window, WindowStatus

DAY = date(2026, 11, 24)
APPLIED = Window(
    "W-1", "薬局", "薬局", AreaId("kochi-asahi"), WindowStatus.APPLIED, applied_on=date(2026, 11, 2)
)


def test_s07_kochi_has_27_windows_23_and_4_and_11_3_2_5_6_by_district() -> None:
    profile = read_profile(read_folder(find_profile("kochi")))
    counted = tally(profile.windows, profile.areas, planned=40)
    assert counted.certified == 27
    assert counted.by_kind == {"薬局": 23, "社会福祉法人": 4}
    wanted = {"旭": 11, "一宮": 3, "春野": 2, "江ノ口西": 5, "三里": 6}
    names = {area.id: area.name for area in profile.areas}
    assert {names[id_]: count for id_, count in counted.by_district.items() if count} == wanted
    assert counted.missing == 13


def test_s07_two_windows_in_one_district_both_count_and_a_district_without_any_counts_as_none() -> None:
    profile = read_profile(read_folder(find_profile("hoozuki")))
    counted = tally(profile.windows, profile.areas)
    assert max(counted.by_district.values()) >= 2
    assert set(counted.by_district) >= {area.id for area in profile.areas if area.level == 3}
    assert counted.missing == 0


def test_s07_certifying_without_a_recorded_application_is_refused() -> None:
    with pytest.raises(WindowStepError) as refused:
        step_window(replace(APPLIED, applied_on=None), WindowStatus.CERTIFIED, DAY)
    assert refused.value.key == "no_application"
    with pytest.raises(WindowStepError):
        step_window(APPLIED, WindowStatus.CERTIFIED, date(2026, 11, 1))
    assert step_window(APPLIED, WindowStatus.CERTIFIED, DAY).certified_on == DAY


def test_s07_a_withdrawn_window_comes_back_only_by_a_new_application() -> None:
    gone = step_window(step_window(APPLIED, WindowStatus.CERTIFIED, DAY), WindowStatus.WITHDRAWN, DAY)
    assert gone.withdrawn_on == DAY
    with pytest.raises(WindowStepError):
        step_window(gone, WindowStatus.CERTIFIED, DAY)
    again = step_window(gone, WindowStatus.APPLIED, DAY)
    assert (again.applied_on, again.certified_on, again.withdrawn_on) == (DAY, None, None)
