"""From a ranking to a decision: answer, choose, ask or hand over. A blind guess is never shown as an answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.areas import AreaId
from knowledge.destinations import Destination, DestinationId
from routing.confidence import Curve
from routing.decision import Candidate, Decision, DecisionKind, Flag, Option
from routing.intent_examples import Likeness
from routing.intents import Intent
from routing.options import name_options, options_for

MOST_CANDIDATES = 10
CARDS = 3
# Two desks whose scores differ by less than this share cannot be told apart, however well both fit (S14).
TIE = 0.05


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found out about one message before anything is decided.

    `candidates` best first; `confidence` that the first is right, and the `measures` it was made of;
    `overwhelming` when so much is named that a person has to sort it; `like` the intent that examples point to.
    """

    candidates: tuple[Candidate, ...]
    confidence: float
    flags: tuple[Flag, ...]
    overwhelming: bool
    area: AreaId | None
    default: DestinationId | None
    measures: Mapping[str, float]
    like: Likeness


def decide_intent(intent: Intent, findings: Findings) -> Decision:
    """Return the decision that an intent fixes; for a hand-over the candidates stay, for the person who reads."""
    flags = findings.flags if intent.flag is None else tuple(dict.fromkeys((intent.flag, *findings.flags)))
    handover = intent.kind is DecisionKind.HANDOVER
    return Decision(
        kind=intent.kind,
        candidates=_led_by_default(findings, intent.name) if handover else (),
        flags=flags if handover else (),
        area=findings.area,
        smalltalk=intent.smalltalk,
        privacy=intent.privacy,
    )


def decide(findings: Findings, curve: Curve, destinations: Mapping[DestinationId, Destination]) -> Decision:
    """Return the decision on a matter: by bands of confidence, by how near the candidates are, by the needs."""
    kind = _kind(findings, curve)
    candidates = findings.candidates[:MOST_CANDIDATES]
    options: tuple[Option, ...] = ()
    if kind is DecisionKind.CHOOSE:
        options = name_options(candidates[:CARDS], destinations)
        kind = (
            kind
            if options
            else DecisionKind.ANSWER
            if findings.confidence >= curve.answer
            else DecisionKind.ASK
        )
    if kind is DecisionKind.ASK:
        options = options_for(candidates[: CARDS + 1], destinations)
    if kind is DecisionKind.HANDOVER:
        candidates = _with_default(findings)
    return Decision(
        kind=kind, candidates=candidates, flags=findings.flags, options=options, area=findings.area
    )


def _kind(findings: Findings, curve: Curve) -> DecisionKind:
    if not findings.candidates or findings.confidence < curve.ask:
        return DecisionKind.HANDOVER
    if findings.overwhelming:
        return DecisionKind.HANDOVER
    if findings.confidence >= curve.answer and findings.measures.get("margin", 1.0) >= TIE:
        return DecisionKind.ANSWER
    return DecisionKind.CHOOSE if findings.confidence >= curve.choose else DecisionKind.ASK


def _with_default(findings: Findings) -> tuple[Candidate, ...]:
    """Keep the order of what was found, and name the default desk at the end when it is not among it."""
    found = findings.candidates[:MOST_CANDIDATES]
    if findings.default is None or any(c.destination == findings.default for c in found):
        return found
    return (*found[: MOST_CANDIDATES - 1], _default(findings.default))


def _led_by_default(findings: Findings, why: str) -> tuple[Candidate, ...]:
    if findings.default is None:
        return findings.candidates[:MOST_CANDIDATES]
    others = tuple(c for c in findings.candidates if c.destination != findings.default)
    return (_default(findings.default, why), *others[: MOST_CANDIDATES - 1])


def _default(desk: DestinationId, why: str = "") -> Candidate:
    return Candidate(desk, 0.0, tuple(filter(None, (why, "はっきり合う窓口がないときの窓口"))))
