"""JSON lines in, JSON lines out, in order: what `match` and `triage` have in common."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TextIO

Answer = Callable[[Mapping[str, object]], Mapping[str, object]]
_ID = re.compile(r'"id"\s*:\s*("(?:[^"\\]|\\.){0,200}"|-?\d{1,18})')


class LineError(ValueError):
    """A line cannot be answered; the message says why and is written back with the line's id. Do not retry."""


def answer_lines(lines: Iterable[str], answer: Answer, out: TextIO) -> int:
    """Answer each line and return how many could not be read; blank lines are passed over.

    An unreadable line is answered with `{"id": ..., "error": ...}`; the others still are answered.
    """
    failures = 0
    for line in lines:
        if not line.strip():
            continue
        reply, failed = _reply(line, answer)
        failures += failed
        out.write(json.dumps(reply, ensure_ascii=False) + "\n")
        out.flush()
    return failures


def _reply(line: str, answer: Answer) -> tuple[Mapping[str, object], bool]:
    id_: object = None
    try:
        row = read_row(line)
        id_ = row.get("id")
        return {"id": id_, **answer(row)}, False
    except LineError as error:
        return {"id": id_ if id_ is not None else id_in(line), "error": str(error)}, True


def read_row(line: str) -> Mapping[str, object]:
    """Return the object of a line; raise `LineError` when it is no JSON object."""
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise LineError(f"not JSON: {str(error)[:80]}") from error
    if not isinstance(row, dict):
        raise LineError("not a JSON object")
    return row


def id_in(line: str) -> object:
    """Return the id of a broken line as far as it can be seen, or None."""
    found = _ID.search(line)
    if found is None:
        return None
    try:
        id_: object = json.loads(found.group(1))
    except json.JSONDecodeError:
        return None
    return id_


def text_of(row: Mapping[str, object], key: str = "text") -> str:
    """Return the text of a row; raise `LineError` when it is missing or no text. Lone surrogates are kept out."""
    value = row.get(key)
    if not isinstance(value, str):
        raise LineError(f"{key} is missing or no text")
    return value.encode("utf-8", "replace").decode("utf-8")


def lines_of(stream: TextIO) -> Iterator[str]:
    """Yield the lines of a stream as they come; bytes that are no UTF-8 become question marks."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="replace")
    yield from stream
