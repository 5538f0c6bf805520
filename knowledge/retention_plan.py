"""How long a municipality keeps what: the table `retention` of its `municipality.toml`."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RetentionPlan:
    """How long each kind of data is kept, in days; `memo_years` counts from the closing of a consultation.

    `memo_years` is the municipality's 文書保存年限 for the official record, 0 where it is not set: the memo is then
    kept, and the notice to residents says so. `memo_rule` names the regulation that sets it. `abuse_years` is how long
    what was written about a suspected abuse, which has to be reported by law, is held back from erasure.
    """

    chat_days: int = 180
    event_days: int = 30
    sent_days: int = 180
    digest_days: int = 730
    audit_days: int = 730
    memo_years: int = 0
    memo_rule: str = ""
    abuse_years: int = 1


class Cells(Protocol):
    """One table of the file; a wrong type becomes a problem and the default counts."""

    def whole(self, key: str, default: int, *, least: int = 1) -> int:
        """Return a whole number."""
        ...

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text."""
        ...


def read_retention(table: Cells) -> RetentionPlan:
    """Read the plan; what is left out keeps its default."""
    plain = RetentionPlan()
    return RetentionPlan(
        chat_days=table.whole("chat_days", plain.chat_days),
        event_days=table.whole("event_days", plain.event_days, least=7),
        sent_days=table.whole("sent_days", plain.sent_days, least=7),
        digest_days=table.whole("digest_days", plain.digest_days, least=7),
        audit_days=table.whole("audit_days", plain.audit_days, least=90),
        memo_years=table.whole("memo_years", 0, least=0),
        memo_rule=table.text("memo_rule", ""),
        abuse_years=table.whole("abuse_years", plain.abuse_years),
    )
