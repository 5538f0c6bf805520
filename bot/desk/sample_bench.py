"""The test bench: which sample worries find a right destination, and what an edit gains and loses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from knowledge.profile import Profile
from knowledge.profile_tables import Sample
from routing.judge import Judge, judge_of_profile
from routing.question import Question

COUNTED = 3
"""A sample is a hit when a right destination stands among this many first candidates: what a resident is shown."""

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class BenchChange:
    """Samples found now and before, and those that an edit gains and loses; a new sample counts as neither.

    Nothing was judged where the edit does not touch what matching reads (`affected` is false).
    """

    total: int = 0
    hits: int = 0
    hits_before: int = 0
    gained: tuple[Sample, ...] = ()
    lost: tuple[Sample, ...] = ()
    missed: tuple[Sample, ...] = field(default=(), repr=False)
    affected: bool = True


def hits_of(
    judge: Judge, samples: Sequence[Sample], progress: Progress = lambda _: None
) -> Mapping[str, bool]:
    """Return for each sample's text whether one of its destinations is among the first candidates."""
    found: dict[str, bool] = {}
    for sample in samples:
        first = judge.judge(Question(sample.text, None, None)).candidates[:COUNTED]
        found[sample.text] = any(candidate.destination in sample.expected for candidate in first)
        progress(1)
    return found


def compare(before: Profile, after: Profile, progress: Progress = lambda _: None) -> BenchChange:
    """Judge the samples with both profiles. A sample removed or changed by the edit is judged by its old answer too.

    Where nothing changed that matching reads, as when open data comes in, nothing can be gained or lost and no
    judge is built: they take seconds.
    """
    if same_matching(before, after):
        return BenchChange(total=len(after.samples), affected=False)
    old = hits_of(judge_of_profile(before), before.samples, progress)
    kept = {sample.text: sample for sample in (*before.samples, *after.samples)}
    new = hits_of(judge_of_profile(after), tuple(kept.values()), progress)
    return BenchChange(
        total=len(after.samples),
        hits=sum(new[sample.text] for sample in after.samples),
        hits_before=sum(old.values()),
        gained=tuple(kept[text] for text, hit in old.items() if not hit and new[text]),
        lost=tuple(kept[text] for text, hit in old.items() if hit and not new[text]),
        missed=tuple(sample for sample in after.samples if not new[sample.text]),
    )


def bench_of(profile: Profile) -> BenchChange:
    """Return how a profile does on its own samples, with nothing to compare."""
    found = hits_of(judge_of_profile(profile), profile.samples)
    hits = sum(found.values())
    missed = tuple(sample for sample in profile.samples if not found[sample.text])
    return BenchChange(total=len(profile.samples), hits=hits, hits_before=hits, missed=missed)


def same_matching(before: Profile, after: Profile) -> bool:
    """Tell whether two profiles answer alike: the same desks to choose from, phrases, areas, default and samples."""
    return (
        before.matched == after.matched
        and before.samples == after.samples
        and before.phrases == after.phrases
        and tuple(before.areas) == tuple(after.areas)
        and before.municipality.default_destination == after.municipality.default_destination
    )
