"""E-mail: one contract for the fake and for the real sender against a catching server; settings; headers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from flask import Flask

from bot.mail.catcher import MailCatcher, mail_blueprint
from bot.mail.sender import SmtpMailer
from bot.mail.server import MailSettingsError, read_smtp_url
from bot.ports import Mailer
from routing.outgoing import CallOutcome
from tests.fakes import FakeMailer

MESSAGE = {"subject": "【至急】相談 12番", "body": "12番を確認してください。\nhttps://example.jp/console/12"}


class FixedClock:
    def now(self) -> datetime:
        return datetime(2026, 11, 20, 0, 0, tzinfo=UTC)


@contextmanager
def catching() -> Iterator[MailCatcher]:
    catcher = MailCatcher(clock=FixedClock())
    catcher.start()
    try:
        yield catcher
    finally:
        catcher.stop()


@pytest.fixture
def catcher() -> Iterator[MailCatcher]:
    with catching() as listening:
        yield listening


def mailer(url: str) -> SmtpMailer:
    return SmtpMailer(read_smtp_url(url), clock=FixedClock(), seconds=2.0)


@pytest.fixture(params=["fake", "real"])
def post(request: pytest.FixtureRequest) -> Iterator[Mailer]:
    if request.param == "fake":
        yield FakeMailer()
    else:
        with catching() as listening:
            yield mailer(listening.smtp_url)


def test_a_message_is_handed_in(post: Mailer) -> None:
    result = post.send(to="duty@example.jp", message_id="m-1", **MESSAGE)
    assert result.outcome is CallOutcome.ACCEPTED


@pytest.mark.parametrize(
    "change",
    [
        {"subject": "a\r\nBcc: other@example.jp"},
        {"subject": "a\nX: y"},
        {"to": "a@example.jp\r\nBcc: b@example.jp"},
        {"to": "nobody"},
        {"message_id": "m\r\nX: y"},
    ],
)
def test_a_header_that_would_not_be_what_it_says_is_refused(post: Mailer, change: dict[str, str]) -> None:
    fields = {"to": "duty@example.jp", "message_id": "m-1"} | MESSAGE | change
    assert post.send(**fields).outcome is CallOutcome.REJECTED


@pytest.mark.parametrize(
    "to", ["a@x.jp, b@x.jp", "A <a@x.jp>", "a@x.jp;b@x.jp", "a@b@x.jp", "@x.jp", "a@", "あ@x.jp", ""]
)
def test_one_message_goes_to_one_plain_address(catcher: MailCatcher, to: str) -> None:
    assert mailer(catcher.smtp_url).send(to=to, message_id="m", **MESSAGE).outcome is CallOutcome.REJECTED
    assert catcher.caught() == ()


def test_the_message_arrives_as_plain_text_with_its_headers(catcher: MailCatcher) -> None:
    mailer(catcher.smtp_url).send(to="duty@example.jp", message_id="7c9e", **MESSAGE)
    (mail,) = catcher.caught()
    headers = dict(mail.headers)
    assert (mail.subject, mail.body.strip()) == (MESSAGE["subject"], MESSAGE["body"])
    assert (mail.sender, mail.to, mail.message_id) == (
        "madoguchi@demo.invalid",
        ("duty@example.jp",),
        "<7c9e@demo.invalid>",
    )
    assert headers["Content-Type"].startswith('text/plain; charset="utf-8"')
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["Date"] == "Fri, 20 Nov 2026 00:00:00 +0000"


def test_a_repeat_carries_the_same_message_id(catcher: MailCatcher) -> None:
    post = mailer(catcher.smtp_url)
    for _ in range(2):
        post.send(to="duty@example.jp", message_id="same", **MESSAGE)
    assert len({mail.message_id for mail in catcher.caught()}) == 1


def test_long_and_odd_bodies_arrive_whole(catcher: MailCatcher) -> None:
    body = "一行がとても長い文です。" * 500 + "\n.\n😀\n"
    mailer(catcher.smtp_url).send(to="duty@example.jp", subject="長い", body=body, message_id="m")
    assert catcher.caught()[0].body.strip() == body.strip()


class Refusing:
    """A server that answers one command with a code of its own."""

    def __init__(self, *, at: str, says: str) -> None:
        self.at, self.says = at, says

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.at == "RCPT":
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self.says if self.at == "DATA" else "250 ok"


@contextmanager
def server(handler: object, **more: Any) -> Iterator[str]:
    with catching() as free:
        port = free.smtp_url.partition("?")[0].rpartition(":")[2]
    controller = Controller(handler, hostname="127.0.0.1", port=int(port), **more)
    controller.start()
    try:
        yield f"127.0.0.1:{port}?from=madoguchi@example.jp"
    finally:
        controller.stop()


@pytest.mark.parametrize(
    ("at", "says", "outcome"),
    [
        ("RCPT", "550 no such user duty@example.jp", CallOutcome.RECIPIENT_GONE),
        ("RCPT", "450 mailbox busy", CallOutcome.SERVER_ERROR),
        ("DATA", "554 refused", CallOutcome.REJECTED),
        ("DATA", "451 try later", CallOutcome.SERVER_ERROR),
    ],
)
def test_what_the_server_says_is_told_without_its_words(at: str, says: str, outcome: CallOutcome) -> None:
    with server(Refusing(at=at, says=says)) as address:
        result = mailer(f"smtp://{address}").send(to="duty@example.jp", message_id="m", **MESSAGE)
    assert result.outcome is outcome
    assert says[:3] in result.reason
    assert "duty" not in result.reason


def test_a_wrong_password_is_told() -> None:
    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with server(Refusing(at="", says=""), authenticator=refuse, auth_require_tls=False) as address:
        result = mailer(f"smtp://user:wrong@{address}").send(to="duty@example.jp", message_id="m", **MESSAGE)
    assert result.outcome is CallOutcome.UNAUTHORISED


def test_a_server_that_does_not_know_us_or_tls_is_told() -> None:
    with server(Refusing(at="", says="")) as address:
        for url in (f"smtp+starttls://{address}", f"smtp://user:pass@{address}"):
            result = mailer(url).send(to="duty@example.jp", message_id="m", **MESSAGE)
            assert result.outcome is CallOutcome.UNAUTHORISED


def test_nobody_listening_is_told_apart_from_a_broken_connection() -> None:
    with catching() as gone:
        url = gone.smtp_url
    assert (
        mailer(url).send(to="duty@example.jp", message_id="m", **MESSAGE).outcome is CallOutcome.UNREACHABLE
    )


def test_a_server_without_tls_is_not_spoken_to_in_the_clear(catcher: MailCatcher) -> None:
    url = catcher.smtp_url.replace("smtp://", "smtps://")
    assert (
        mailer(url).send(to="duty@example.jp", message_id="m", **MESSAGE).outcome is CallOutcome.UNREACHABLE
    )


@pytest.mark.parametrize(
    ("url", "security", "port"),
    [
        ("smtp://mail.example.jp?from=a@example.jp", "plain", 25),
        ("smtp+starttls://mail.example.jp?from=a@example.jp", "starttls", 587),
        ("smtps://mail.example.jp:10465?from=a@example.jp", "tls", 10465),
    ],
)
def test_the_setting_names_server_and_security(url: str, security: str, port: int) -> None:
    found = read_smtp_url(url)
    assert (found.host, found.security, found.port) == ("mail.example.jp", security, port)


def test_user_and_password_may_hold_any_sign_and_are_not_shown() -> None:
    found = read_smtp_url("smtps://town%40desk:p%2Fw%3A1@mail.example.jp?from=a@example.jp")
    assert (found.user, found.password) == ("town@desk", "p/w:1")
    assert "p/w" not in repr(found)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://mail.example.jp?from=a@example.jp",
        "smtp://?from=a@example.jp",
        "smtp://mail.example.jp",
        "smtp://mail.example.jp?from=nobody",
        "smtp://u:secret@mail.example.jp:port?from=a@example.jp",
        "smtp://u:secret@mail.example.jp?from=a@example.jp,b@example.jp",
    ],
)
def test_a_setting_that_cannot_work_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(MailSettingsError) as refused:
        read_smtp_url(url)
    assert "secret" not in str(refused.value)


def test_the_page_of_the_demo_shows_what_was_caught(catcher: MailCatcher) -> None:
    app = Flask(__name__)
    app.register_blueprint(mail_blueprint(catcher))
    page = app.test_client()
    assert "まだ届いていません" in page.get("/mail/").text
    mailer(catcher.smtp_url).send(
        to="duty@example.jp", subject="<b>急ぎ</b>", body="見てください https://example.jp/c", message_id="m"
    )
    shown = page.get("/mail/")
    assert "&lt;b&gt;急ぎ" in shown.text
    assert 'href="https://example.jp/c"' in shown.text
    assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
    with page.get("/mail/static/caught.css") as style:
        assert style.status_code == 200
    assert [mail["to"] for mail in page.get("/mail/messages.json").get_json()] == [["duty@example.jp"]]


def test_the_catcher_listens_on_this_machine_only(catcher: MailCatcher) -> None:
    assert catcher.smtp_url.startswith("smtp://127.0.0.1:")
