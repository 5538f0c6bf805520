"""Triage: how soon somebody must act on a message, decided by exact rules before and apart from matching."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from routing.danger_net import Net, load_net
from routing.languages import CHINESE, JAPANESE, has_kana, language_of
from routing.triage_rules import TriageRules, load_rules
from routing.triage_rules.model import Frame, FrameKind, Rule, Scope, Signal, SignalKind, Weight
from routing.triage_text import FILLER, SENTENCE_END, TriageText, read_text
from routing.urgency import Danger, Level, Triage, Voice

__all__ = ["assess", "assess_by_rules", "load_rules"]

_ORDER = (Weight.EMERGENCY, Weight.URGENT, Weight.SAME_DAY, Weight.TOPIC)
_LEVELS = {
    Weight.EMERGENCY: Level.EMERGENCY,
    Weight.URGENT: Level.URGENT,
    Weight.SAME_DAY: Level.SAME_DAY,
    Weight.TOPIC: Level.NORMAL,
}
_EXPLAINING = {FrameKind.RESOLVED, FrameKind.JOKE, FrameKind.FICTION, FrameKind.PAST}
"""What the net yields to; the rules weigh these word by word, the net cannot."""


@dataclass(slots=True)
class _Findings:
    """What was found so far in one message."""

    active: list[Rule] = field(default_factory=list)
    excused: bool = False
    topic: bool = False
    topic_dangers: list[Danger] = field(default_factory=list)


def assess(text: str, rules: TriageRules, net: Net | None = None) -> Triage:
    """Return the verdict on a message (or on several bubbles joined by line ends); never raises.

    The rules decide first. Where they set no alert, the net (the shipped one by default) may still set one; it never
    takes one away.
    """
    prepared = read_text(text)
    masked = _mask(prepared.folded, rules)
    verdict, excused = _by_rules(prepared, masked, rules)
    if verdict.alert or excused or verdict.language != JAPANESE:
        return verdict
    caught = (net or load_net()).catch(prepared.folded)
    if caught is None or _explained(masked, rules):
        return verdict
    return replace(
        verdict,
        level=Level.URGENT,
        danger_topic=False,
        rules=(caught.rule, *verdict.rules),
        dangers=tuple(dict.fromkeys((caught.danger, *verdict.dangers))),
    )


def assess_by_rules(text: str, rules: TriageRules) -> Triage:
    """Return what the rules alone say of a message.

    Danger in the writer's own words always wins over harmless words elsewhere in the same message: a frame
    (denial, past, fiction ...) reaches only the hits it stands beside, or the rules that yield to it.
    """
    prepared = read_text(text)
    return _by_rules(prepared, _mask(prepared.folded, rules), rules)[0]


def _by_rules(prepared: TriageText, masked: str, rules: TriageRules) -> tuple[Triage, bool]:
    """Return the verdict of the rules, and whether a frame explained what one of them had hit."""
    findings = _Findings()
    _try_rules(masked, rules, findings)
    _try_foreign(prepared, rules, findings)
    return _verdict(prepared, masked, rules, findings), findings.excused


def _explained(masked: str, rules: TriageRules) -> bool:
    """Tell whether a message that only the net caught says itself that it is thanks, a play, a joke or long past."""
    kinds = {frame.kind for frame, _, _ in _frames(masked, rules)}
    return bool(kinds & _EXPLAINING) and not any(_turns(masked, rules))


def _mask(text: str, rules: TriageRules) -> str:
    for _, patterns in rules.masks.candidates(text):
        for pattern in patterns:
            text = pattern.expression.sub(lambda hit: FILLER * len(hit.group()), text)
    return text


def _try_rules(text: str, rules: TriageRules, findings: _Findings) -> None:
    candidates = list(rules.rules.candidates(text))
    if not candidates:
        return
    frames = list(_frames(text, rules))
    turns = list(_turns(text, rules)) if frames else []
    for rule, patterns in candidates:
        spans = [hit.span() for pattern in patterns for hit in pattern.expression.finditer(text)]
        reached = [_frame_of(rule, span, text, frames, turns) for span in spans]
        if any(frame is None for frame in reached):
            findings.active.append(rule)
            continue
        findings.excused = findings.excused or bool(reached)
        if any(frame is not None and frame.leaves_topic for frame in reached):
            findings.topic = True
            findings.topic_dangers.extend(rule.dangers)


def _frames(text: str, rules: TriageRules) -> Iterator[tuple[Frame, int, int]]:
    for frame, patterns in rules.frames.candidates(text):
        for pattern in patterns:
            for hit in pattern.expression.finditer(text):
                yield frame, hit.start(), hit.end()


def _turns(text: str, rules: TriageRules) -> Iterator[int]:
    for _, patterns in rules.turns.candidates(text):
        for pattern in patterns:
            for hit in pattern.expression.finditer(text):
                yield hit.end()


def _frame_of(
    rule: Rule, span: tuple[int, int], text: str, frames: list[tuple[Frame, int, int]], turns: list[int]
) -> Frame | None:
    for frame, start, end in frames:
        if frame.kind in rule.firm:
            continue
        if frame.dangers and not frame.dangers.intersection(rule.dangers):
            continue
        if rule.weight is Weight.TOPIC and frame.leaves_topic:
            continue
        # "I left hospital, but again my chest hurts": what comes after the turn is an event of its own.
        if any(end < turn <= span[1] for turn in turns):
            continue
        if _reaches(frame, (start, end), span, text):
            return frame
    return None


def _reaches(frame: Frame, place: tuple[int, int], hit: tuple[int, int], text: str) -> bool:
    if frame.scope is Scope.MESSAGE:
        return True
    if frame.scope is Scope.ALONE:
        return not _ends(text.rstrip(SENTENCE_END))
    if frame.scope is Scope.AFTER:
        # A denial may stand inside a hit that goes on after it; other frames must come after the hit.
        near = hit[0] < place[0] <= hit[1] + frame.reach and (
            place[1] > hit[1] or frame.kind is FrameKind.DENIAL
        )
        return near and not _ends(text[hit[1] : place[0]])
    if frame.scope is Scope.BEFORE:
        near = place[0] < hit[1] and hit[0] <= place[1] + frame.reach
        return near and not _ends(text[place[1] : hit[0]])
    first, last = sorted((place, hit))
    return not _ends(text[first[1] : last[0]])


def _ends(between: str) -> bool:
    return any(sign in between for sign in SENTENCE_END)


def _try_foreign(prepared: TriageText, rules: TriageRules, findings: _Findings) -> None:
    # Words in Chinese characters alone mean something else in a Japanese sentence (中毒, 家暴 ...).
    japanese = has_kana(prepared.plain)
    for rule, patterns in rules.foreign.candidates(prepared.plain):
        if japanese and rule.language == CHINESE:
            continue
        if any(pattern.expression.search(prepared.plain) for pattern in patterns):
            findings.active.append(rule)


def _verdict(prepared: TriageText, masked: str, rules: TriageRules, findings: _Findings) -> Triage:
    active = sorted(findings.active, key=lambda rule: _ORDER.index(rule.weight))
    level = _LEVELS[active[0].weight] if active else Level.NORMAL
    dangers = [danger for rule in active for danger in rule.dangers] + findings.topic_dangers
    signals = {signal.kind for signal in _signals(masked, rules)}
    return Triage(
        level=level,
        danger_topic=_is_topic(level, active, findings),
        rules=tuple(rule.id for rule in active),
        dangers=_ordered(dangers, signals),
        voice=_voice(signals),
        minor=SignalKind.MINOR in signals,
        child=SignalKind.CHILD in signals,
        cannot_speak=SignalKind.CANNOT_SPEAK in signals,
        language=_language(active, prepared),
    )


def _ordered(dangers: list[Danger], signals: set[SignalKind]) -> tuple[Danger, ...]:
    """Return the dangers once each; where an old person is the one hurt, that comes before what a "son" may mean."""
    once = dict.fromkeys(dangers)
    young = SignalKind.MINOR in signals
    if SignalKind.ELDER_HURT in signals and Danger.ELDER_ABUSE in once and not young:
        return (Danger.ELDER_ABUSE, *(danger for danger in once if danger is not Danger.ELDER_ABUSE))
    return tuple(once)


def _is_topic(level: Level, active: list[Rule], findings: _Findings) -> bool:
    if level in {Level.EMERGENCY, Level.URGENT}:
        return False
    return findings.topic or any(rule.weight is Weight.TOPIC for rule in active)


def _signals(text: str, rules: TriageRules) -> Iterator[Signal]:
    for signal, patterns in rules.signals.candidates(text):
        if any(pattern.expression.search(text) for pattern in patterns):
            yield signal


def _voice(signals: set[SignalKind]) -> Voice:
    if SignalKind.HURT in signals and SignalKind.OUTSIDER not in signals:
        return Voice.SELF
    if SignalKind.OTHER in signals:
        return Voice.OTHER
    return Voice.SELF if SignalKind.SELF in signals else Voice.UNCLEAR


def _language(active: list[Rule], prepared: TriageText) -> str:
    foreign = [rule.language for rule in active if rule.language != JAPANESE]
    return foreign[0] if foreign else language_of(prepared.plain)
