"""A town with a pharmacy: its clerk's chat, and browsers that behave as browsers do."""

import re
from dataclasses import dataclass, field
from html import unescape

from flask import Flask
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.desk.accounts import Hand
from bot.desk.chat_codes import Guest, make_chat_code
from bot.desk.intake import StoringIntake
from bot.line.webhook import webhook_blueprint
from bot.ports import Health
from bot.relay.blueprint import relay_blueprint
from bot.relay.relay import make_relay
from routing.consultation import WindowId
from routing.relay import RelayId
from routing.roles import Role
from storage.accounts import Account
from storage.relays import Relay
from tests.bot.desk.chat import Chat, line_id

PUBLIC = "https://desk.example"
CERTIFIED, OTHER = WindowId("HW-01"), WindowId("HW-02")
TROUBLE = "電球が切れて困っている。ひとり暮らしで、はしごに上がれない"


@dataclass
class Browser:
    """One browser at the counter: keeps its cookie and says where its forms come from."""

    app: Flask
    address: str = "203.0.113.9"
    cookie: str = ""
    site: str | None = "same-origin"

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self._ask("GET", path, {}, "none")

    def post(self, path: str, form: dict[str, str] | None = None) -> TestResponse:
        """Send a form without looking at a page before."""
        return self._ask("POST", path, form or {}, self.site)

    def send(self, path: str, page: TestResponse, **typed: str) -> TestResponse:
        """Send the form of a page: its hidden fields as they stand there, with what was typed."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))
        values = {name: unescape(value) for name, value in hidden.items()}
        return self.post(path, {**values, **typed})

    def _ask(self, method: str, path: str, form: dict[str, str], site: str | None) -> TestResponse:
        headers = {"Sec-Fetch-Site": site} if site is not None else {}
        if self.cookie:
            headers["Cookie"] = f"__Host-madoguchi-relay={self.cookie}"
        answer = self.app.test_client(use_cookies=False).open(
            path,
            method=method,
            data=form if method == "POST" else None,
            headers=headers,
            base_url=PUBLIC,
            environ_base={"REMOTE_ADDR": self.address},
        )
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            if name == "__Host-madoguchi-relay":
                self.cookie = rest.partition(";")[0]
        return answer


@dataclass
class Shop:
    """The desk of a town with window staff."""

    chat: Chat
    app: Flask
    names: dict[str, Account] = field(default_factory=dict)

    def code(
        self,
        role: Role = Role.WINDOW,
        *,
        window: WindowId | None = CERTIFIED,
        account: Account | None = None,
    ) -> str:
        """Make an invitation code."""
        guest = Guest(role, window=window, account=account.id if account is not None else None)
        with self.chat.database.transaction() as tx:
            hand = Hand(self.chat.clock.now())
            return make_chat_code(tx, self.chat.slug, guest, hand, self.chat.desk.randomness)

    def hire(self, person: str, role: Role = Role.WINDOW, *, window: WindowId = CERTIFIED) -> Account:
        """Let somebody register with a code."""
        assert "登録できました" in self.chat.say(person, self.code(role, window=window))
        with self.chat.database.reading() as tx:
            account = tx.accounts.by_line_user(self.chat.slug, line_id(person))
        assert account is not None
        return account

    def link(self, person: str) -> str:
        """Ask for a link in the chat and return its path."""
        before = len(self.chat.line.sent)
        self.chat.say(person, "つなぐ")
        sent = str([call.messages for call in self.chat.line.sent[before:]])
        found = re.search(rf"{PUBLIC}(/relay/enter/[\w-]+)", sent)
        assert found is not None, sent
        return found[1]

    def browser(self, person: str, **more: str) -> Browser:
        """Return a browser that the relay pages know."""
        browser = Browser(self.app, **more)
        path = self.link(person)
        assert browser.post(path, {"consent": "given"}).status_code == 303
        return browser

    def begin(self, browser: Browser, consent: str = "given") -> str:
        """Answer the question of consent and return the path of the relay."""
        page = browser.get("/relay/")
        answer = browser.send("/relay/begin", page, consent=consent)
        assert answer.status_code == 303, answer.text
        return answer.location

    def relay(self, browser: Browser, trouble: str = TROUBLE, consent: str = "given", **more: str) -> str:
        """Pass a trouble on and return the path of the relay."""
        path = self.begin(browser, consent)
        answer = browser.send(f"{path}/send", browser.get(path), trouble=trouble, **more)
        assert answer.status_code == 303, text_of(answer)
        return path

    def stored(self, path: str) -> Relay:
        """Return what stands in the database of a relay."""
        with self.chat.database.reading() as tx:
            return tx.relays.get(RelayId(path.rpartition("/")[2]))


def open_shop(chat: Chat) -> Shop:
    """Put the relay pages in front of a town's desk."""
    blueprint = webhook_blueprint(StoringIntake(chat.database), clock=chat.clock)
    app = create_app([blueprint, relay_blueprint(make_relay(chat.desk))], health=Health)
    chat.web = app.test_client()
    return Shop(chat, app)


def text_of(answer: TestResponse) -> str:
    """Return what a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))
