"""A browser over real HTTP: cookies, forms with what their pages carry, and a mailbox beside it."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from http.cookiejar import CookieJar

import pyotp

from tests.journeys.town import RunningTown


@dataclass(frozen=True)
class Page:
    """What came back: the status, the address it came from in the end, the text."""

    status: int
    url: str
    text: str

    @property
    def said(self) -> str:
        """The page without its tags."""
        return unescape(re.sub(r"<[^>]+>", " ", self.text))


@dataclass
class Browser:
    """One browser of one person."""

    town: RunningTown
    page: Page | None = None
    jar: CookieJar = field(default_factory=CookieJar)

    def get(self, path: str) -> Page:
        """Open a page of the town, or a whole address."""
        return self._open(urllib.request.Request(self._address(path)))

    def post(self, path: str, **form: str) -> Page:
        """Send a form with the hidden fields of the page that is open."""
        hidden = dict(
            re.findall(r'name="(form_token|version)" value="([^"]*)"', self.page.text if self.page else "")
        )
        body = urllib.parse.urlencode({**hidden, **form}).encode()
        asked = urllib.request.Request(
            self._address(path), data=body, headers={"Sec-Fetch-Site": "same-origin"}
        )
        return self._open(asked)

    def sign_in(self, login: str) -> Page:
        """Sign in as one of the demo's people."""
        who = next(person for person in self.town.people if person.login == login)
        self.get("/console/sign-in")
        code = pyotp.TOTP(who.totp_secret).at(self.town.clock.now())
        page = self.post("/console/sign-in", login=login, password=who.password, code=code)
        assert page.status == 200
        assert page.url.endswith("/console/"), page.said
        return page

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.town.web + path

    def _open(self, request: urllib.request.Request) -> Page:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        try:
            with opener.open(request, timeout=20) as answer:
                self.page = Page(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            with error:
                self.page = Page(error.code, error.url or "", error.read().decode("utf-8", "replace"))
        return self.page


def mails_to(town: RunningTown, address: str, subject: str, *, number: int = 1) -> list[str]:
    """Wait for e-mails to an address whose subject holds these words, and return their bodies, oldest first."""
    for _ in range(200):
        found = [m.body for m in reversed(town.mail.caught()) if address in m.to and subject in m.subject]
        if len(found) >= number:
            return found
        time.sleep(0.1)
    raise AssertionError(
        f"no e-mail {subject!r} to {address}; there are {[m.subject for m in town.mail.caught()]}"
    )


def open_sheet(town: RunningTown, address: str, *, number: int = 1) -> tuple[Browser, str]:
    """Open the newest sheet in a mailbox as its owner does: link, code, sheet; return browser and path."""
    body = mails_to(town, address, "つなぎシートが届いています", number=number)[-1]
    link = re.search(r"http://\S+/sheet/[\w-]+", body)
    assert link is not None
    path = "/sheet/" + link.group().rpartition("/")[2]
    before = sum("確認番号" in mail.subject for mail in town.mail.caught() if address in mail.to)
    browser = Browser(town)
    browser.get(path)
    browser.post(f"{path}/code")
    code = re.search(r"^(\d{6})$", mails_to(town, address, "確認番号", number=before + 1)[-1], re.MULTILINE)
    assert code is not None
    page = browser.post(f"{path}/open", code=code.group(1))
    assert page.status == 200, page.said
    return browser, path
