"""The tree of areas: one root, no cycle, and the deepest name that stands in a text (S19)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.areas import Area, AreaId, AreaTree, AreaTreeError


def area(id_: str, parent: str | None, level: int, *aliases: str) -> Area:
    return Area(AreaId(id_), f"{id_}地区", level, AreaId(parent) if parent else None, aliases)


TREE = AreaTree(
    (area("県", None, 1), area("市", "県", 2), area("東", "市", 3), area("東小", "東", 4, "東小学校"))
)


def test_a_chain_goes_from_the_area_to_the_root() -> None:
    assert TREE.chain(AreaId("東小")) == ("東小", "東", "市", "県")
    assert TREE.chain(AreaId("西")) == ()


def test_the_deepest_name_in_a_text_counts_and_the_town_itself_does_not() -> None:
    assert TREE.named_in("東地区の東小学校の近くです") == "東小"
    assert TREE.named_in("市地区に住んでいます") is None


def test_s19_a_cycle_an_orphan_two_roots_and_a_doubled_id_are_refused_by_name() -> None:
    root = area("県", None, 1)
    with pytest.raises(AreaTreeError, match="cycle"):
        AreaTree((root, area("a", "b", 3), area("b", "a", 3)))
    with pytest.raises(AreaTreeError, match="unknown parent: x"):
        AreaTree((root, area("x", "nowhere", 3)))
    with pytest.raises(AreaTreeError, match="one root"):
        AreaTree((root, area("都", None, 1)))
    with pytest.raises(AreaTreeError, match="twice"):
        AreaTree((root, root))


@given(parents=st.lists(st.integers(-1, 8), min_size=1, max_size=9))
def test_any_rows_are_a_tree_whose_chains_end_at_the_root_or_are_refused(parents: list[int]) -> None:
    rows = [area(str(n), str(parent) if parent >= 0 else None, 3) for n, parent in enumerate(parents)]
    try:
        tree = AreaTree(rows)
    except AreaTreeError:
        return
    (root,) = [row.id for row in tree if row.parent is None]
    for row in tree:
        chain = tree.chain(row.id)
        assert chain[-1] == root
        assert len(set(chain)) == len(chain)
        assert tree.within(row.id, root)
