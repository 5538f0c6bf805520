"""What leaves the house in a table: no small count, and none that can be computed back."""

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.disclosure import SMALLEST_SHOWN, OutwardTable, Shown, outward, outward_list

SMALL = st.sampled_from((0, 0, 1, 1, 2, 3, 4))
TABLES = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(SMALL, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
    )
)
LARGE = st.integers(1, 12).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from((0, 0, 0, 1, 2, 3, 5, 9, 40)), min_size=width, max_size=width),
        min_size=1,
        max_size=12,
    )
)


def is_small(count: int) -> bool:
    return 0 < count < SMALLEST_SHOWN


def could_be(told: OutwardTable, most: int) -> Iterator[list[list[int]]]:
    """Yield every table that an outsider who knows the rule may think of: what is hidden is 1 or more."""
    columns = len(told.column_totals)
    ways = [
        [row for row in product(*(seen(cell, most) for cell in cells)) if fits(sum(row), total)]
        for cells, total in zip(told.cells, told.row_totals, strict=True)
    ]
    for rows in product(*ways):
        sums = [sum(row[column] for row in rows) for column in range(columns)]
        if sum(sums) == told.total and all(
            fits(number, total) for number, total in zip(sums, told.column_totals, strict=True)
        ):
            yield [list(row) for row in rows]


def seen(cell: Shown, most: int) -> Sequence[int]:
    return range(1, most + 1) if cell is None else (cell,)


def fits(number: int, total: Shown) -> bool:
    return number >= 1 if total is None else number == total


@given(LARGE)
def test_no_small_count_and_no_small_total_is_told(cells: list[list[int]]) -> None:
    told = outward(cells)
    for row in (*told.cells, told.row_totals, told.column_totals, (told.total,)):
        assert not any(number is not None and is_small(number) for number in row)


@given(LARGE)
def test_what_is_told_is_true(cells: list[list[int]]) -> None:
    told = outward(cells)
    for shown, real in zip(told.cells, cells, strict=True):
        assert all(one in (None, other) for one, other in zip(shown, real, strict=True))
    assert all(one in (None, sum(row)) for one, row in zip(told.row_totals, cells, strict=True))


@settings(max_examples=150, deadline=None)
@given(TABLES)
def test_no_hidden_small_count_can_be_computed_back(cells: list[list[int]]) -> None:
    told, total = outward(cells), sum(map(sum, cells))
    if total > 14 or told.total is None or all(cell is None for row in told.cells for cell in row):
        return
    guesses = list(could_be(told, total))
    assert cells in guesses
    for row, numbers in enumerate(cells):
        for column, number in enumerate(numbers):
            if is_small(number):
                assert len({guess[row][column] for guess in guesses}) > 1
        if is_small(sum(numbers)):
            assert len({sum(guess[row]) for guess in guesses}) > 1


@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_a_list_tells_no_small_count_and_none_that_follows_from_the_others(counts: list[int]) -> None:
    told, total = outward_list(counts)
    hidden = [count for count, shown in zip(counts, told, strict=True) if shown is None]
    assert not any(shown is not None and is_small(shown) for shown in told)
    if total is not None and any(map(is_small, counts)) and len(hidden) < len(counts):
        assert len(hidden) >= 2
        assert sum(hidden) > len(hidden), "all of them would be 1"


def test_without_small_counts_everything_is_told() -> None:
    told = outward([[3, 0, 7], [10, 4, 0]])
    assert told.cells == ((3, 0, 7), (10, 4, 0))
    assert (told.row_totals, told.column_totals, told.total) == ((10, 14), (13, 4, 7), 24)
    assert not told.hides


def test_s16_of_3_2_3_6_4_the_2_is_hidden_and_one_more_so_that_18_does_not_give_it_away() -> None:
    told, total = outward_list([3, 2, 3, 6, 4])
    assert told == (None, None, 3, 6, 4)
    assert total == 18


def test_a_total_of_two_tells_nothing() -> None:
    assert outward_list([0, 2, 0]) == ((None, None, None), None)


def test_ones_alone_are_not_told_at_all_for_their_number_would_tell_each() -> None:
    told, total = outward_list([1, 1, 1, 0])
    assert told == (None, None, None, None)
    assert total == 3
