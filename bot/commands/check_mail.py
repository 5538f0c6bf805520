"""The doctor at the mail server: does it greet us, with the security that was set?"""

import smtplib
import ssl
from collections.abc import Iterator

from bot.desk.doctor import Finding, Grade
from bot.mail.server import MailServer, MailSettingsError, read_smtp_url
from bot.settings import Settings

SECONDS = 5.0
ABOUT = "MADOGUCHI_SMTP_URL"


def look_at_mail(settings: Settings) -> Iterator[Finding]:
    """Yield what is wrong with the mail server; nothing is sent."""
    if not settings.smtp_url:
        return
    try:
        server = read_smtp_url(settings.smtp_url)
    except MailSettingsError as error:
        yield Finding(Grade.PROBLEM, ABOUT, str(error))
        return
    try:
        _greet(server)
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(Grade.PROBLEM, ABOUT, f"the mail server does not take us: {type(error).__name__}")


def _greet(server: MailServer) -> None:
    context = ssl.create_default_context()
    if server.security == "tls":
        with smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context) as session:
            _sign_in(session, server)
        return
    with smtplib.SMTP(server.host, server.port, timeout=SECONDS) as session:
        if server.security == "starttls":
            session.starttls(context=context)
        _sign_in(session, server)


def _sign_in(session: smtplib.SMTP, server: MailServer) -> None:
    session.ehlo()
    if server.user:
        session.login(server.user, server.password)
