"""Learning from what staff correct and from what nobody could match: phrases without personal data, bounded in weight.

What is learned counts with the next message in every process: the count of learned phrases stands in the row of the
municipality, which each message reads (`bot/desk/towns.py`). However many phrases a desk has, together they add no more
than their weight (`knowledge/search/learned.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.ports import Randomness
from knowledge.destinations import DestinationId
from knowledge.personal_data import teachable
from routing.consultation import Consultation, ConsultationId, MatchStatus, MunicipalitySlug
from routing.urgency import Level
from storage.audit import AuditEntry
from storage.history import By
from storage.learning import (
    Lesson,
    LessonId,
    Suggestion,
    SuggestionId,
    SuggestionOrigin,
    SuggestionState,
)
from storage.messages import Direction, MessageState
from storage.transaction import Transaction

TAUGHT, REFUSED, UNTAUGHT = "knowledge.teach", "knowledge.refuse", "knowledge.unlearn"


@dataclass(frozen=True, slots=True)
class Taught:
    """A phrase that is to be learned for one destination, and the consultation it came from."""

    municipality: MunicipalitySlug
    text: str = field(repr=False)
    target: DestinationId
    consultation: ConsultationId | None = None


class NothingToLearnError(Exception):
    """Nothing telling is left of a phrase once personal data is taken out. Write another; do not retry."""


def may_teach(consultation: Consultation) -> bool:
    """Tell whether the words of a consultation may teach: not of a restricted one, and never words of danger."""
    dangerous = consultation.dangers or consultation.danger_topic
    alarming = consultation.level in {Level.EMERGENCY, Level.URGENT}
    return not (consultation.restricted or dangerous or alarming or consultation.quiet)


def suggest_phrase(
    tx: Transaction,
    consultation: Consultation,
    words: Sequence[str],
    *,
    origin: SuggestionOrigin,
    by: By,
    randomness: Randomness,
    target: DestinationId | None = None,
) -> bool:
    """Keep a resident's words, without personal data, as a phrase for staff to accept; tell whether it is new.

    `words` are the messages as they came; `target` is the destination they may belong to, where somebody said so.
    Nothing is kept of a restricted or dangerous consultation, or where nothing telling is left.
    """
    text = teachable("。".join(words)) if may_teach(consultation) else ""
    if not text:
        return False
    return tx.learning.suggest(
        Suggestion(
            id=SuggestionId(randomness.new_id()),
            municipality=consultation.municipality,
            origin=origin,
            text=text,
            at=by.at,
            target=target,
            consultation=consultation.id,
        )
    )


def teach_correction(
    tx: Transaction, consultation: Consultation, target: DestinationId, *, by: By, randomness: Randomness
) -> str:
    """Teach the matcher that the words of a consultation belong to a destination, at once in every process.

    Call it in the transaction that corrects the destination, with a `target` that residents may be offered. Returns
    the phrase that was learned, without personal data: show it to whoever corrected. Empty when nothing may be or is
    left to be learned, or when it was known.
    """
    text = teachable("。".join(said_by_resident(tx, consultation.id))) if may_teach(consultation) else ""
    taught = Taught(consultation.municipality, text, target, consultation.id)
    return text if text and _learn(tx, taught, by, randomness) else ""


def said_by_resident(tx: Transaction, consultation: ConsultationId) -> tuple[str, ...]:
    """Return what the person wrote in a consultation, oldest first, erased messages left out."""
    said = tx.messages.of_consultation(consultation)
    return tuple(
        m.text for m in said if m.direction is Direction.IN and m.state is not MessageState.ERASED and m.text
    )


def suggest_unmatched(
    tx: Transaction, consultation: Consultation, words: Sequence[str], *, by: By, randomness: Randomness
) -> None:
    """Keep the words of a message that no destination was found for, for staff to say where they belong."""
    if consultation.match_status is MatchStatus.UNMATCHED:
        suggest_phrase(
            tx, consultation, words, origin=SuggestionOrigin.UNMATCHED, by=by, randomness=randomness
        )


def accept_suggestion(
    tx: Transaction,
    suggestion: Suggestion,
    *,
    text: str,
    target: DestinationId,
    by: By,
    randomness: Randomness,
) -> str:
    """Let a suggested phrase count, as staff worded it, for one destination; return it as it was learned.

    Personal data is taken out again, for staff may have written some. Raise `NothingToLearnError`, or
    `storage.errors.NotThereError` when somebody else has decided it.
    """
    phrase = teachable(text)
    if not phrase:
        raise NothingToLearnError
    slug = suggestion.municipality
    tx.learning.decide(slug, suggestion.id, SuggestionState.ACCEPTED, by)
    _learn(tx, Taught(slug, phrase, target, suggestion.consultation), by, randomness)
    return phrase


def refuse_suggestion(tx: Transaction, suggestion: Suggestion, *, by: By) -> None:
    """Refuse a suggested phrase; the same words are not suggested again. Raise `storage.errors.NotThereError`."""
    tx.learning.decide(suggestion.municipality, suggestion.id, SuggestionState.REFUSED, by)
    _note(tx, suggestion.municipality, REFUSED, suggestion.id, by)


def unlearn(tx: Transaction, slug: MunicipalitySlug, lesson: LessonId, *, by: By) -> None:
    """Take a learned phrase out of use; raise `storage.errors.NotThereError` for none."""
    tx.learning.forget(slug, lesson)
    _note(tx, slug, UNTAUGHT, lesson, by)


def _learn(tx: Transaction, taught: Taught, by: By, randomness: Randomness) -> bool:
    lesson = Lesson(
        id=LessonId(randomness.new_id()),
        municipality=taught.municipality,
        target=taught.target,
        text=taught.text,
        at=by.at,
        account=by.account,
        consultation=taught.consultation,
    )
    new = tx.learning.learn(lesson)
    if new:
        _note(tx, taught.municipality, TAUGHT, lesson.id, by)
    return new


def _note(tx: Transaction, slug: MunicipalitySlug, action: str, phrase: str, by: By) -> None:
    tx.audit.note(AuditEntry(by, action, "phrase", phrase, slug))
