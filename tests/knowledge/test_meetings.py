import pytest

from knowledge.destinations import Category
from knowledge.meetings import meetings_for
from knowledge.profile import PROFILES, load_profile

KOMAE = load_profile(PROFILES / "komae").destinations


@pytest.mark.parametrize(
    ("subject", "meeting", "section"),
    [
        (Category.POVERTY, "支援調整会議（生活困窮者）", "福祉相談課"),
        (Category.ELDERLY, "地域ケア会議（高齢者）", "高齢障がい課"),
        (Category.DISABILITY, "地域自立支援協議会（障がい者）", "福祉相談課"),
        (Category.CHILD, "子ども家庭支援ネットワーク会議（子ども）", "子ども発達支援課"),
    ],
)
def test_s31_each_subject_has_its_meeting_and_section(subject: Category, meeting: str, section: str) -> None:
    plan = meetings_for(KOMAE, [subject])
    assert [(m.destination.name, m.section) for m in plan.meetings] == [(meeting, section)]
    assert not plan.several_bodies


def test_s31_a_case_with_two_subjects_lists_both_and_is_one_for_several_bodies() -> None:
    plan = meetings_for(KOMAE, [Category.ELDERLY, Category.POVERTY, Category.ELDERLY])
    assert [m.section for m in plan.meetings] == ["高齢障がい課", "福祉相談課"]
    assert plan.several_bodies


def test_a_subject_without_a_meeting_has_none_and_meetings_are_never_offered_to_residents() -> None:
    assert meetings_for(KOMAE, [Category.MOBILITY]).meetings == ()
    assert not any(m.destination.offered for m in meetings_for(KOMAE, Category).meetings)
