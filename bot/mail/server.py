"""Where e-mail is handed in: the setting `MADOGUCHI_SMTP_URL`, read and checked."""

from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from urllib.parse import parse_qs, unquote, urlsplit

SECURITIES = {"smtp": "plain", "smtps": "tls", "smtp+starttls": "starttls"}
PORTS = {"plain": 25, "tls": 465, "starttls": 587}


class MailSettingsError(ValueError):
    """`MADOGUCHI_SMTP_URL` cannot be used; the message says why, without its password. Mend the setting."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where to hand e-mail in, and as whom. `security` is `plain`, `starttls` or `tls`."""

    host: str
    port: int
    security: str
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)


def read_smtp_url(url: str) -> MailServer:
    """Read `smtp+starttls://user:password@mail.example.jp:587?from=madoguchi@example.jp`.

    `smtp://` speaks in the clear and is meant for a server on the same machine, `smtps://` uses TLS from the
    first byte. Raise `MailSettingsError` for anything else.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise MailSettingsError("the port is no number") from error
    if parts.scheme not in SECURITIES:
        raise MailSettingsError(f"begins with one of {', '.join(f'{name}://' for name in SECURITIES)}")
    if not parts.hostname:
        raise MailSettingsError("names no host")
    sender = parse_qs(parts.query).get("from", [""])[0]
    if one_mailbox(sender) is None:
        raise MailSettingsError("needs ?from= with the address that mail comes from")
    security = SECURITIES[parts.scheme]
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[security],
        security=security,
        sender=sender,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def one_mailbox(text: str) -> str | None:
    """Return an address of one mailbox, or None for anything that could mean more than that."""
    if not text.isascii() or any(sign.isspace() or sign in '\x00<>,;:"()[]\\' for sign in text):
        return None
    local, at, domain = text.rpartition("@")
    if not (at and local and domain) or "@" in local or len(text) > 254:
        return None
    try:
        return Address(username=local, domain=domain).addr_spec
    except (ValueError, MessageError):
        return None
