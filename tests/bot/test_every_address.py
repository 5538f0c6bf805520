"""Every address of the whole site, whoever added it: what it needs, its headers, strangers, other sites, ids of others.

Nothing here names a page: the table of routes of the running application is what is tried.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from bot.app import create_app
from bot.bootstrap import pages
from bot.bootstrap.desk import texts_of
from bot.console.blueprint import console_blueprint
from bot.console.console import make_console
from bot.desk.access import Needs, Strangers
from bot.desk.directories import Directories
from bot.desk.intake import StoringIntake
from bot.desk.passwords import Passwords
from bot.desk.places import Places
from bot.directory.blueprint import directory_blueprint
from bot.directory.pages import DirectoryPages
from bot.line.webhook import webhook_blueprint
from bot.ports import Health
from bot.relay.blueprint import relay_blueprint
from bot.relay.relay import make_relay
from bot.sheet.blueprint import sheet_blueprint
from bot.sheet.site import Site
from bot.texts import load_texts
from tests.bot.console.conftest import door, furnished
from tests.bot.console.door import CHEAP, PUBLIC, WORDS, Door, desk_of
from tests.bot.html_check import faults_of

__all__ = ["door", "furnished"]

# Addresses without a guard, and why nobody needs one there.
OPEN = {
    "healthz": "reasons free of content",
    "prometheus": "counts",
    "line_webhook.webhook": "signed by LINE over the raw bytes",
    "directory.search": "public information",
    "directory.entry": "public information",
    "directory.print": "public information",
}
SECRETS = (WORDS, "はな", "きた", "みなみ", "かんり")


@pytest.fixture
def site(door: Door) -> Door:
    """The furnished town behind everything that the pages' process serves."""
    desk = desk_of(door.database, door.clock)
    blueprints = [
        console_blueprint(make_console(desk, passwords=Passwords(CHEAP))),
        directory_blueprint(
            DirectoryPages(
                desk.database,
                directories=Directories(texts_of),
                texts=load_texts(),
                clock=desk.clock,
                public_url=PUBLIC,
            )
        ),
        sheet_blueprint(Site(desk.database, Places(), desk.clock, desk.randomness, PUBLIC)),
        relay_blueprint(make_relay(desk)),
        webhook_blueprint(StoringIntake(desk.database), clock=desk.clock),
    ]
    return replace(door, app=create_app(blueprints, health=Health, metrics=lambda: "up 1\n"))


def rules(site: Door, method: str) -> Iterator[tuple[Rule, Needs | Strangers | None]]:
    for rule in site.app.url_map.iter_rules():
        if method in (rule.methods or set()) and not rule.endpoint.endswith(".static"):
            yield rule, getattr(site.app.view_functions[rule.endpoint], "access", None)


def filled(rule: Rule, id_: str, number: int) -> str:
    """Return the address with the same id in every place, or the number where only a number fits."""
    values: dict[str, object] = {}
    for name in rule.arguments:
        converter = type(rule._converters[name]).__name__
        values[name] = number if converter == "IntegerConverter" else id_
    if "slug" in values:
        values["slug"] = "hoozuki"
    built = rule.build(values)
    assert built is not None
    return built[1]


def test_the_pages_that_are_tried_are_those_that_are_served() -> None:
    source = Path(pages.__file__).read_text(encoding="utf-8")
    served = set(re.findall(r"(\w+)_blueprint\(", source))
    assert served == {"console", "directory", "sheet", "relay"}


def test_every_address_says_what_it_needs_or_stands_in_a_short_list(site: Door) -> None:
    silent = [
        rule.rule
        for method in ("GET", "POST")
        for rule, access in rules(site, method)
        if access is None and rule.endpoint not in OPEN
    ]
    assert silent == []
    for method in ("GET", "POST"):
        for _, access in rules(site, method):
            assert not isinstance(access, Strangers) or access.because


