"""A destination with its mailbox and its browser, and a sheet that was sent to it."""

import re
from dataclasses import dataclass, field
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.desk.places import Places
from bot.ports import Health
from bot.sheet.blueprint import sheet_blueprint
from bot.sheet.site import Site
from routing.referral import ReferralId
from storage.referrals import Referral
from tests.bot.desk.chat import Chat
from tests.bot.desk.offices import again, ask_consent, sent, tell_particulars

PUBLIC = "https://desk.example"
GRASS = "庭の草を刈ってくれる人をさがしています"


@dataclass
class Receiver:
    """One browser at the pages of sheets, and the mailbox beside it."""

    chat: Chat
    app: Flask
    referral: ReferralId
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/sheet/{self.token}"

    def stands(self) -> Referral:
        """Return the referral as it stands."""
        return again(self.chat, self.referral)

    def get(self, path: str = "") -> TestResponse:
        """Open a page."""
        return self._ask("GET", path, {}, site="none")

    def post(
        self, path: str, form: dict[str, str] | None = None, *, site: str = "same-origin"
    ) -> TestResponse:
        """Send a form with the token that its page carries."""
        values = dict(form or {})
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.get().text)
        if found and "form_token" not in values:
            values["form_token"] = found.group(1)
        return self._ask("POST", path, values, site=site)

    def code(self) -> str:
        """Return the newest code in the mailbox."""
        self.chat.work()
        bodies = [mail.body for mail in self.chat.mailer.sent if "確認番号です" in mail.body]
        found = re.search(r"^(\d{6})$", bodies[-1], re.MULTILINE)
        assert found is not None
        return found.group(1)

    def come_in(self) -> TestResponse:
        """Ask for a code, read it in the mailbox, and open the sheet."""
        assert self.post("/code").status_code == 303
        answer = self.post("/open", {"code": self.code()})
        assert answer.status_code == 303, answer.text
        return self.get()

    def another_browser(self) -> "Receiver":
        """Return somebody the link was forwarded to."""
        return Receiver(self.chat, self.app, self.referral, self.token)

    def newest_token(self) -> str:
        """Return the token of the newest link in the mailbox."""
        self.chat.work()
        links: list[str] = [
            t for mail in self.chat.mailer.sent for t in re.findall(r"/sheet/([\w-]+)", mail.body)
        ]
        return links[-1]

    def _ask(self, method: str, path: str, form: dict[str, str], *, site: str) -> TestResponse:
        client = self.app.test_client(use_cookies=False)
        headers = {"Sec-Fetch-Site": site}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = client.open(
            self.path + path,
            method=method,
            data=form if method == "POST" else None,
            headers=headers,
            base_url=PUBLIC,
        )
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer


def pages_of(chat: Chat) -> Flask:
    """Return the pages of sheets on a chat's database."""
    site = Site(chat.database, Places(), chat.clock, chat.desk.randomness, chat.desk.public_url)
    return create_app([sheet_blueprint(site)], health=Health)


def receiver_of(chat: Chat, *, given: bool = True) -> Receiver:
    """Send a sheet with everything on it and return its receiver."""
    chat.say("aki", GRASS)
    if given:
        ask_consent(chat)
        tell_particulars(chat)
    receiver = Receiver(chat, pages_of(chat), sent(chat).id)
    receiver.token = receiver.newest_token()
    return receiver


def text_of(answer: TestResponse) -> str:
    """Return what a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))
