"""Trying a worry and the sample worries: what the desk would answer, and why."""

from dataclasses import dataclass

from flask import Response, request

from bot.clock import tokyo
from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.console.knowledge_learning import taught_targets
from bot.desk.access import Needs, Route
from bot.desk.drafting import look
from bot.desk.editing import sample_reader
from bot.desk.sample_bench import COUNTED
from bot.desk.town import Town
from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from knowledge.profile_tables import Sample
from routing.decision import Decision
from routing.permissions import Action
from routing.question import Question
from routing.triage import assess
from routing.urgency import Triage

LONGEST = 500
SAMPLES = "/console/knowledge/samples"


@dataclass(frozen=True, slots=True)
class Tried:
    """What the desk makes of a worry."""

    triage: Triage
    decision: Decision


@dataclass(frozen=True, slots=True)
class TriedSample:
    """A sample worry with what comes first now, and whether that is right."""

    sample: Sample
    first: DestinationId | None
    hit: bool


class KnowledgeTryingPages:
    """Nothing that is written here is kept, but sample worries, which are changes like any other."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing, editing = Needs(Action.SEE_KNOWLEDGE), Needs(Action.EDIT_KNOWLEDGE)
        return (
            Route("GET", "/knowledge/try", "knowledge_try", seeing, self.form),
            Route("POST", "/knowledge/try", "knowledge_tried", seeing, self.tried),
            Route("GET", "/knowledge/samples", "samples", seeing, self.samples),
            Route("POST", "/knowledge/samples", "sample_look", editing, self.change_sample),
        )

    def form(self, caller: Caller) -> Response:
        """Show the form for a worry."""
        town = self._frame.town(caller)
        return self._frame.nothing_known(caller) if town is None else self._try(caller, town)

    def tried(self, caller: Caller) -> Response:
        """Show the decision on a worry with its reasons; the words are not kept."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        text = request.form.get("text", "").strip()[:LONGEST]
        if not text:
            return self._try(caller, town, fault="missing")
        area = AreaId(request.form.get("area", ""))
        known = area if area in town.profile.areas else None
        triage = assess(text, self._frame.console.desk.rules)
        decision = town.judge.judge(Question(text, known, tokyo(caller.now)))
        return self._try(caller, town, tried=Tried(triage, decision))

    def samples(self, caller: Caller) -> Response:
        """Show the sample worries with what comes first now."""
        town = self._frame.town(caller)
        return self._frame.nothing_known(caller) if town is None else self._samples(caller, town, {})

    def change_sample(self, caller: Caller) -> Response:
        """Look at one more sample worry, or at one less."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        text = " ".join(request.form.get("text", "").split())[:LONGEST]
        target = DestinationId(request.form.get("expected", ""))
        removing = request.form.get("remove") == "1"
        faults = {} if text else {"text": "missing_text"}
        if not removing and target not in {found.id for found in taught_targets(town)}:
            faults["expected"] = "missing_expected"
        if faults:
            return self._samples(caller, town, faults)
        reader = sample_reader(text, () if removing else (target,))
        preview = look(self._frame.console.database, town.slug, reader)
        if preview.proposal.refused:
            return self._frame.refused(caller, town, preview, town.texts.say("knowledge.draft.problems"))
        source = town.texts.say("knowledge.samples.heading")
        return self._frame.looked_at(caller, preview, source=source, back=SAMPLES)

    def _try(self, caller: Caller, town: Town, *, tried: Tried | None = None, fault: str = "") -> Response:
        values = {
            "tried": tried,
            "fault": fault,
            "typed": request.form,
            "areas": town.profile.areas,
            "desks": {desk: found.name for desk, found in town.desks.items()},
            "longest": LONGEST,
        }
        return self._frame.show("knowledge_try.html", caller, town, values, status=422 if fault else 200)

    def _samples(self, caller: Caller, town: Town, faults: dict[str, str]) -> Response:
        tried = tuple(_tried(town, sample) for sample in town.profile.samples)
        values = {
            "tried": tried,
            "hits": sum(each.hit for each in tried),
            "targets": taught_targets(town),
            "desks": {desk: found.name for desk, found in town.desks.items()},
            "faults": faults,
            "typed": request.form,
            "longest": LONGEST,
        }
        return self._frame.show("knowledge_samples.html", caller, town, values, status=422 if faults else 200)


def _tried(town: Town, sample: Sample) -> TriedSample:
    found = town.judge.judge(Question(sample.text)).candidates[:COUNTED]
    hit = any(candidate.destination in sample.expected for candidate in found)
    return TriedSample(sample, found[0].destination if found else None, hit)
