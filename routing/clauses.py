"""Cuts a message into clauses, and tells which of them a person has ruled out (「介護ではなくて」)."""

import re
from dataclasses import dataclass

from knowledge.tokens import Analysis

# A clause ends with a sentence, with a comma, and where one matter is set against or beside another.
_END = re.compile(
    r"[。!?]|(?<=[ぁ-ん])、|(?<=けど)|(?<=けれど)|(?<=ですが)|(?<=ますが)|(?<=ましたが)|(?<=ので)|(?<=から)(?=[^、])"
)
_DENIED = re.compile(
    r"(?:の(?:こと|話|相談|件)?)?(?:では|じゃ|で)(?:なく(?:て|、)?|ないん|ないので|ないですが|ないけど|ありませんが|ありません(?:で|。|$)|ないが)"
    r"|(?:の(?:こと|話|相談|件))?は(?:いい|けっこう|結構|大丈夫|間に合って|いらない|不要|別に)(?:です|だ)?(?:から|ので|けど|が|。|、|$)"
    r"|以外(?:の|で|に)|ではない(?:方|ほう)の"
)  # fmt: skip
_ASKING = re.compile(r"でしょう|だろう|かも|じゃないか|ではないか|のでは|か[?。]")
SHORT = 60
MOST = 16


@dataclass(frozen=True, slots=True)
class Clauses:
    """The message without what was ruled out, its clauses (only where it is long), and whether something was."""

    whole: Analysis
    parts: tuple[Analysis, ...]
    negated: bool


def cut(analysis: Analysis) -> Clauses:
    """Cut an analysed message; a short one stays whole."""
    denied = _denied_spans(analysis.text)
    whole = _without(analysis, denied) if denied else analysis
    if denied and not whole.telling:
        # Everything was ruled out: better to match what was said than nothing.
        whole = analysis
    if len(analysis.text) <= SHORT:
        return Clauses(whole, (), bool(denied))
    return Clauses(whole, tuple(_parts(whole)), bool(denied))


def _denied_spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for found in _DENIED.finditer(text):
        if _ASKING.match(text, found.end()):
            continue
        start = max((text.rfind(sign, 0, found.start()) for sign in "。、!? "), default=-1) + 1
        # Only the noun phrase before it is ruled out, not the story that leads there.
        start = max(start, found.start() - 12)
        spans.append((start, found.end()))
    return spans


def _without(analysis: Analysis, spans: list[tuple[int, int]]) -> Analysis:
    words = tuple(
        word for word in analysis.words if not any(start <= word.start < end for start, end in spans)
    )
    return analysis._replace(words=words)


def _parts(analysis: Analysis) -> list[Analysis]:
    text = analysis.text
    ends = sorted({found.end() for found in _END.finditer(text)} | {len(text)})
    parts: list[Analysis] = []
    begin = 0
    for end in ends:
        words = tuple(word for word in analysis.words if begin <= word.start < end)
        if sum(not word.stop for word in words) >= 2:
            parts.append(Analysis(text[begin:end], words, "".join(word.reading for word in words)))
        begin = end
    return parts[:MOST]
