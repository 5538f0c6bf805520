"""The registry of emergency numbers."""

from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.emergency_numbers import COLUMNS, NumberStatus, load_registry
from knowledge.problems import DataError
from routing.urgency import Danger

REGISTRY = load_registry()


def test_every_number_names_its_source_and_the_month_it_was_checked() -> None:
    assert all(number.source and number.checked for number in REGISTRY.numbers)


def test_numbers_name_only_kinds_of_danger_that_exist() -> None:
    named = {danger for number in REGISTRY.numbers for danger in (*number.dangers, *number.dangers_now)}
    assert named <= {danger.value for danger in Danger}


def test_a_retired_number_names_its_successor_that_is_current() -> None:
    for number in REGISTRY.retired():
        successor = REGISTRY.find(number.replaced_by)
        assert successor is not None
        assert successor.status is NumberStatus.CURRENT


def test_no_number_stands_twice() -> None:
    numbers = [number.number for number in REGISTRY.numbers]
    assert len(numbers) == len(set(numbers))


def test_a_number_that_serves_dangers_is_current() -> None:
    assert all(number.status is NumberStatus.CURRENT for number in REGISTRY.numbers if number.dangers)


def test_mistakes_are_told_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "numbers.csv"
    row = "119,消防,,everybody,medical,,sometimes,,,,nationwide,current,,s,2026-11"
    file.write_text(",".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(DataError) as told:
        load_registry(file)
    assert "numbers.csv:2: for_whom" in str(told.value)
    assert "numbers.csv:2: hours" in str(told.value)


def test_a_check_older_than_180_days_is_stale_and_a_month_counts_from_its_first_day() -> None:
    checked = max(number.checked for number in REGISTRY.current())
    assert checked.day == 1
    assert REGISTRY.stale(checked + timedelta(days=180)) == ()
    late = REGISTRY.stale(checked + timedelta(days=181))
    assert set(late) == set(REGISTRY.current())
