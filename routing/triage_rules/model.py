"""What a rule of triage is made of, and the index that finds the few rules worth trying on a message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Protocol, TypeVar

from routing.triage_rules.patterns import Pattern
from routing.urgency import Danger, RuleId


class Weight(StrEnum):
    """What a rule says by itself; `TOPIC` is a dangerous subject without a present event."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SAME_DAY = "same_day"
    TOPIC = "topic"


class FrameKind(StrEnum):
    """Why words of danger may mean no danger now."""

    DENIAL = "denial"
    PAST = "past"
    RESOLVED = "resolved"
    FICTION = "fiction"
    INFORMATION = "information"
    HYPOTHETICAL = "hypothetical"
    JOKE = "joke"
    THING = "thing"


class Scope(StrEnum):
    """Where a frame must stand to reach a hit: beside it, in its sentence, or anywhere.

    `ALONE` reaches a hit of its sentence only while the message has no other sentence.
    """

    AFTER = "after"
    BEFORE = "before"
    SENTENCE = "sentence"
    MESSAGE = "message"
    ALONE = "alone"


class SignalKind(StrEnum):
    """What else a message tells about the person in danger."""

    MINOR = "minor"
    CHILD = "child"
    CANNOT_SPEAK = "cannot_speak"
    SELF = "self"
    OTHER = "other"
    HURT = "hurt"
    OUTSIDER = "outsider"
    ELDER_HURT = "elder_hurt"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: any of its patterns is enough. `firm` names the frames that do not reach it."""

    id: RuleId
    weight: Weight
    dangers: tuple[Danger, ...]
    patterns: tuple[Pattern, ...]
    reason: str
    source: str
    language: str = "ja"
    reviewed: bool = True
    firm: frozenset[FrameKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Frame:
    """Words around a hit that take its danger away; `dangers` empty means every kind.

    `leaves_topic` says whether the subject still goes to the coordinators' queue; `reach` is the greatest distance
    in characters between a hit and a frame of the scopes `AFTER` and `BEFORE`.
    """

    id: RuleId
    kind: FrameKind
    scope: Scope
    dangers: frozenset[Danger]
    patterns: tuple[Pattern, ...]
    reason: str
    leaves_topic: bool
    reach: int


@dataclass(frozen=True, slots=True)
class Mask:
    """A harmless phrase that holds words of danger; it is blanked before any rule is tried."""

    id: RuleId
    patterns: tuple[Pattern, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Words by which a message turns to another event: a frame before them does not reach a hit after them."""

    id: RuleId
    patterns: tuple[Pattern, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Signal:
    """Words that tell who writes or speaks, without any danger of their own."""

    id: RuleId
    kind: SignalKind
    patterns: tuple[Pattern, ...]


class HasPatterns(Protocol):
    """Anything that is looked up by its patterns."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """The patterns, any of which is enough."""


T = TypeVar("T", bound=HasPatterns)


@dataclass(frozen=True, slots=True)
class PatternIndex(Generic[T]):
    """Finds the patterns whose fixed text stands in a message, so that the rest need not be tried."""

    items: tuple[T, ...]
    _by_start: dict[str, list[tuple[str, int, int]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for item_number, item in enumerate(self.items):
            for pattern_number, pattern in enumerate(item.patterns):
                for anchor in pattern.anchors:
                    entry = (anchor, item_number, pattern_number)
                    self._by_start.setdefault(anchor[:2], []).append(entry)

    def candidates(self, text: str) -> Iterator[tuple[T, Sequence[Pattern]]]:
        """Yield each item with those of its patterns that can match `text`, in the order of the data."""
        starts = {text[at : at + 2] for at in range(len(text))} | set(text)
        found: dict[int, set[int]] = {}
        for start in starts & self._by_start.keys():
            for anchor, item_number, pattern_number in self._by_start[start]:
                if anchor in text:
                    found.setdefault(item_number, set()).add(pattern_number)
        for number in sorted(found):
            item = self.items[number]
            yield item, [item.patterns[pattern] for pattern in sorted(found[number])]


@dataclass(frozen=True, slots=True)
class TriageRules:
    """All rules, indexed; made by `load_rules` and shared by every call of `assess`."""

    rules: PatternIndex[Rule]
    foreign: PatternIndex[Rule]
    frames: PatternIndex[Frame]
    turns: PatternIndex[Turn]
    masks: PatternIndex[Mask]
    signals: PatternIndex[Signal]
