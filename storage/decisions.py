"""A decision as JSON text, both ways: what an answer was based on is kept with its reasons."""

import json
from collections.abc import Mapping, Sequence

from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.decision import Candidate, Decision, DecisionKind, Flag, Option, PrivacyRequest, Smalltalk


def decision_text(decision: Decision) -> str:
    """Return a decision as JSON text."""
    return json.dumps(
        {
            "kind": decision.kind,
            "candidates": [
                [c.destination, c.confidence, list(c.because), c.entry] for c in decision.candidates
            ],
            "flags": list(decision.flags),
            "options": [[option.label, list(option.destinations)] for option in decision.options],
            "area": decision.area,
            "smalltalk": decision.smalltalk,
            "privacy": decision.privacy,
        },
        ensure_ascii=False,
    )


def decision_of(text: str) -> Decision:
    """Return the decision that `decision_text` wrote."""
    read: Mapping[str, object] = json.loads(text)
    area, smalltalk, privacy = read["area"], read["smalltalk"], read["privacy"]
    return Decision(
        kind=DecisionKind(str(read["kind"])),
        candidates=tuple(_candidate(item) for item in _items(read["candidates"])),
        flags=tuple(Flag(str(flag)) for flag in _items(read["flags"])),
        options=tuple(_option(item) for item in _items(read["options"])),
        area=AreaId(str(area)) if area is not None else None,
        smalltalk=Smalltalk(str(smalltalk)) if smalltalk is not None else None,
        privacy=PrivacyRequest(str(privacy)) if privacy is not None else None,
    )


def _items(value: object) -> Sequence[object]:
    assert isinstance(value, list)  # noqa: S101 - sealed text of our own making
    return value


def _candidate(item: object) -> Candidate:
    destination, confidence, because, entry = _items(item)
    return Candidate(
        DestinationId(str(destination)), float(str(confidence)), tuple(map(str, _items(because))), str(entry)
    )


def _option(item: object) -> Option:
    label, destinations = _items(item)
    return Option(str(label), tuple(DestinationId(str(id_)) for id_ in _items(destinations)))
