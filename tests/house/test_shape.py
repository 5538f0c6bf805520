"""Files and functions stay small, and are named for what they are."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT, product_modules, texts

LONGEST_FILE = 250
LONGEST_FUNCTION = 30
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}


def functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = function.body[0]
    has_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    start = first.end_lineno if has_docstring else function.lineno
    assert start is not None
    assert function.end_lineno is not None
    return function.end_lineno - start


def test_no_file_of_the_product_is_longer_than_250_lines() -> None:
    long = {
        str(path): source.count("\n")
        for path, source in texts(".py")
        if path.parts[0] in {"bot", "routing", "knowledge", "storage"}
        and "migrations" not in path.parts
        and source.count("\n") > LONGEST_FILE
    }
    assert long == {}


def test_no_function_of_the_product_is_longer_than_30_lines_below_its_docstring() -> None:
    long = [
        f"{path}:{function.lineno} {function.name} {lines_of_code(function)}"
        for path, tree in product_modules()
        if "migrations" not in path.parts
        for function in functions(tree)
        if lines_of_code(function) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path, _ in product_modules() if path.stem in EMPTY_NAMES] == []


def test_only_the_clock_reads_the_clock() -> None:
    readers = [
        f"{path}:{node.lineno}"
        for path, tree in product_modules()
        # The stand-in is a stranger to the bot and has a clock of its own, which tests move.
        if path not in {Path("bot/clock.py"), Path("bot/simulator/clock.py")}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and (node.func.value.id, node.func.attr)
        in {("datetime", "now"), ("datetime", "utcnow"), ("date", "today"), ("time", "time")}
    ]
    assert readers == []


def test_every_package_says_what_it_is_for() -> None:
    silent = [
        str(p)
        for p, tree in product_modules()
        if ast.get_docstring(tree) is None and "migrations" not in p.parts
    ]
    assert silent == []


def test_every_folder_that_holds_modules_is_a_package() -> None:
    folders = {path.parent for path, _ in product_modules() if "migrations" not in path.parts}
    assert [str(f) for f in folders if not (ROOT / f / "__init__.py").exists()] == []
