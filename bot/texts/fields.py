"""The named fields of a sentence; nothing else of Python's format language is let in."""

from functools import lru_cache
from string import Formatter


class FieldsError(ValueError):
    """The braces of a sentence cannot be read; the message says why. Mend the text."""


@lru_cache(maxsize=4096)
def fields_of(sentence: str) -> frozenset[str]:
    """Return the field names of a sentence such as `{town}の相談窓口です`.

    Raise `FieldsError` for unbalanced braces and for anything beyond a plain name: an attribute or index
    (`{town.x}`), a conversion or a format would let a text reach into the program.
    """
    try:
        parsed = list(Formatter().parse(sentence))
    except ValueError as error:
        raise FieldsError(str(error)) from error
    names: set[str] = set()
    for _, name, form, conversion in parsed:
        if name is None:
            continue
        if not (name.isidentifier() and name.isascii()) or form or conversion:
            raise FieldsError(f"a field is a plain name in braces, not {name!r}")
        names.add(name)
    return frozenset(names)
