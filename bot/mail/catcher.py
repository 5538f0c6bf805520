"""A mail server for the demo that delivers nothing: it keeps what it is given, and a page shows it."""

import socket
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from threading import Lock

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Blueprint, Response, jsonify, render_template

from bot.clock import Clock, tokyo

LOOPBACK = "127.0.0.1"
KEPT = 500
LARGEST = 1_000_000


@dataclass(frozen=True, slots=True)
class CaughtMail:
    """One e-mail as it was handed in; `at` is Tokyo wall time for the page."""

    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    body: str
    message_id: str
    headers: tuple[tuple[str, str], ...] = ()


class MailCatcher:
    """Listens on the loopback address only and keeps the last 500 messages in memory.

    `port` 0 lets the system choose; `address` tells it after `start`.
    """

    def __init__(self, *, clock: Clock, port: int = 0) -> None:
        self._clock = clock
        self._caught: deque[CaughtMail] = deque(maxlen=KEPT)
        self._lock = Lock()
        self._controller = Controller(
            self, hostname=LOOPBACK, port=port or _free_port(), data_size_limit=LARGEST
        )

    def start(self) -> None:
        """Begin to listen in a thread of its own; raise `OSError` when the port is taken."""
        self._controller.start()

    def stop(self) -> None:
        """Stop listening and end the thread."""
        self._controller.stop()

    @property
    def smtp_url(self) -> str:
        """Return the setting that sends the product's mail here."""
        return f"smtp://{LOOPBACK}:{self._controller.port}?from=madoguchi@demo.invalid"

    def caught(self) -> Sequence[CaughtMail]:
        """Return what was caught, newest first."""
        with self._lock:
            return tuple(reversed(self._caught))

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message; the name is aiosmtpd's."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        message = message_from_bytes(content, policy=default)
        with self._lock:
            self._caught.append(_read(message, envelope, tokyo(self._clock.now()).isoformat(" ", "seconds")))
        return "250 kept"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _read(message: EmailMessage, envelope: Envelope, at: str) -> CaughtMail:
    part = message.get_body(preferencelist=("plain",))
    return CaughtMail(
        at=at,
        sender=str(envelope.mail_from or ""),
        to=tuple(str(address) for address in envelope.rcpt_tos),
        subject=str(message["Subject"] or ""),
        body=str(part.get_content()).replace("\r\n", "\n") if part is not None else "",
        message_id=str(message["Message-ID"] or ""),
        headers=tuple((name, str(value)) for name, value in message.items()),
    )


def mail_blueprint(catcher: MailCatcher) -> Blueprint:
    """Return the page of caught mail at `/mail/`, and the same as JSON at `/mail/messages.json`."""
    blueprint = Blueprint(
        "mail",
        __name__,
        url_prefix="/mail",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )

    @blueprint.get("/")
    def page() -> Response:
        return _unshared(Response(render_template("mail/caught.html", caught=catcher.caught())))

    @blueprint.get("/messages.json")
    def messages() -> Response:
        kept = [
            {
                "at": mail.at,
                "from": mail.sender,
                "to": list(mail.to),
                "subject": mail.subject,
                "body": mail.body,
                "message_id": mail.message_id,
            }
            for mail in catcher.caught()
        ]
        return _unshared(jsonify(kept))

    return blueprint


def _unshared(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
