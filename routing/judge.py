"""The judge: one message in, one decision out. Everything it needs is handed in; it keeps no state."""

from collections.abc import Iterable, Sequence

from knowledge.areas import AreaTree
from knowledge.destinations import Destination, DestinationId
from knowledge.entries import Entry, LearnedPhrase, entries_of
from knowledge.misspelling import DeskNames
from knowledge.profile import Profile
from knowledge.search.index import SearchIndex, build_index
from knowledge.thesaurus import load_thesaurus
from knowledge.tokens import Analysis, analyse
from routing.candidates import CandidateBuilder
from routing.clauses import Clauses, cut
from routing.confidence import Curve, load_curve
from routing.decide import Findings, decide, decide_intent
from routing.decision import Decision, DecisionKind, Flag
from routing.fusion import Weights, load_weights
from routing.intent_examples import MATTER, Likeness, load_examples
from routing.intents import Intent, Intents, load_intents, plain_of
from routing.languages import JAPANESE, language_of
from routing.locality import Places
from routing.needs import Needs, needs_of
from routing.question import Question
from routing.ranking import Ranker
from routing.referrals import Together, load_referrals

__all__ = ["Judge", "Question", "judge_of_entries", "judge_of_profile"]


BARE_WORD = 6
"""Characters of a message that may be a bare word a desk knows (「電球」, 「DV」), whatever letters it has."""
FEWEST_TO_COMPARE = 5
"""Characters from which a message is compared with examples of intents."""
ADVERTISEMENT = "advertisement"
CLEARLY = 0.7
SURELY = 0.75
PROBABLY = 0.4
"""Share from which examples decide: by themselves, and where no desk is likely to be right."""
OVERRULED = 0.95
"""Share of `MATTER` from which a wish for a person, or for a language, is read as a matter that a desk knows."""


