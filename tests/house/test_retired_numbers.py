"""Numbers that no longer answer stand nowhere but in the registry."""

import re
from pathlib import Path

from knowledge.emergency_numbers import EmergencyNumber, NumberStatus, load_registry
from tests.house.sources import texts

REGISTRY_PATH = Path("knowledge/emergency_numbers.csv")


def pattern_of(number: EmergencyNumber) -> re.Pattern[str]:
    """Return an expression for the number however its digits are grouped."""
    digits = [re.escape(sign) for sign in number.number if sign != "-"]
    return re.compile(r"(?<![\d#])" + r"[-‐–ー() （）]?".join(digits) + r"(?!\d)")


def test_no_retired_or_unverified_number_stands_anywhere_but_in_the_registry() -> None:
    refused = {
        number.number: pattern_of(number)
        for number in load_registry().numbers
        if number.status is not NumberStatus.CURRENT
    }
    found = {
        (str(path), number)
        for path, text in texts()
        if path != REGISTRY_PATH
        for number, pattern in refused.items()
        if pattern.search(text)
    }
    assert found == set()
