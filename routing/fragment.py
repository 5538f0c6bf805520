"""Whether a bubble is half a thought that should wait for the next one (「電球が」「切れて」)."""

import re

from knowledge.normalise import normalise
from knowledge.tokens import Kind, Word, analyse
from routing.decision import Decision, DecisionKind, Flag

LONGEST = 24
BARE = 10
# Ends that promise more: particles, and the joining forms of verbs.
_OPEN_END = re.compile(
    r"(?:が|を|に|へ|は|も|(?<=[一-龥ァ-ヶ])の|と|で|から|より|まで|って|とか|や|けど|けれど|けんど|のに|ので|たら|なら|ても|し|て|んで|いで|ながら|あと|それで|で、|、)$"
)
# The same sounds at the end of a whole thought.
_WHOLE = re.compile(
    r"(?:困って|こまって|助けて|たすけて|教えて|おしえて|来て|きて|ください|ほしくて|欲しくて|したいけど|ですけど|ませんけど|ですが|ますが|のですが|んですが|"
    r"どうして|どこで|どこに|どこが|なにを|いつまで|なので|だけど|はじめまして|まって|待って|消して|出して|呼んで|やめて|見せて|聞いて|話して|代わって|かわって|電話して|かけて|貸して|頼んで|直して|切って|刈って|運んで|届けて|探して|調べて|送って|連れて行って|して|やって|預かって|手伝って|[?!。])$"
)
# 「電球を替えて」 asks for something, 「電球が切れて」 goes on.
_REQUEST = re.compile(r"を[^、。]{0,10}[てで]$")

# Small talk, a wish for a person and requests about one's own data are whole, however they end.
_UNDECIDED = frozenset({DecisionKind.HANDOVER, DecisionKind.ASK, DecisionKind.CHOOSE, DecisionKind.ANSWER})


def is_fragment(text: str, decision: Decision) -> bool:
    """Tell whether `text` alone allows no decision and looks unfinished, so that the next bubble should be awaited.

    `decision` is what matching made of it. Nonsense, small talk and whole sentences are no fragments; danger never
    comes here.
    """
    raw = text.strip()
    plain = normalise(text)
    ended = raw.endswith(("。", "！", "？", "!", "?")) or _WHOLE.search(plain) or _REQUEST.search(plain)
    if not plain or len(plain) > LONGEST or ended or decision.kind not in _UNDECIDED:
        return False
    if Flag.OTHER_LANGUAGE in decision.flags:
        return False
    if Flag.NONSENSE in decision.flags and not _OPEN_END.search(plain):
        return False
    words = analyse(text).telling
    if _OPEN_END.search(plain):
        return bool(words) or Flag.NONSENSE not in decision.flags
    return _bare_noun(plain, words) and decision.kind in {DecisionKind.HANDOVER, DecisionKind.ASK}


def _bare_noun(plain: str, words: list[Word]) -> bool:
    """Tell whether a short text ends with a noun and says nothing of it (「うちの父」)."""
    if not words or len(plain) > BARE:
        return False
    return (
        words[-1].kind is Kind.NOUN
        and words[-1].end == len(plain)
        and all(w.kind is Kind.NOUN for w in words)
    )
