"""Sending plain-text e-mail through the town's own server: the second channel of alerts and digests."""

import logging
import smtplib
import ssl
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.clock import Clock
from bot.mail.server import MailServer, one_mailbox
from bot.ports import CallResult
from routing.outgoing import CallOutcome

logger = logging.getLogger(__name__)

DEFAULT_SECONDS = 10.0


class SmtpMailer:
    """Hands each e-mail to the server over a connection of its own; a `Mailer` of `bot.ports`."""

    def __init__(self, server: MailServer, *, clock: Clock, seconds: float = DEFAULT_SECONDS) -> None:
        self._server = server
        self._clock = clock
        self._seconds = seconds

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> CallResult:
        """Send one message; `message_id` is ours (a UUID) and becomes the Message-ID, the same for a repeat."""
        try:
            message = self._compose(to, subject, body, message_id)
        except (ValueError, MessageError) as error:
            return CallResult(CallOutcome.REJECTED, reason=f"unsendable: {type(error).__name__}")
        result = self._hand_in(message)
        logger.info("mail", extra={"outcome": result.outcome.value, "reason": result.reason})
        return result

    def _compose(self, to: str, subject: str, body: str, message_id: str) -> EmailMessage:
        recipient = one_mailbox(to)
        if recipient is None or any(sign in subject + message_id for sign in "\r\n\x00"):
            raise ValueError("a header would not be what it says")
        message = EmailMessage(policy=SMTP)
        message["From"] = self._server.sender
        message["To"] = recipient
        message["Subject"] = subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{message_id}@{self._server.sender.rpartition('@')[2]}>"
        # No out-of-office answer should come back to a machine (RFC 3834).
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body.replace("\x00", ""), charset="utf-8", cte="base64")
        return message

    def _hand_in(self, message: EmailMessage) -> CallResult:
        handing_in = False
        try:
            with self._connect() as server:
                if self._server.user:
                    server.login(self._server.user, self._server.password)
                handing_in = True
                server.send_message(message)
        except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
            return _result_of(error, handing_in=handing_in)
        return CallResult(CallOutcome.ACCEPTED)

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        if server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(server.host, server.port, timeout=self._seconds, context=context)
        connection = smtplib.SMTP(server.host, server.port, timeout=self._seconds)
        if server.security == "starttls":
            try:
                connection.starttls(context=ssl.create_default_context())
            except BaseException:
                connection.close()
                raise
        return connection


def _result_of(error: Exception, *, handing_in: bool) -> CallResult:
    """Return what a failed delivery came to. The server's words are left out: they may quote an address."""
    name = type(error).__name__
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return CallResult(CallOutcome.UNAUTHORISED, reason=f"{name} {error.smtp_code}")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
        gone = all(code >= 500 for code in codes)
        outcome = CallOutcome.RECIPIENT_GONE if gone else CallOutcome.SERVER_ERROR
        return CallResult(outcome, reason=f"{name} {codes[0] if codes else ''}".strip())
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return CallResult(CallOutcome.UNAUTHORISED, reason=name)
    if isinstance(error, smtplib.SMTPResponseException):
        final = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPConnectError)
        outcome = CallOutcome.REJECTED if final else CallOutcome.SERVER_ERROR
        return CallResult(outcome, reason=f"{name} {error.smtp_code}")
    # A certificate that does not hold, a refused connection, an unknown host: nothing was handed in.
    return CallResult(CallOutcome.NO_ANSWER if handing_in else CallOutcome.UNREACHABLE, reason=name)
