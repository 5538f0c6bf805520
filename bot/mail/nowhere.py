"""No mail server: what is owed by e-mail is refused with a reason that the operator can read."""

from bot.ports import CallResult
from routing.outgoing import CallOutcome


class NoMailer:
    """A `Mailer` of `bot.ports` for an installation without MADOGUCHI_SMTP_URL."""

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> CallResult:  # noqa: ARG002 - a Mailer
        """Refuse."""
        return CallResult(CallOutcome.REJECTED, reason="no mail server is set")
