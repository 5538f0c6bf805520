"""The TOML files of a profile as rows of key and value, so that a spreadsheet can show and change them."""

import json
import tomllib
from collections.abc import Iterable, Mapping

from knowledge.data_files import DataFile

Row = Mapping[str, str]

# Keys that a profile may leave out, with values that are no texts.
LISTS = frozenset({"names", "alerts.rounds", "numbers.regional"})
NUMBERS = frozenset({"alerts.acknowledge_minutes", "follow_up.days"})
SWITCHES = frozenset({"fictional"})


def rows_of_toml(file: DataFile) -> tuple[Row, ...]:
    """Return the values by dotted key, in the order of the file; a missing file has none.

    Lists of texts are joined by `|`, switches are yes and no; what is neither stands as JSON.
    Raise `tomllib.TOMLDecodeError` or `UnicodeDecodeError`.
    """
    if file.content is None:
        return ()
    return tuple(
        {"key": key, "value": _say(value)}
        for key, value in _flat("", tomllib.loads(file.text()))
        if value != ""
    )


def _flat(prefix: str, cells: Mapping[str, object]) -> Iterable[tuple[str, object]]:
    for key, value in cells.items():
        if isinstance(value, dict):
            yield from _flat(f"{prefix}{key}.", value)
        else:
            yield f"{prefix}{key}", value


def _say(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "|".join(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def toml_of_rows(rows: Iterable[Row], like: DataFile) -> bytes:
    """Write rows as TOML (UTF-8); each key has the type that it has in `like`, else the one known for it.

    Raise `ValueError` naming the key whose value has another type.
    """
    types = dict(_flat("", tomllib.loads(like.text()))) if like.content is not None else {}
    lines = [f"{_key(row['key'])} = {_value(row, types.get(row['key']))}" for row in rows if row.get("value")]
    return ("\n".join(lines) + "\n").encode() if lines else b""


def _key(dotted: str) -> str:
    return ".".join(_text(part) for part in dotted.split("."))


def _value(row: Row, example: object) -> str:
    key, value = row["key"], row["value"]
    if isinstance(example, bool) or (example is None and key in SWITCHES):
        if value not in {"yes", "no"}:
            raise ValueError(f"{key} must be yes or no")
        return "true" if value == "yes" else "false"
    if isinstance(example, int) or (example is None and key in NUMBERS):
        if not value.isdecimal():
            raise ValueError(f"{key} must be a whole number")
        return str(int(value))
    if isinstance(example, list) or (example is None and key in LISTS):
        return "[" + ", ".join(_text(part.strip()) for part in value.split("|") if part.strip()) + "]"
    return _text(value) if example is None or isinstance(example, str) else value


def _text(value: str) -> str:
    # A JSON text is a TOML basic string, but for DEL, which JSON leaves as it is.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
