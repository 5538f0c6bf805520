"""Why a desk was named, in words a coordinator can read."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.destinations import Destination, DestinationId
from knowledge.search.evidence import Channel
from knowledge.search.index import SearchIndex
from knowledge.search.terms import is_concept
from knowledge.thesaurus import CONCEPT
from routing.ranking import Ranked, Ranking

MOST_WORDS = 4
STRONG = 0.35


@dataclass(frozen=True, slots=True)
class Reasoner:
    """Writes the reasons of a candidate from the evidence of one search."""

    index: SearchIndex
    destinations: Mapping[DestinationId, Destination]

    def because(self, ranking: Ranking, desk: Ranked, extra: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the reasons, strongest first; never empty."""
        reasons = list(extra)
        column = ranking.evidence.rows[:, desk.entry]
        _, terms = self.index.explained(ranking.rarities, desk.entry)
        words = [term for term in terms if not is_concept(term)][:MOST_WORDS]
        meanings = [term.removeprefix(CONCEPT) for term in terms if is_concept(term)][:MOST_WORDS]
        if column[Channel.LEARNED] > STRONG:
            reasons.append("教わった言い方に近い")
        if column[Channel.PHRASES] > STRONG:
            reasons.append(f"「{self.index.best_phrase(ranking.evidence, desk.entry)}」に近い")
        if words:
            reasons.append(f"言葉が合う: {'、'.join(words)}")
        if meanings:
            reasons.append(f"同じ意味の言葉: {'、'.join(meanings)}")
        if not reasons and column[Channel.SOUNDS] > 0:
            reasons.append("読みが似ている")
        if not reasons and column[Channel.PAIRS] > 0:
            reasons.append("字面が似ている")
        return tuple(reasons) or ("同じ窓口のほかの案内に近い",)
