"""What was typed into a form, parsed at the door: values that the rest can trust, or a fault at the field."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from werkzeug.datastructures import MultiDict

from bot.clock import TOKYO

Word = TypeVar("Word", bound=StrEnum)

# Signs that turn the direction of what stands around them, or show nothing: one text looks like another by them.
HIDDEN = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")
MORNING = time(9)
FARTHEST = timedelta(days=730)


class FaultyFieldError(ValueError):
    """A field holds what cannot be taken; `field` is its name, `why` the key of the sentence. Show the form again."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(f"{field}: {why}")
        self.field = field
        self.why = why


class Typed:
    """The fields of one form."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        self._form = form

    def text(self, name: str, *, longest: int, needed: bool = True) -> str:
        """Return a text without invisible signs; raise `FaultyFieldError` when it is missing or too long."""
        said = "".join(sign for sign in self._form.get(name, "") if _is_shown(sign)).strip()
        said = said.replace("\r\n", "\n").replace("\r", "\n")
        if not said and needed:
            raise FaultyFieldError(name, "missing")
        if len(said) > longest:
            raise FaultyFieldError(name, "too_long")
        return said

    def one_of(self, name: str, kinds: type[Word]) -> Word:
        """Return a word of a closed vocabulary; raise `FaultyFieldError` for any other."""
        given = self._form.get(name, "")
        if given not in {kind.value for kind in kinds}:
            raise FaultyFieldError(name, "unknown" if given else "missing")
        return kinds(given)

    def maybe_one_of(self, name: str, kinds: type[Word]) -> Word | None:
        """Return a word of a closed vocabulary, or None for an empty field."""
        return self.one_of(name, kinds) if self._form.get(name, "") else None

    def known(self, name: str, known: Iterable[str], *, needed: bool = True) -> str:
        """Return an id of a list, or an empty text; raise `FaultyFieldError` for one that is not on it."""
        given = self._form.get(name, "")
        if not given and not needed:
            return ""
        if given not in set(known):
            raise FaultyFieldError(name, "unknown" if given else "missing")
        return given

    def number(self, name: str) -> int:
        """Return a whole number above zero, full-width digits included."""
        given = unicodedata.normalize("NFKC", self._form.get(name, "")).strip()
        if not given.isdecimal() or len(given) > 9 or not int(given):
            raise FaultyFieldError(name, "no_number" if given else "missing")
        return int(given)

    def morning_of(self, name: str, *, first: date) -> datetime:
        """Return the morning of a day from `first` on; raise `FaultyFieldError` for none, an earlier or a far one."""
        try:
            day = date.fromisoformat(self._form.get(name, ""))
        except ValueError as error:
            raise FaultyFieldError(name, "no_day") from error
        if not first <= day <= first + FARTHEST:
            raise FaultyFieldError(name, "past_day" if day < first else "no_day")
        return datetime.combine(day, MORNING, TOKYO)

    def ticked(self, name: str) -> bool:
        """Tell whether a box was ticked."""
        return bool(self._form.get(name))

    def every(self, name: str) -> tuple[str, ...]:
        """Return all values of a field that may stand several times."""
        return tuple(self._form.getlist(name))

    def version(self) -> int:
        """Return the version a form was opened with; 0 for a form that does not say, which every change overtakes."""
        given = self._form.get("version", "")
        return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else 0

    def kept(self) -> Mapping[str, str]:
        """Return what was typed, to be shown again."""
        return {name: text for name, text in self._form.items() if name not in {"form_token", "version"}}


def _is_shown(sign: str) -> bool:
    if sign in HIDDEN:
        return False
    return sign in "\n\r\t" or unicodedata.category(sign) not in {"Cc", "Cs"}