class Judge:
    """Decides on messages for one municipality, or for a bare list of entries.

    Give `destinations` of one municipality; only those offered to residents, and valid on the day of the question,
    become candidates. Without destinations every entry stands for itself (a knowledge base from a file).
    """

    def __init__(
        self,
        *,
        entries: Sequence[Entry],
        destinations: Sequence[Destination] = (),
        areas: AreaTree | None = None,
        default: DestinationId | None = None,
        learned: Iterable[LearnedPhrase] = (),
        weights: Weights | None = None,
        curve: Curve | None = None,
        intents: Intents | None = None,
        referrals: tuple[Together, ...] | None = None,
        index: SearchIndex | None = None,
    ) -> None:
        """Build the index (seconds for tens of thousands of entries); `index` shares one already built."""
        offered = {d.id: d for d in destinations if d.offered}
        self._destinations = offered
        self._all = tuple(destinations)
        self._areas = areas or AreaTree(())
        self._places = Places(self._areas)
        self._default = default
        self._weights = weights or load_weights()
        self._curve = curve or load_curve()
        self._intents = intents or load_intents()
        self._examples, self._kinds = load_examples(), self._intents.kinds
        self._referrals = load_referrals() if referrals is None else referrals
        kept = tuple(entry for entry in entries if not destinations or entry.desk in offered)
        self._index = index or build_index(kept, load_thesaurus(), learned)
        self._ranker = Ranker(
            self._index,
            self._weights,
            {desk.id: desk.category for desk in offered.values()},
            by_entry=not destinations,
        )
        self._names = DeskNames((d.id, name) for d in offered.values() for name in (d.name, *d.aliases))
        self._builder = CandidateBuilder(self._index, offered, self._areas, self._names, self._referrals)

    @property
    def index(self) -> SearchIndex:
        """Return the search index (shared by the judges made with `with_learned`)."""
        return self._index

    def judge(self, question: Question) -> Decision:
        """Return the decision on a message; any text is taken, and nothing is raised for it."""
        intent, findings = self.examine(question)
        if intent is not None and self._known_after_all(intent, findings):
            intent = None
        elif intent is None:
            intent = self._by_example(findings)
        if intent is not None:
            return decide_intent(intent, findings)
        return decide(findings, self._curve, self._destinations)

    def _known_after_all(self, intent: Intent, findings: Findings) -> bool:
        """Tell whether what a pattern took for no matter of a desk is one after all."""
        if intent.id == ADVERTISEMENT:
            return False
        if intent.flag is Flag.OUT_OF_SCOPE and (not self._destinations or findings.confidence >= CLEARLY):
            return True
        weak = intent.kind is DecisionKind.PERSON or intent.flag is Flag.OTHER_LANGUAGE
        matter = findings.like.intent == MATTER and findings.like.share >= OVERRULED
        return weak and matter and findings.confidence >= self._curve.answer

    def _by_example(self, findings: Findings) -> Intent | None:
        """Return the intent that examples point to, where they are sure enough against what the desks say."""
        like = findings.like
        lost = findings.confidence < self._curve.choose
        if like.intent == MATTER or like.share < (PROBABLY if lost else SURELY):
            return None
        if not self._destinations or Flag.OTHER_LANGUAGE in findings.flags:
            return None
        return self._intents.named(like.intent)

    def examine(self, question: Question) -> tuple[Intent | None, Findings]:
        """Return what a decision rests on: the intent, if any, and the findings; benches measure with it."""
        analysis = analyse(question.text)
        clauses = cut(analysis)
        needs = needs_of(clauses.whole, self._index.thesaurus)
        words = () if needs.expressions else self._index.words_in(analysis)
        intent = self._intents.of(question.text, analysis, words)
        return intent, self._findings(question, clauses, needs, analysis)

    def with_learned(self, phrases: Iterable[LearnedPhrase]) -> "Judge":
        """Return a judge that knows exactly these learned phrases; the index is shared, so it costs milliseconds."""
        return self._remade(self._index.with_learned(phrases), self._referrals)

    def switched(self, *, referrals: tuple[Together, ...]) -> "Judge":
        """Return a judge with other rules of desks told together (none switches them off)."""
        return self._remade(self._index, referrals)

    def _remade(self, index: SearchIndex, referrals: tuple[Together, ...]) -> "Judge":
        return Judge(
            entries=(),
            destinations=self._all,
            areas=self._areas,
            default=self._default,
            weights=self._weights,
            curve=self._curve,
            intents=self._intents,
            referrals=referrals,
            index=index,
        )

    def _findings(self, question: Question, clauses: Clauses, needs: Needs, analysis: Analysis) -> Findings:
        place = self._places.locate(analysis.text, question.area)
        ranking = self._ranker.rank(clauses, needs.fields)
        built = self._builder.build(ranking, analysis, place=place, at=question.at, curve=self._curve)
        flags = [*built.flags]
        if clauses.negated:
            flags.append(Flag.NEGATED)
        if needs.several:
            flags.append(Flag.MULTIPLE_NEEDS)
        if self._foreign(analysis, built.confidence):
            flags.append(Flag.OTHER_LANGUAGE)
        if place.unknown:
            flags.append(Flag.AREA_UNKNOWN)
        if not ranking.query.words or built.confidence < 0.03:
            flags.append(Flag.NONSENSE if not analysis.telling else Flag.OUT_OF_SCOPE)
        foreign = Flag.OTHER_LANGUAGE in flags
        return Findings(
            candidates=built.candidates,
            confidence=0.0 if foreign else built.confidence,
            flags=tuple(dict.fromkeys(flags)),
            overwhelming=needs.overwhelming,
            area=place.area,
            measures=built.measures,
            default=self._default,
            like=self._likeness(plain_of(analysis)),
        )

    def _likeness(self, plain: str) -> Likeness:
        """Return the intent that examples point to; a bare word (「草取り」) names a matter."""
        told = plain if self._destinations and len(plain) >= FEWEST_TO_COMPARE else ""
        return self._examples.most_like(told, self._kinds)

    def _foreign(self, analysis: Analysis, confidence: float) -> bool:
        """Tell whether a message is in another language; a bare word that a desk knows is Japanese."""
        if len(analysis.text) <= BARE_WORD and confidence >= self._curve.choose:
            return False
        return language_of(analysis.text) != JAPANESE


def judge_of_profile(profile: Profile, learned: Iterable[LearnedPhrase] = ()) -> Judge:
    """Return the judge of a municipality's profile."""
    phrases = ((phrase.destination, phrase.entry, phrase.text) for phrase in profile.phrases)
    return Judge(
        entries=entries_of((d for d in profile.matched if d.offered), phrases),
        destinations=profile.matched,
        areas=profile.areas,
        default=profile.municipality.default_destination,
        learned=learned,
    )


def judge_of_entries(entries: Sequence[Entry], learned: Iterable[LearnedPhrase] = ()) -> Judge:
    """Return the judge of a bare knowledge base: candidates are entries."""
    return Judge(entries=entries, learned=learned)
