"""Suggested and learned phrases: staff say where words belong, reword or refuse them, and take them back."""

from flask import Response, request

from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.desk.access import Needs, Route, by, note
from bot.desk.learning import NothingToLearnError, accept_suggestion, refuse_suggestion, unlearn
from bot.desk.town import Town
from knowledge.destinations import Destination, DestinationId
from routing.permissions import Action
from storage.errors import NotThereError
from storage.learning import LessonId, SuggestionId

MOST = 50
LONGEST = 200
PHRASES = "/console/knowledge/phrases"


class KnowledgeLearningPages:
    """What the desk may learn, and what it has learned."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        teaching = Needs(Action.TEACH_PHRASES)
        one, learned = "/knowledge/phrases/<suggestion>", "/knowledge/learned/<lesson>"
        return (
            Route("GET", "/knowledge/phrases", "phrases", teaching, self.show),
            Route("POST", f"{one}/accept", "phrase_accept", teaching, self.accept),
            Route("POST", f"{one}/refuse", "phrase_refuse", teaching, self.refuse),
            Route("POST", f"{learned}/remove", "phrase_unlearn", teaching, self.unlearn),
        )

    def show(self, caller: Caller) -> Response:
        """Show the suggestions that wait and the phrases in use; that they were seen is noted."""
        town = self._frame.town(caller)
        return self._frame.nothing_known(caller) if town is None else self._show(caller, town, {})

    def accept(self, caller: Caller, suggestion: str) -> Response:
        """Let a phrase count for one destination."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        text, target = request.form.get("text", "").strip(), request.form.get("target", "")
        fault = _fault(town, text, target)
        if not fault:
            try:
                with self._frame.console.database.transaction() as tx:
                    found = tx.learning.suggestion(town.slug, SuggestionId(suggestion))
                    accept_suggestion(
                        tx,
                        found,
                        text=text,
                        target=DestinationId(target),
                        by=by(caller.account, caller.now),
                        randomness=self._frame.console.randomness,
                    )
                return self._frame.pages.to(PHRASES, done="phrase_learned")
            except NotThereError:
                return self._frame.pages.error(404, "not_found", caller.who)
            except NothingToLearnError:
                fault = "nothing_left"
        return self._show(caller, town, {suggestion: fault}, status=422)

    def refuse(self, caller: Caller, suggestion: str) -> Response:
        """Refuse a phrase for good."""
        try:
            with self._frame.console.database.transaction() as tx:
                found = tx.learning.suggestion(caller.account.municipality, SuggestionId(suggestion))
                refuse_suggestion(tx, found, by=by(caller.account, caller.now))
        except NotThereError:
            return self._frame.pages.error(404, "not_found", caller.who)
        return self._frame.pages.to(PHRASES, done="phrase_refused")

    def unlearn(self, caller: Caller, lesson: str) -> Response:
        """Take a learned phrase out of use."""
        try:
            with self._frame.console.database.transaction() as tx:
                slug = caller.account.municipality
                unlearn(tx, slug, LessonId(lesson), by=by(caller.account, caller.now))
        except NotThereError:
            return self._frame.pages.error(404, "not_found", caller.who)
        return self._frame.pages.to(PHRASES, done="phrase_unlearned")

    def _show(self, caller: Caller, town: Town, faults: dict[str, str], *, status: int = 200) -> Response:
        with self._frame.console.database.transaction() as tx:
            values = {
                "suggestions": tx.learning.suggestions(town.slug, limit=MOST),
                "learned": tuple(reversed(tx.learning.lessons(town.slug)))[:MOST],
                "targets": taught_targets(town),
                "desks": {desk: found.name for desk, found in town.desks.items()},
                "faults": faults,
                "typed": request.form,
                "most": MOST,
                "longest": LONGEST,
            }
            about = ("municipality", town.slug)
            note(tx, caller.account, caller.now, Action.TEACH_PHRASES, about=about)
        return self._frame.show("knowledge_phrases.html", caller, town, values, status=status)


def taught_targets(town: Town) -> tuple[Destination, ...]:
    """Return the destinations that answers are chosen from, by name: only these can be taught."""
    matched = (found for found in town.profile.matched if found.offered)
    return tuple(sorted(matched, key=lambda found: found.name))


def _fault(town: Town, text: str, target: str) -> str:
    if len(text) > LONGEST:
        return "too_long"
    known = {found.id for found in taught_targets(town)}
    return "" if DestinationId(target) in known else "missing_target"
