"""Reading CSV files of a profile: every mistake noted with its line, none raised in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.csv_rows import read_rows
from knowledge.data_files import DataFile
from knowledge.problems import DataError, Problems

COLUMNS = ("id", "name")


def read(content: bytes | None) -> tuple[list[str], str]:
    """Return the ids read and what was wrong."""
    problems = Problems()
    ids = [row.text("id") for row in read_rows(DataFile("town", "rows.csv", content), COLUMNS, problems)]
    try:
        problems.raise_if_any()
    except DataError as error:
        return ids, str(error)
    return ids, ""


def test_rows_are_read_with_and_without_a_mark_and_blank_lines_are_passed_over() -> None:
    rows = 'id,name\n1,電球\n\n2,"庭, 草"\n'.encode()
    assert read(rows) == (["1", "2"], "")
    assert read(b"\xef\xbb\xbf" + rows) == (["1", "2"], "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "town/rows.csv: the file is missing"),
        (b"id\n1\n", "town/rows.csv:1: the header lacks: name"),
        (b"\xff\xfe", "not UTF-8"),
        (b"id,name\n1,a\n2,b,c\n", "town/rows.csv:3:"),
        (b'id,name\n1,"a\n', "town/rows.csv"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_line(content: bytes | None, said: str) -> None:
    assert said in read(content)[1]


@given(content=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    read(content)
    read(b"id,name\n" + content)
