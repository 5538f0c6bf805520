"""A town with a console, people of every role, two consultations, and browsers that behave as browsers do."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from html import unescape
from itertools import count

import pyotp
from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.bootstrap.desk import texts_of
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.desk import Desk
from bot.desk.founding import found_municipality
from bot.desk.intake import StoringIntake
from bot.desk.passwords import Passwords
from bot.desk.second_factor import recovery_hash
from bot.desk.towns import Towns
from bot.line.events import read_event
from bot.line.render import LineRenderer
from bot.line.webhook import webhook_blueprint
from bot.ports import Health
from bot.texts import load_texts
from knowledge.areas import AreaId
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.destinations import DestinationId
from knowledge.emergency_numbers import load_registry
from knowledge.profile import Profile, find_profile
from routing.alert import Alert, AlertId, AlertState
from routing.consultation import AccountId, Channel, Consultation, MunicipalitySlug, WindowId
from routing.outgoing import Medium
from routing.referral import ReferralId, ReferralState
from routing.roles import Role
from routing.triage import load_rules
from routing.urgency import Level
from storage.accounts import Account, Credentials
from storage.alerts import AlertAttempt
from storage.database import Database
from storage.municipalities import ChannelSecrets, StoredMunicipality
from storage.referrals import Referral
from tests.clocks import StillClock
from tests.storage import rows

PUBLIC = "https://madoguchi.hoozuki.example"
SLUG = MunicipalitySlug("hoozuki")
ELSEWHERE = MunicipalitySlug("tonari")
CHANNEL_SECRET = "channel-secret-of-hoozuki"
PASSWORD = "five plain words of hoozuki"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
RECOVERY = "abcd-efgh-jkmn"
WORDS = "となりの家から どなり声がします"
NAMES = {
    "hana": "はな",
    "kita": "きた",
    "minami": "みなみ",
    "kanri": "かんり",
    "mado": "まど",
    "tonari": "となり",
}
# Cheap on purpose: what is tested is the door, not how long a hash takes.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class CountingRandomness:
    """Ids and tokens that count."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new_id(self) -> str:
        """Return the next id."""
        return f"00000000-0000-4000-8000-{next(self._numbers):012d}"

    def token(self) -> str:
        """Return the next token."""
        return f"token-{next(self._numbers):026d}"

    def jitter(self) -> float:
        """Return the middle."""
        return 0.5


@dataclass
class Browser:
    """One browser: keeps its cookie, says where its forms come from, and can be told to lie about it."""

    app: Flask
    clock: StillClock
    address: str = "203.0.113.9"
    cookie: str = ""
    site: str | None = "same-origin"
    origin: str | None = None
    forwarded: str | None = None
    sent: list[str] = field(default_factory=list)

    def get(self, path: str) -> TestResponse:
        """Open a page by typing its address."""
        return self._ask("GET", path, {}, site="none")

    def post(self, path: str, form: dict[str, str] | None = None, *, token: bool = True) -> TestResponse:
        """Send a form; with `token` the one that the session's pages carry."""
        values = dict(form or {})
        if token and self.cookie and "form_token" not in values:
            values["form_token"] = self.form_token()
        return self._ask("POST", path, values, site=self.site)

    def form_token(self) -> str:
        """Return the token that stands in this session's forms."""
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.get("/console/account").text)
        return found.group(1) if found else ""

    def sign_in(
        self, login: str, *, password: str = PASSWORD, code: str | None = None, **more: str
    ) -> TestResponse:
        """Sign in with the code of the moment, at a moment whose code is unused."""
        if code is None and "recovery" not in more:
            self.clock.advance(seconds=31)
            code = pyotp.TOTP(SECRET).at(self.clock.now())
        form = {"login": login, "password": password, **({"code": code} if code else {}), **more}
        return self.post("/console/sign-in", form, token=False)

    def confirm(self) -> None:
        """Give the second confirmation."""
        answer = self.post("/console/confirm", {"second_check": PASSWORD, "next": "/console/account"})
        assert answer.status_code == 303, answer.status_code

    def upload(
        self, path: str, name: str, content: bytes, form: dict[str, str] | None = None
    ) -> TestResponse:
        """Send a form with a file in its field `file`."""
        values: dict[str, object] = {"form_token": self.form_token(), **(form or {})}
        values["file"] = (io.BytesIO(content), name)
        answer = self._ask("POST", path, values, site=self.site)
        # The client keeps a large body in a file and leaves its end to chance.
        answer.request.environ["wsgi.input"].close()
        return answer

    def _ask(self, method: str, path: str, form: Mapping[str, object], *, site: str | None) -> TestResponse:
        headers = {}
        if site is not None:
            headers["Sec-Fetch-Site"] = site
        if self.origin is not None:
            headers["Origin"] = self.origin
        if self.forwarded is not None:
            headers["X-Forwarded-For"] = self.forwarded
        if self.cookie:
            headers["Cookie"] = f"__Host-madoguchi={self.cookie}"
        client = self.app.test_client(use_cookies=False)
        answer = client.open(
            path,
            method=method,
            data=form if method == "POST" else None,
            headers=headers,
            base_url=PUBLIC,
            environ_base={"REMOTE_ADDR": self.address},
        )
        for line in answer.headers.getlist("Set-Cookie"):
            name, _, rest = line.partition("=")
            if name == "__Host-madoguchi":
                self.cookie = rest.partition(";")[0]
        return answer


@dataclass(frozen=True)
class Furniture:
    """What stands in the town's database."""

    profile: Profile
    accounts: dict[str, Account]
    urgent: Consultation
    restricted: Consultation
    alert: Alert