def test_no_address_both_shows_and_changes(site: Door) -> None:
    for rule in site.app.url_map.iter_rules():
        assert not {"GET", "POST"} <= (rule.methods or set()), rule.rule
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule


def test_strangers_meet_the_door_everywhere_and_every_answer_is_locked_down(site: Door) -> None:
    browser = site.browser()
    for method in ("GET", "POST"):
        for rule, access in rules(site, method):
            path = filled(rule, "x" * 40, site.urgent.number)
            answer = browser.get(path) if method == "GET" else browser.post(path, {"a": "b"})
            assert answer.status_code < 500, (method, path)
            # The counter's door answers for every page behind it; it carries no session's token.
            door = path.startswith("/relay/") and "form_token" not in answer.text
            turned_away = door or answer.status_code in {303, 401, 403, 404}
            assert turned_away or not isinstance(access, Needs), path
            assert not any(secret in answer.text for secret in SECRETS), path
            locked_down(path, answer)


def locked_down(path: str, answer: TestResponse) -> None:
    """Check the headers that every answer carries."""
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy, path
    assert "unsafe" not in policy, path
    assert "frame-ancestors 'none'" in policy, path
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert answer.headers["X-Frame-Options"] == "DENY", path
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}, path
    assert answer.headers["Cache-Control"] == "no-store", path
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith("__Host-"), path
        assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/")), path


@pytest.mark.parametrize("login", ["hana", "kanri"])
def test_a_form_from_another_site_is_refused_at_every_address(site: Door, login: str) -> None:
    victim = site.browser(login)
    token = victim.form_token()
    victim.site, victim.origin = "cross-site", "https://evil.example"
    for rule, _ in rules(site, "POST"):
        if rule.endpoint == "line_webhook.webhook":
            continue
        path = filled(rule, site.accounts["mado"].id, site.urgent.number)
        answer = victim.post(path, {"form_token": token})
        assert answer.status_code in {403, 404}, (path, answer.status_code)
        assert answer.status_code == 403 or WORDS not in answer.text


def known_ids(site: Door) -> list[str]:
    """Return the ids of everything that belongs to ほおずき市 and to nobody elsewhere."""
    accounts = [account.id for login, account in site.accounts.items() if login != "tonari"]
    with site.database.reading() as tx:
        said = [message.id for message in tx.messages.of_consultation(site.urgent.id)]
    return [*accounts[:2], site.urgent.id, site.restricted.id, site.alert.id, *said]


@pytest.mark.parametrize("login", ["tonari", "minami", "mado", "kanri"])
def test_idor_no_id_of_a_case_opens_it_for_who_may_not_see_it(site: Door, login: str) -> None:
    browser = site.browser(login)
    mine = login == "mado"
    with site.database.reading() as tx:
        before = [tx.consultations.get(case.id) for case in (site.urgent, site.restricted)]
    for method in ("GET", "POST"):
        for rule, access in rules(site, method):
            if not rule.arguments or not isinstance(access, Needs):
                continue
            for id_ in known_ids(site):
                number = site.restricted.number if mine else site.urgent.number
                path = filled(rule, id_, number)
                answer = (
                    browser.get(path) if method == "GET" else browser.post(path, {"form_token": "0" * 64})
                )
                assert answer.status_code < 500, path
                assert WORDS not in answer.text, (login, path)
    with site.database.reading() as tx:
        assert [tx.consultations.get(case.id) for case in (site.urgent, site.restricted)] == before


@pytest.mark.parametrize("login", ["", "hana", "kanri", "mado"])
def test_every_page_is_valid_html(site: Door, login: str) -> None:
    browser = site.browser(login)
    if login:
        browser.confirm()
    wrong = {}
    for rule, _ in rules(site, "GET"):
        path = filled(rule, site.accounts["mado"].id, site.urgent.number)
        answer = browser.get(path)
        if answer.mimetype == "text/html" and answer.status_code not in {301, 302, 303, 308}:
            faults = faults_of(answer.text)
            if faults:
                wrong[path] = faults[:4]
    assert wrong == {}
