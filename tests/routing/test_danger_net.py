"""The net under the rules: it adds alerts, explains itself, and yields to what a message says of itself."""

import pytest

from routing.danger_net import Net, load_net, make_net, pieces_of
from routing.triage import assess, assess_by_rules, load_rules
from routing.urgency import Danger, Level

RULES = load_rules()


def net_of(**weights: float) -> Net:
    rows = [
        {"piece": piece, "weight": str(weight), "danger": "fire" if weight > 0 else ""}
        for piece, weight in weights.items()
    ]
    return make_net(rows, intercept=-1.0, edge=0.0)


def test_pieces_are_every_run_of_one_to_five_characters_with_the_borders() -> None:
    assert pieces_of("火だ") == {"。", "火", "だ", "。火", "火だ", "だ。", "。火だ", "火だ。", "。火だ。"}


def test_a_message_whose_pieces_weigh_enough_alerts_and_names_the_kind_of_danger() -> None:
    verdict = assess("めらめらしている", RULES, net_of(めらめら=20.0))
    assert verdict.level is Level.URGENT
    assert verdict.rules == ("net.fire",)
    assert verdict.dangers == (Danger.FIRE,)


def test_the_net_never_takes_an_alert_away() -> None:
    against = net_of(死=-50.0)
    assert assess("死にたい", RULES, against) == assess_by_rules("死にたい", RULES)


def test_the_net_yields_where_the_message_says_that_all_is_over() -> None:
    weighty = net_of(めらめら=20.0)
    assert assess("めらめらの件、おかげさまで助かりました", RULES, weighty).alert is False


def test_the_net_reads_japanese_only() -> None:
    assert assess("umbrella", RULES, net_of(umbrella=90.0, umb=90.0)).alert is False


@pytest.mark.parametrize("text", ["", "。", "😀", "\x00", "a" * 5000, "あ" * 5000])
def test_any_text_can_be_weighed(text: str) -> None:
    assert load_net().catch(text) is None


def test_danger_at_the_end_of_a_very_long_message_is_weighed_by_itself() -> None:
    assert net_of(めらめら=40.0).catch("庭の草の話です。" * 300 + "めらめら") is not None


def test_pieces_that_point_to_different_dangers_name_none() -> None:
    rows = [
        {"piece": piece, "weight": "9", "danger": danger}
        for piece, danger in (("い", "fire"), ("ろ", "suicide"), ("は", "medical"))
    ]
    caught = make_net(rows, intercept=0.0, edge=0.0).catch("いろは")
    assert caught is not None
    assert caught.danger is Danger.UNKNOWN
