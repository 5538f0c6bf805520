"""The ways out: one LINE sender for each municipality's channel, and one mail server."""

from bot.clock import Clock
from bot.line.sender import LineApiSenders
from bot.mail.nowhere import NoMailer
from bot.mail.sender import SmtpMailer
from bot.mail.server import read_smtp_url
from bot.ports import Mailer
from bot.settings import Settings
from routing.consultation import MunicipalitySlug
from storage.database import Database
from storage.errors import NotThereError


def line_senders(database: Database, settings: Settings) -> LineApiSenders:
    """Return the senders of all municipalities; each looks up the token that is stored now."""

    def token_of(municipality: str) -> str | None:
        with database.reading() as tx:
            try:
                return tx.municipalities.channel(MunicipalitySlug(municipality)).access_token
            except NotThereError:
                return None

    return LineApiSenders(token_of, base=settings.line_api_base)


def mailer_of(settings: Settings, clock: Clock) -> Mailer:
    """Return the mail server of the settings, or one that refuses everything where none is set."""
    return SmtpMailer(read_smtp_url(settings.smtp_url), clock=clock) if settings.smtp_url else NoMailer()
