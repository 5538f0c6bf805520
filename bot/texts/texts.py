"""Saying a sentence by its key, with its named fields filled in."""

from collections.abc import Iterator, Mapping

from bot.texts.fields import fields_of

Field = str | int


class MissingTextError(LookupError):
    """A key or a field that the code asks for is not there: a mistake in the code. Do not retry."""


class Texts:
    """Sentences by key (`resident.hello.what`: file, then the path inside it), ready to be said.

    `standing` are fields that hold for every sentence of one municipality, such as its name or telephone.
    """

    __slots__ = ("_entries", "_standing")

    def __init__(self, entries: Mapping[str, str], standing: Mapping[str, Field] | None = None) -> None:
        self._entries = dict(entries)
        self._standing = dict(standing or {})

    def say(self, key: str, **fields: Field) -> str:
        """Return the sentence of `key`; raise `MissingTextError` for an unknown key or an unfilled field.

        A field the sentence does not use is ignored: a municipality may word it without.
        """
        try:
            sentence = self._entries[key]
        except KeyError:
            raise MissingTextError(f"no text has the key {key!r}") from None
        values = self._standing | fields
        unfilled = sorted(fields_of(sentence) - values.keys())
        if unfilled:
            raise MissingTextError(f"the text {key!r} wants the fields {unfilled}")
        return sentence.format_map(values)

    def sentence(self, key: str) -> str:
        """Return a sentence as it is written, its fields in braces; raise `MissingTextError` for an unknown key."""
        try:
            return self._entries[key]
        except KeyError:
            raise MissingTextError(f"no text has the key {key!r}") from None

    def has(self, key: str) -> bool:
        """Tell whether there is a sentence with this key."""
        return key in self._entries

    def keys(self) -> Iterator[str]:
        """Return every key, sorted."""
        return iter(sorted(self._entries))

    def fields(self, key: str) -> frozenset[str]:
        """Return the names of the fields that the sentence of `key` uses."""
        return fields_of(self._entries[key])

    def standing(self, **fields: Field) -> "Texts":
        """Return these texts with more fields filled in for good."""
        return Texts(self._entries, self._standing | fields)
