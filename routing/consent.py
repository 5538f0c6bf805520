"""Consent, and the recorded grounds on which a matter may be passed on without it."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from knowledge.destinations import Destination


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


class How(StrEnum):
    """How a consent was given."""

    CHAT = "chat"
    PAGE = "page"
    COUNTER = "counter"
    PHONE = "phone"
    PAPER = "paper"


class Standing(StrEnum):
    """What a receiver is to the municipality: its own section, a body it has commissioned, or a third party."""

    OWN = "own"
    COMMISSIONED = "commissioned"
    THIRD_PARTY = "third_party"


OWN_KINDS = frozenset({"municipal_section", "municipal_department", "night_desk", "coordinator_role"})


def standing_of(destination: Destination) -> Standing:
    """Return what a receiver is: who consents should know which.

    A commissioned body works for the municipality under its rules (個人情報保護法66条2項), a third party does not.
    """
    if destination.kind in OWN_KINDS:
        return Standing.OWN
    return Standing.COMMISSIONED if destination.commissioned_by else Standing.THIRD_PARTY


@dataclass(frozen=True, slots=True)
class Basis:
    """What passing a matter on rests on: the consent that counts now, and the legal ground if there is one."""

    consent: ConsentState = ConsentState.NOT_ASKED
    ground: Ground | None = None

    @property
    def asked(self) -> bool:
        """Tell whether there is any answer or ground: without one nothing is sent."""
        return self.consent in {ConsentState.GIVEN, ConsentState.REFUSED} or self.ground is not None

    @property
    def personal(self) -> bool:
        """Tell whether the person's words, name or contact may go."""
        return personal_data_may_leave(self.consent, self.ground)


def text_version(label: str, text: str) -> str:
    """Return the version of a consent text: the label people know, and a digest, so that no changed text hides."""
    return f"{label}/{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def personal_data_may_leave(consent: ConsentState, ground: Ground | None) -> bool:
    """Tell whether the person's words, name or contact may be passed on."""
    if ground is not None and ground is not Ground.CONSENT:
        return True
    return consent is ConsentState.GIVEN
