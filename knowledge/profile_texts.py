"""Sentences of the bot that a municipality words in its own way."""

import tomllib
from collections.abc import Mapping

from knowledge.data_files import DataFile
from knowledge.problems import Problems
from knowledge.toml_lines import line_of


def read_texts(file: DataFile, problems: Problems) -> Mapping[str, str]:
    """Return the sentences of `texts.toml` by dotted key; a missing file means that none differ."""
    try:
        cells = tomllib.loads(file.text())
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.add(file, 0, f"not readable as TOML: {error}")
        return {}
    return _flat("", cells, file, problems)


def _flat(prefix: str, cells: Mapping[str, object], file: DataFile, problems: Problems) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in cells.items():
        name = f"{prefix}{key}"
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, dict):
            found |= _flat(f"{name}.", value, file, problems)
        else:
            problems.add(file, line_of(file, name), f"{name} must be a text")
    return found
