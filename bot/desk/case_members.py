"""A case of the 支援会議: read by its members alone, each with a pledge of secrecy (社会福祉法106条の6)."""

from dataclasses import replace

from bot.desk.case_changes import Edit
from routing.consultation import AccountId, Consultation


def restrict(edit: Edit, pledge: str) -> Consultation:
    """Restrict a case; whoever does so is its first member, or nobody could open it any more."""
    edit.check("restricted")
    assert edit.by.account is not None  # noqa: S101 - only people with an account restrict
    admit_member(edit, edit.by.account, pledge)
    return edit.tx.consultations.save(replace(edit.case, restricted=True), edit.by)


def admit_member(edit: Edit, account: AccountId, pledge: str) -> None:
    """Let somebody read a restricted case, with the version of the pledge that they signed."""
    edit.tx.consultations.admit(
        edit.case.id, account, pledged_at=edit.by.at, pledge_version=pledge, added_by=edit.by.account
    )