@dataclass(frozen=True)
class Door:
    """The town behind the console."""

    app: Flask
    database: Database
    clock: StillClock
    inside: Furniture

    @property
    def profile(self) -> Profile:
        """What the town knows."""
        return self.inside.profile

    @property
    def accounts(self) -> dict[str, Account]:
        """Its people by login."""
        return self.inside.accounts

    @property
    def urgent(self) -> Consultation:
        """An urgent consultation in the north that came by a window, with an alert."""
        return self.inside.urgent

    @property
    def restricted(self) -> Consultation:
        """A restricted one, of which hana is the only member."""
        return self.inside.restricted

    @property
    def alert(self) -> Alert:
        """The alert of the urgent one, sent to hana."""
        return self.inside.alert

    def browser(self, login: str = "", **more: str) -> Browser:
        """Return a fresh browser, signed in where a login is given."""
        browser = Browser(self.app, self.clock, **more)  # type: ignore[arg-type]
        if login:
            assert browser.sign_in(login).status_code == 303
        return browser

    def actions(self) -> list[str]:
        """Return the actions in the audit trail, oldest first."""
        with self.database.reading() as tx:
            return [entry.action for entry in reversed(tx.audit.page(None, limit=500))]


def open_door(database: Database, furniture: Furniture) -> Door:
    """Open the console of a furnished town."""
    clock = StillClock()
    console = make_console(desk_of(database, clock), passwords=Passwords(CHEAP))
    webhook = webhook_blueprint(StoringIntake(database), clock=clock)
    app = create_app([console_blueprint(console), webhook], health=Health)
    return Door(app, database, clock, furniture)


def desk_of(database: Database, clock: StillClock, *, public_url: str = PUBLIC) -> Desk:
    """Return the desk behind the pages, with ids that count."""
    return Desk(
        database=database,
        towns=Towns(texts_of),
        renderer=LineRenderer(load_texts()),
        read_event=read_event,
        rules=load_rules(),
        registry=load_registry(),
        clock=clock,
        randomness=CountingRandomness(),
        public_url=public_url,
    )


def furnish(database: Database, files: ProfileFiles | None = None) -> Furniture:
    """Found the town, and put people and two consultations into it."""
    clock, passwords = StillClock(), Passwords(CHEAP)
    files = files or read_folder(find_profile("hoozuki"))
    kept = passwords.hash(PASSWORD)
    with database.transaction() as tx:
        profile = found_municipality(tx, files, ChannelSecrets((CHANNEL_SECRET,)), now=clock.now()).profile
        tx.municipalities.add(StoredMunicipality(ELSEWHERE, "となり市", clock.now()))
        credentials = Credentials(kept, SECRET, 0, (recovery_hash(RECOVERY),))
        accounts = {
            account.login: tx.accounts.add(account, credentials) for account in _people(profile, clock)
        }
    return _with_cases(database, clock.now(), profile, accounts)


def _people(profile: Profile, clock: StillClock) -> list[Account]:
    north, south = _areas(profile)
    window = WindowId(profile.windows[0].id)

    def person(login: str, role: Role, **more: object) -> Account:
        plain = Account(
            id=AccountId(rows.new_id()),
            municipality=SLUG,
            login=login,
            name=NAMES[login],
            role=role,
            created_at=clock.now(),
        )
        return replace(plain, **more)  # type: ignore[arg-type]

    return [
        person("hana", Role.COORDINATOR),
        person("kita", Role.COORDINATOR, area=north),
        person("minami", Role.COORDINATOR, area=south),
        person("kanri", Role.ADMINISTRATOR),
        person("mado", Role.WINDOW, window=window),
        person("tonari", Role.COORDINATOR, municipality=ELSEWHERE),
    ]


def _areas(profile: Profile) -> tuple[AreaId, AreaId]:
    lowest = [area.id for area in profile.areas if area.level == 3]
    return lowest[0], lowest[1]


def _with_cases(
    database: Database, now: datetime, profile: Profile, accounts: dict[str, Account]
) -> Furniture:
    north, _ = _areas(profile)
    with database.transaction() as tx:
        window = accounts["mado"].window
        urgent = rows.stored(tx, area=north, level=Level.URGENT, window=window, channel=Channel.RELAY)
        tx.messages.add(rows.message(WORDS, consultation=urgent.id))
        drafted = Referral(
            ReferralId(rows.new_id()), SLUG, urgent.id, DestinationId("H-001"), ReferralState.DRAFTED, now
        )
        tx.referrals.add(drafted, rows.BOT)
        restricted = rows.stored(tx, restricted=True)
        tx.consultations.admit(
            restricted.id,
            accounts["hana"].id,
            pledged_at=now,
            pledge_version="1",
            added_by=accounts["kanri"].id,
        )
        alert = Alert(
            id=AlertId(rows.new_id()),
            municipality=SLUG,
            consultation=urgent.id,
            level=Level.URGENT,
            state=AlertState.SENT,
            raised_at=now,
            deadline=now + timedelta(minutes=15),
        )
        tx.alerts.add(alert)
        tx.alerts.add_attempt(
            AlertAttempt(rows.new_id(), SLUG, alert.id, 0, accounts["hana"].id, Medium.LINE, now)
        )
    return Furniture(profile, accounts, urgent, restricted, alert)


def text_of(answer: TestResponse) -> str:
    """Return what a page says, without its tags."""
    return unescape(re.sub(r"<[^>]+>", " ", answer.text))
