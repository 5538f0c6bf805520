"""What the search index holds: entries with their phrases, each belonging to one desk."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NewType

from knowledge.destinations import Destination, DestinationId

EntryId = NewType("EntryId", str)


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject of one desk: what it is called, what is done there, and what residents say of it."""

    id: EntryId
    desk: DestinationId
    title: str
    description: str = ""
    phrases: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LearnedPhrase:
    """A resident's sentence that a coordinator has assigned to an entry, or to a desk as a whole.

    `target` is an entry's id or, where no entry has it, a desk's.
    """

    target: str
    text: str


def entries_of(
    destinations: Iterable[Destination], phrases: Iterable[tuple[DestinationId, str, str]]
) -> tuple[Entry, ...]:
    """Make the entries of a profile: one for each desk, one more for each subject named in its phrases.

    `phrases` are (destination, entry, text); an empty entry is the desk's own. Phrases of unknown desks are
    left out here because the profile reader has refused them already.
    """
    own: dict[str, dict[str, list[str]]] = {}
    for desk, subject, text in phrases:
        own.setdefault(desk, {}).setdefault(subject, []).append(text)
    made: list[Entry] = []
    for destination in destinations:
        subjects = own.get(destination.id, {})
        whole = Entry(
            EntryId(destination.id),
            destination.id,
            destination.name,
            destination.description,
            (*subjects.get("", ()), *destination.phrases),
            destination.aliases,
        )
        made.append(whole)
        made.extend(
            replace(
                whole,
                id=EntryId(f"{destination.id}/{subject}"),
                phrases=tuple(texts),
                description="",
                aliases=(),
            )
            for subject, texts in subjects.items()
            if subject
        )
    return tuple(made)
