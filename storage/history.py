"""Who changed something, and when: what every change of a consultation or referral is recorded with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from routing.consultation import AccountId, Actor


@dataclass(frozen=True, slots=True)
class By:
    """The author of a change: who, which account if there is one, when (aware)."""

    actor: Actor
    at: datetime
    account: AccountId | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One recorded change: the version it made, its author, and each changed field with (before, after) as text."""

    version: int
    by: By
    fields: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
