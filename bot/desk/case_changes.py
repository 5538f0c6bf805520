"""What a coordinator changes in a memo. Two people in one case lose nothing: a field that changed meanwhile is shown.

Every form carries the version it was opened with. What others changed since then stands in the way only where it is
the same field; the rest goes together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack

from bot.desk.case_words import index_summary
from bot.desk.learning import teach_correction
from bot.ports import Randomness
from knowledge.areas import AreaId
from knowledge.destinations import Category, Destination, DestinationId
from routing.consultation import (
    AccountId,
    ChosenBy,
    Consultation,
    ConsultationState,
    MatchStatus,
    Subject,
)
from routing.urgency import Level, RuleId
from storage.history import By, Change
from storage.transaction import Transaction

BY_A_PERSON = RuleId("person")
LONGEST_SUMMARY = 200
LONGEST_REASON = 500


class Fields(TypedDict, total=False):
    """The fields of a memo that a form may change."""

    owner: AccountId | None
    next_date: datetime | None
    level: Level
    urgency_rule: RuleId
    summary: str
    category: Category | None
    area: AreaId | None
    subject: Subject
    state: ConsultationState
    chosen: DestinationId | None
    chosen_by: ChosenBy | None
    match_status: MatchStatus


class ConflictError(Exception):
    """Somebody changed the same field since the form was opened; `changes` say who and what. Nothing was written.

    Show both and let a person decide; the same form with the new version goes through.
    """

    def __init__(self, changes: Sequence[Change]) -> None:
        super().__init__("somebody else changed the same field")
        self.changes = tuple(changes)


@dataclass(frozen=True, slots=True)
class Edit:
    """One person's form: the consultation as it stands now, the version the form was opened with, and who sends it."""

    tx: Transaction
    case: Consultation
    opened_with: int
    by: By

    def write(self, *, reason: str = "", **fields: Unpack[Fields]) -> Consultation:
        """Write fields; raise `ConflictError` when one of them has changed since the form was opened."""
        self.check(*fields)
        return self.tx.consultations.save(replace(self.case, **fields), self.by, reason=reason)

    def check(self, *names: str) -> None:
        """Raise `ConflictError` when a field has been changed by somebody since the form was opened."""
        if self.opened_with >= self.case.version:
            return
        since = [c for c in self.tx.consultations.changes(self.case.id) if c.version > self.opened_with]
        meant = set(names)
        conflicting = [c for c in since if meant & set(c.fields) and c.by.account != self.by.account]
        if conflicting:
            raise ConflictError(conflicting)


def assign(edit: Edit, owner: AccountId | None) -> Consultation:
    """Give a consultation to somebody, or to nobody; whoever has it answers for whoever waits."""
    edit.check("owner")
    waiting = edit.case.state is ConsultationState.WAITING_FOR_PERSON
    state = ConsultationState.WITH_COORDINATOR if waiting and owner else edit.case.state
    changed = replace(edit.case, owner=owner, state=state)
    return edit.tx.consultations.save(changed, edit.by)


def set_next_date(edit: Edit, at: datetime) -> Consultation:
    """Say when the case is looked at next."""
    return edit.write(next_date=at)


def set_level(edit: Edit, level: Level, reason: str) -> Consultation:
    """Change the urgency, with the reason that stands in the history."""
    return edit.write(level=level, urgency_rule=BY_A_PERSON, reason=reason)


def edit_memo(
    edit: Edit, *, summary: str, category: Category | None, area: AreaId | None, subject: Subject
) -> Consultation:
    """Write the memo's own fields, and let the new summary be found."""
    now = {"summary": summary, "category": category, "area": area, "subject": subject}
    edit.check(*(name for name, value in now.items() if getattr(edit.case, name) != value))
    changed = replace(edit.case, summary=summary, category=category, area=area, subject=subject)
    after = edit.tx.consultations.save(changed, edit.by)
    index_summary(edit.tx, after)
    return after


def correct_destination(
    edit: Edit, desk: Destination, *, teach: bool, randomness: Randomness
) -> tuple[Consultation, str]:
    """Say which destination it should have been, and teach the matcher; the phrase that was learned comes back."""
    after = edit.write(
        chosen=desk.id,
        chosen_by=ChosenBy.COORDINATOR,
        category=desk.category,
        match_status=MatchStatus.MATCHED,
    )
    last = edit.tx.answers.latest_of(after.id)
    if last is not None:
        edit.tx.answers.choose(last.id, desk.id, by=ChosenBy.COORDINATOR, at=edit.by.at)
    if not (teach and desk.offered):
        return after, ""
    return after, teach_correction(edit.tx, after, desk.id, by=edit.by, randomness=randomness)
