"""The papers on security say what is so: tests they name exist, tables and sealed columns are all in the data map."""

import re

from storage.tables.kinds import metadata
from storage.transaction import Transaction  # noqa: F401 - it loads every table
from tests.house.sources import ROOT, texts

THREATS = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
DATA = (ROOT / "docs" / "data-map.md").read_text(encoding="utf-8")


def test_every_test_that_the_threat_model_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", THREATS))
    there = {name for _, source in texts(".py") for name in re.findall(r"def (test_\w+)\(", source)}
    assert named
    assert named - there == set()


def test_every_table_stands_in_the_data_map() -> None:
    tables = set(metadata.tables)
    assert {name for name in tables if f"`{name}`" not in DATA} == set()
