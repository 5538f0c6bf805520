"""Consent, and the recorded grounds on which a matter may be passed on without it."""

from enum import StrEnum


class ConsentState(StrEnum):
    """What the person answered."""

    NOT_ASKED = "not_asked"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Why something may leave the desk; all but `CONSENT` need an actor and a written reason.

    Sources: 児童虐待防止法6条, 高齢者虐待防止法7条, 障害者虐待防止法7条, 社会福祉法106条の6 (支援会議),
    児童福祉法25条の2 (要対協), 個人情報保護法 (danger to life or body).
    """

    CONSENT = "consent"
    CHILD_ABUSE_REPORT = "child_abuse_report"
    ELDER_ABUSE_REPORT = "elder_abuse_report"
    DISABILITY_ABUSE_REPORT = "disability_abuse_report"
    DANGER_TO_LIFE = "danger_to_life"
    SUPPORT_CONFERENCE = "support_conference"
    CHILD_PROTECTION_COUNCIL = "child_protection_council"


def personal_data_may_leave(consent: ConsentState, ground: Ground | None) -> bool:
    """Tell whether the person's words, name or contact may be passed on."""
    if ground is not None and ground is not Ground.CONSENT:
        return True
    return consent is ConsentState.GIVEN
