"""Reading the text files, and a municipality's own wording over them; mistakes are reported all at once."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from bot.texts.fields import FieldsError, fields_of
from bot.texts.texts import Field, Texts

HERE = Path(__file__).parent
LANGUAGES = ("en", "zh", "vi", "tl", "ne", "id", "my")


class TextsError(ValueError):
    """Text files hold mistakes; `mistakes` names each with file and line. Start-up refuses; mend the files."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        super().__init__("; ".join(mistakes))
        self.mistakes = mistakes


def load_texts(*, overrides: Path | None = None, standing: Mapping[str, Field] | None = None) -> Texts:
    """Return the common texts, with the sentences of `overrides` (a profile's texts.toml) in their place.

    Keys are the file's name and the path inside it (`resident.hello.what`); a language's file gives
    `en.numbers`. Raise `TextsError` when a file cannot be read, a value is not a sentence, an override names
    a key that does not exist or a field that the common sentence does not have.
    """
    common = _common()
    if overrides is None or not overrides.is_file():
        return Texts(common, standing)
    own, mistakes = _read(overrides, prefix="")
    lines = _lines(overrides)
    for key, sentence in own.items():
        mistakes.extend(_misfits(f"{overrides}:{_line_of(lines, key)}", key, sentence, common))
    if mistakes:
        raise TextsError(tuple(mistakes))
    return Texts(common | own, standing)


def texts_of_town(own: Mapping[str, str], *, standing: Mapping[str, Field]) -> Texts:
    """Return the common texts with a municipality's own sentences (by key) in their place.

    Raise `TextsError` for a key that does not exist, and for a field that the common sentence does not have.
    """
    common = _common()
    mistakes: list[str] = []
    for key, sentence in own.items():
        try:
            mistakes.extend(_misfits("texts.toml", key, sentence, common))
        except FieldsError as error:
            mistakes.append(f"texts.toml: {key}: {error}")
    if mistakes:
        raise TextsError(tuple(mistakes))
    return Texts(common | {key: sentence.strip() for key, sentence in own.items()}, standing)


@cache
def _common() -> dict[str, str]:
    files = [(path.stem, path) for path in sorted((HERE / "ja").glob("*.toml"))]
    files += [(name, HERE / f"{name}.toml") for name in LANGUAGES]
    entries: dict[str, str] = {}
    mistakes: list[str] = []
    for name, path in files:
        found, wrong = _read(path, prefix=name)
        entries |= found
        mistakes += wrong
    if mistakes:
        raise TextsError(tuple(mistakes))
    return entries


def _read(path: Path, *, prefix: str) -> tuple[dict[str, str], list[str]]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return {}, [f"{path}: cannot be read ({error.strerror})"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"{path}: {error}"]
    entries: dict[str, str] = {}
    mistakes: list[str] = []
    for key, value in _leaves(tree, prefix):
        if isinstance(value, bool) and key == f"{prefix}.unreviewed":
            continue
        if not isinstance(value, str) or not value.strip():
            mistakes.append(f"{_where(path, key)}: {key} is not a sentence")
            continue
        try:
            fields_of(value)
        except FieldsError as error:
            mistakes.append(f"{_where(path, key)}: {key}: {error}")
            continue
        entries[key] = value.strip()
    return entries, mistakes


def _leaves(tree: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for name, value in tree.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, dict):
            yield from _leaves(value, key)
        else:
            yield key, value


def _misfits(where: str, key: str, sentence: str, common: Mapping[str, str]) -> Iterator[str]:
    if key not in common:
        yield f"{where}: there is no text {key!r}"
        return
    foreign = sorted(fields_of(sentence) - fields_of(common[key]))
    if foreign:
        yield f"{where}: {key} uses fields that are not filled in there: {', '.join(foreign)}"


def _where(path: Path, key: str) -> str:
    # Looked for only where something is wrong: to look for every key takes longer than all the rest of a start.
    return f"{path}:{_line_of(_lines(path), key)}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _line_of(lines: list[str], key: str) -> int:
    """Return the line that sets `key`, or 1: the last one whose name is the key's end under its table."""
    name = key.rpartition(".")[2]
    table, best = "", 1
    for number, line in enumerate(lines, start=1):
        header = re.match(r"\s*\[([^\]]+)\]", line)
        if header:
            table = header.group(1).strip()
        elif re.match(rf'\s*"?{re.escape(name)}"?\s*=', line):
            if f".{key}".endswith(f".{table}.{name}" if table else f".{name}"):
                return number
            best = number
    return best
