"""Which text keys the code asks for, read from the source."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

BOT = Path(__file__).parents[3] / "bot"
FILES = tuple(sorted(path.stem for path in (BOT / "texts" / "ja").glob("*.toml")))
_KEY = re.compile(r"[a-z_]+(\.[a-z_0-9]+)+")


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(BOT.rglob("*.py")):
        if "simulator" not in path.parts:
            yield str(path.relative_to(BOT)), ast.parse(path.read_text(encoding="utf-8"))


def asked_for() -> Iterator[tuple[str, str]]:
    """Yield where and what: the first argument of every `say(...)`, a `*` standing for what is filled in."""
    for where, tree in sources():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and _name(call.func) in {"say", "has"} and call.args:
                pattern = _pattern(call.args[0])
                if pattern and "." in pattern:
                    yield f"{where}:{call.lineno}", pattern


def mentioned() -> set[str]:
    """Return every dotted word and pattern in the source, wherever it stands: keys may travel as arguments."""
    found: set[str] = set()
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                pattern = _pattern(node)
                if pattern and _KEY.fullmatch(pattern.replace("*", "x")):
                    found.add(pattern)
    return found


def fits(pattern: str, key: str) -> bool:
    """Tell whether a pattern means a key, with or without the name of its file before it."""
    wanted = re.escape(pattern).replace(r"\*", r"[a-z_0-9]+")
    return bool(re.fullmatch(rf"(?:{'|'.join(FILES)})?\.?{wanted}", key) or re.fullmatch(wanted, key))


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _pattern(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else "*" for part in node.values)  # type: ignore[misc]
    return ""
