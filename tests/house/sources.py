"""The project's own files, as house rules read them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "routing", "knowledge", "storage")


@cache
def tracked() -> tuple[Path, ...]:
    """Return the files that git tracks or would track, as paths from the root."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(Path(line) for line in sorted(set(listing.stdout.splitlines())) if (ROOT / line).is_file())


def texts(*suffixes: str) -> Iterator[tuple[Path, str]]:
    """Yield path and content of every tracked text file, or of those with one of the endings."""
    for path in tracked():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            yield path, (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def product_modules() -> Iterator[tuple[Path, ast.Module]]:
    """Yield path and syntax tree of every module of the product."""
    for path, source in texts(".py"):
        if path.parts[0] in PACKAGES:
            yield path, ast.parse(source)
