"""How many needs a message names (S42): care and work and money at once is a case for several desks."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledge.destinations import Category
from knowledge.thesaurus import Thesaurus
from knowledge.tokens import Analysis


class Need(StrEnum):
    """The broad fields in which needs are counted; words of one field never make two needs."""

    CARE = "care"
    MONEY = "money"
    CHILD = "child"
    DISABILITY = "disability"
    HEALTH = "health"
    HOME = "home"
    ISOLATION = "isolation"
    RIGHTS = "rights"
    DAILY = "daily"


# Fields that say nothing of a need of one's own (paperwork, information, places to meet) are not counted.
NEEDS: Mapping[Category, Need] = {
    Category.ELDERLY: Need.CARE,
    Category.POVERTY: Need.MONEY,
    Category.WORK: Need.MONEY,
    Category.CHILD: Need.CHILD,
    Category.EDUCATION: Need.CHILD,
    Category.DISABILITY: Need.DISABILITY,
    Category.HEALTH: Need.HEALTH,
    Category.HOUSING: Need.HOME,
    Category.ISOLATION: Need.ISOLATION,
    Category.RIGHTS: Need.RIGHTS,
    Category.DAILY_LIVING: Need.DAILY,
    Category.MOBILITY: Need.DAILY,
}
MANY_NEEDS, MANY_CLAUSES, MANY_PEOPLE = 3, 4, 4
# Who is told of: a message that goes from one to the next through the family has no single matter. Normalised forms;
# the writer has no word of their own here because pronouns are no content words.
FAMILY = frozenset({
    "夫", "妻", "主人", "旦那", "嫁", "父", "母", "祖父", "祖母", "爺",
    "婆", "舅", "姑", "義父", "義母", "息子", "倅", "娘", "子", "子供",
    "長男", "長女", "次男", "次女", "孫", "兄", "弟", "姉", "妹", "叔父",
    "叔母", "伯父", "伯母", "本人", "実家",
})  # fmt: skip
_BORDER = re.compile(r"[。、!?]|(?<=けど)|(?<=けれど)|(?<=ますが)|(?<=ですが)|(?<=ので)")


@dataclass(frozen=True, slots=True)
class Needs:
    """The fields of life that the words point to, the needs by clause, and how many clauses name one."""

    fields: tuple[Category, ...] = ()
    needs: tuple[Need, ...] = ()
    clauses: int = 0
    expressions: bool = False
    people: int = 0

    @property
    def several(self) -> bool:
        """Tell whether the message names needs of two fields or more."""
        return len(self.needs) >= 2

    @property
    def overwhelming(self) -> bool:
        """Tell whether so much is named that a person has to sort it."""
        return (len(self.needs) >= MANY_NEEDS and self.clauses >= MANY_CLAUSES) or self.people >= MANY_PEOPLE


def needs_of(analysis: Analysis, thesaurus: Thesaurus) -> Needs:
    """Find the needs of a message by the groups of the thesaurus, one need per clause (the one named most)."""
    borders = [found.end() for found in _BORDER.finditer(analysis.text)]
    by_clause: dict[int, Counter[Need]] = {}
    fields: dict[Category, None] = {}
    expressions = False
    for meaning in thesaurus.meanings(analysis.words):
        expressions = expressions or meaning.last > meaning.first
        field = thesaurus.fields.get(meaning.concept)
        if field is None:
            continue
        fields[field] = None
        need = NEEDS.get(field)
        if need is not None:
            place = analysis.words[meaning.first].start
            clause = sum(border <= place for border in borders)
            # An expression of several words says more than one word that has many meanings.
            by_clause.setdefault(clause, Counter())[need] += 1 + (meaning.last > meaning.first)
    chosen = [counted.most_common(1)[0][0] for counted in by_clause.values()]
    return Needs(
        tuple(fields), tuple(dict.fromkeys(chosen)), len(chosen), expressions, _people(analysis, borders)
    )


def _people(analysis: Analysis, borders: list[int]) -> int:
    """Return how many clauses begin with somebody else than the clauses before (「父は…、母は…、弟は…」)."""
    seen: set[str] = set()
    last = -1
    for word in analysis.words:
        clause = sum(border <= word.start for border in borders)
        begins = clause != last
        if begins and word.lemma in FAMILY:
            seen.add(word.lemma)
            last = clause
        elif begins and not word.stop:
            last = clause
    return len(seen)
