"""Where a key stands in a TOML file, so that a mistake can be named with its line."""

import re

from knowledge.data_files import DataFile

_TABLE = re.compile(r"\s*\[([^\[\]]+)\]")
_KEY = re.compile(r"""\s*["']?([^"'=\s]+)["']?\s*=""")


def line_of(file: DataFile, key: str) -> int:
    """Return the line, from 1, that sets a dotted key; that of its table where it is missing; 0 for neither."""
    table, above = "", 0
    wanted_table = key.rpartition(".")[0]
    for number, line in enumerate(_lines(file), start=1):
        if found := _TABLE.match(line):
            table = found.group(1).strip()
            above = number if table == wanted_table else above
        elif (found := _KEY.match(line)) and f"{table}.{found.group(1)}".lstrip(".") == key:
            return number
    return above


def _lines(file: DataFile) -> list[str]:
    try:
        return file.text().splitlines()
    except (FileNotFoundError, UnicodeDecodeError):
        return []
