"""What an attacker tries at the doors. Each attack is a function; a new door adds its own with `@attack`.

An attack returns what it met, and whether that was a refusal. None of it knows how the product is built: it holds a
browser, and what it could have learned or stolen.
"""

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pyotp
from werkzeug.test import TestResponse

from bot.line.signature import sign
from tests.bot.console.door import CHANNEL_SECRET, PASSWORD, PUBLIC, RECOVERY, SECRET, WORDS, Browser, Door


@dataclass(frozen=True)
class Met:
    """How an attack ended."""

    refused: bool
    seen: str


Attack = Callable[[Door], Met]
ATTACKS: dict[str, Attack] = {}


def attack(name: str) -> Callable[[Attack], Attack]:
    """Put an attack on the tour."""

    def listed(function: Attack) -> Attack:
        assert name not in ATTACKS
        ATTACKS[name] = function
        return function

    return listed


def met(answer: TestResponse, *wanted: int) -> Met:
    """Return a refusal when the answer has one of these states and shows nothing that was written."""
    return Met(answer.status_code in wanted and WORDS not in answer.text, str(answer.status_code))


def all_of(*found: Met) -> Met:
    """Return a refusal when each was one."""
    return Met(all(one.refused for one in found), " ".join(one.seen for one in found))


@attack("session fixation: a token of the attacker's choosing is set before sign-in")
def fixation(door: Door) -> Met:
    victim = door.browser(cookie="token-chosen-by-the-attacker")
    victim.sign_in("hana")
    attacker = door.browser(cookie="token-chosen-by-the-attacker")
    return all_of(
        met(attacker.get("/console/"), 303),
        Met(victim.cookie != "token-chosen-by-the-attacker", "rotated"),
    )


@attack("session theft: the token of a signed-out session is used again")
def stolen_after_sign_out(door: Door) -> Met:
    victim = door.browser("hana")
    stolen = victim.cookie
    victim.post("/console/sign-out")
    return met(door.browser(cookie=stolen).get("/console/"), 303)


@attack("session guessing: tokens near a real one")
def neighbours(door: Door) -> Met:
    real = door.browser("hana").cookie
    guesses = [real[:-1] + sign_ for sign_ in "023456789"] + ["", "0", real + "0", real.upper() + "\x00"]
    return all_of(
        *(met(door.browser(cookie=guess.replace("\x00", "%00")).get("/console/"), 303) for guess in guesses)
    )


def acknowledge_path(door: Door) -> str:
    return f"/console/consultations/{door.urgent.number}/alerts/{door.alert.id}/acknowledge"


@attack("CSRF: a form on another site, with the victim's cookie and even the form's token")
def foreign_form(door: Door) -> Met:
    victim = door.browser("hana")
    token = victim.form_token()
    tries = []
    for site, origin in (
        ("cross-site", "https://evil.example"),
        ("same-site", "https://other.hoozuki.example"),
        ("none", None),
        (None, "https://evil.example"),
        (None, "null"),
        (None, f"{PUBLIC}.evil.example"),
        (None, None),
    ):
        victim.site, victim.origin = site, origin
        tries.append(met(victim.post(acknowledge_path(door), {"form_token": token}), 403))
    return all_of(*tries)


@attack("CSRF: our own origin without, with an empty, and with another session's form token")
def token_missing(door: Door) -> Met:
    victim, other = door.browser("hana"), door.browser("kita")
    strange = other.form_token()
    return all_of(
        met(victim.post(acknowledge_path(door), token=False), 403),
        met(victim.post(acknowledge_path(door), {"form_token": ""}), 403),
        met(victim.post(acknowledge_path(door), {"form_token": strange}), 403),
    )


@attack("CSRF at the door: another site signs the victim in as somebody else")
def login_csrf(door: Door) -> Met:
    victim = door.browser(site="cross-site")
    return met(victim.sign_in("hana"), 403)


@attack("changing by looking: every address that changes something, opened as a link")
def by_looking(door: Door) -> Met:
    victim = door.browser("kanri")
    victim.confirm()
    id_ = door.accounts["hana"].id
    paths = (
        "/console/sign-out",
        f"/console/accounts/{id_}/disable",
        acknowledge_path(door),
        "/console/audit/export",
    )
    tries = [met(victim.get(path), 404, 405) for path in paths]
    with door.database.reading() as tx:
        tries.append(Met(tx.accounts.get(id_).active, "unchanged"))
    return all_of(*tries)


@attack("IDOR: every number of a consultation, by a colleague of another area and of another town")
def idor_numbers(door: Door) -> Met:
    found = []
    for login in ("minami", "tonari", "kanri"):
        browser = door.browser(login)
        found += [
            met(browser.get(f"/console/consultations/{number}"), 404)
            for number in range(door.urgent.number + 1)
        ]
    return all_of(*found)


@attack("IDOR: alerts by id, by people out of area, and under another case's number")
def idor_alerts(door: Door) -> Met:
    away = door.browser("minami")
    inside = door.browser("hana")
    crossed = f"/console/consultations/{door.restricted.number}/alerts/{door.alert.id}/acknowledge"
    return all_of(
        met(away.post(acknowledge_path(door)), 404),
        met(inside.post(crossed), 404),
        met(inside.post(acknowledge_path(door).replace(door.alert.id, "x" * 300)), 404),
    )


@attack("IDOR: accounts of another municipality by id, and accounts by people who run none")
def idor_accounts(door: Door) -> Met:
    administrator = door.browser("kanri")
    administrator.confirm()
    other = door.accounts["tonari"].id
    coordinator = door.browser("hana")
    return all_of(
        met(administrator.get(f"/console/accounts/{other}"), 404),
        met(administrator.post(f"/console/accounts/{other}/disable"), 404),
        met(administrator.post(f"/console/accounts/{other}/second-factor"), 404),
        met(coordinator.get(f"/console/accounts/{door.accounts['kanri'].id}"), 404),
    )


@attack("rising: a coordinator invites an administrator")
def rising(door: Door) -> Met:
    coordinator = door.browser("hana")
    coordinator.confirm()
    return met(coordinator.post("/console/accounts/invite", {"role": "administrator"}), 404)


@attack("rising: an invitation's form carries another role, area and municipality")
def rising_by_form(door: Door) -> Met:
    administrator = door.browser("kanri")
    administrator.confirm()
    forms = (
        {"role": "operator"},
        {"role": ""},
        {"role": "window", "window": "none"},
        {"role": "coordinator", "area": "x"},
    )
    return all_of(*(met(administrator.post("/console/accounts/invite", form), 422) for form in forms))


@attack("skipping the second confirmation: the form is sent without it, or with a wrong answer")
def unconfirmed(door: Door) -> Met:
    administrator = door.browser("kanri")
    path = f"/console/accounts/{door.accounts['hana'].id}/disable"
    tries = [Met("second_check" in administrator.post(path).text, "asked")]
    tries += [met(administrator.post(path, {"second_check": f"wrong {n}"}), 422) for n in range(8)]
    tries.append(met(administrator.post(path, {"second_check": PASSWORD}), 422))
    with door.database.reading() as tx:
        tries.append(Met(tx.accounts.get(door.accounts["hana"].id).active, "unchanged"))
    return all_of(*tries)


@attack("TOTP replay: a code seen over a shoulder")
def totp_replay(door: Door) -> Met:
    door.clock.advance(seconds=31)
    code = pyotp.TOTP(SECRET).at(door.clock.now())
    door.browser().sign_in("hana", code=code)
    return met(door.browser(address="198.51.100.1").sign_in("hana", code=code), 422)


@attack("TOTP brute force: the password is known, codes are tried from many addresses")
def totp_guesses(door: Door) -> Met:
    tries = [
        met(door.browser(address=f"198.51.100.{n}").sign_in("hana", code=f"{n:06d}"), 422) for n in range(60)
    ]
    return all_of(*tries[:3], Met(all(one.refused for one in tries), f"...{len(tries)} in all"))


@attack("password guessing: one address that pretends to be many, straight and through our own proxy")
def spoofed_addresses(door: Door) -> Met:
    ways = (("203.0.113.9", "192.0.2.{}"), ("127.0.0.1", "192.0.2.{}, 203.0.113.77"))
    found = []
    for peer, claimed in ways:
        waits = []
        for n in range(60):
            browser = door.browser(address=peer, forwarded=claimed.format(n))
            waits.append("10分ほど" in browser.sign_in(f"name-{n}", code="000000").text)
        found.append(Met(waits[-1], f"slowed after {waits.index(True) if True in waits else 'never'}"))
    return all_of(*found)


@attack("recovery code: used twice, and guessed")
def recovery_again(door: Door) -> Met:
    door.browser().sign_in("hana", recovery=RECOVERY)
    return all_of(
        met(door.browser().sign_in("hana", recovery=RECOVERY), 422),
        met(door.browser().sign_in("hana", recovery="aaaa-aaaa-aaaa"), 422),
        met(door.browser().sign_in("hana", recovery="", code=""), 422),
    )


@attack("header injection: line breaks in a path, a form and a file's name")
def header_injection(door: Door) -> Met:
    browser = door.browser("kanri")
    browser.confirm()
    evil = "/console/\r\nSet-Cookie: evil=1"
    answers = [
        browser.get("/console/sign-in?next=/console/%0d%0aSet-Cookie:%20evil=1"),
        browser.post("/console/confirm", {"next": evil}),
        browser.post(
            "/console/audit/export", {"first": "2026-01-01\r\nX-Evil: 1", "account": "\r\nX-Evil: 1"}
        ),
    ]
    return all_of(
        *(Met("evil" not in str(answer.headers).lower(), str(answer.status_code)) for answer in answers)
    )


@attack("open redirect: `next` leads to another site after sign-in")
def open_redirect(door: Door) -> Met:
    wanted = (
        "https://evil.example/",
        "//evil.example/",
        "/console//evil.example",
        "/console/\\evil.example",
        "javascript:alert(1)",
        "/console/../../evil",
        "/\t/evil.example",
    )
    tries = []
    for number, there in enumerate(wanted):
        answer = door.browser(address=f"198.51.100.{number}").sign_in("hana", next=there)
        tries.append(Met(answer.location == "/console/", str(answer.location)))
    return all_of(*tries)


@attack("host header: links made for the attacker's host")
def host_header(door: Door) -> Met:
    administrator = door.browser("kanri")
    administrator.confirm()
    client = door.app.test_client(use_cookies=False)
    answer = client.post(
        "/console/accounts/invite",
        data={"role": "coordinator", "form_token": administrator.form_token()},
        headers={
            "Sec-Fetch-Site": "same-origin",
            "Cookie": f"__Host-madoguchi={administrator.cookie}",
            "X-Forwarded-Host": "evil.example",
        },
        base_url="https://evil.example",
    )
    return Met("evil.example" not in answer.text and PUBLIC in answer.text, "own links")


@attack("traversal: files beside the style sheet")
def traversal(door: Door) -> Met:
    paths = (
        "/console/static/../console.py",
        "/console/static/..%2f..%2f__init__.py",
        "/console/static/%2e%2e/%2e%2e/app.py",
        "/console/static//etc/passwd",
        "/console/static/....//....//etc/passwd",
    )
    return all_of(*(met(door.browser().get(path), 303, 308, 404) for path in paths))


@attack("template injection: what is typed is evaluated")
def template_injection(door: Door) -> Met:
    browser = door.browser("hana")
    evil = "{{ 7 * 191 }}{% for x in config %}${7*191}#{7*191}"
    browser.post(acknowledge_path(door).replace("acknowledge", "action"), {"action": evil})
    page = browser.get(f"/console/consultations/{door.urgent.number}").text
    stranger = door.browser().sign_in("{{7*191}}", code="0").text
    return Met("1337" not in page + stranger and "{{ 7 * 191 }}" in page, "shown as text")


@attack("script injection: names and words as markup")
def script_injection(door: Door) -> Met:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    page = door.browser().sign_in(evil, code="0").text
    return Met("<script>alert" not in page and "<img src=x" not in page, "escaped")


@attack("formula injection: a cell that a spreadsheet would compute")
def formula_injection(door: Door) -> Met:
    administrator = door.browser("kanri")
    administrator.confirm()
    with door.database.transaction() as tx:
        account = tx.accounts.get(door.accounts["hana"].id)
        object.__setattr__(account, "login", '=HYPERLINK("https://evil.example")')
        tx.accounts.save(account)
    door.browser().get("/console/")
    with door.database.transaction() as tx:
        tx.sessions.end_all(account.id)
    administrator.get(f"/console/accounts/{account.id}")
    hana = door.browser()
    hana.sign_in('=HYPERLINK("https://evil.example")')
    table = administrator.post("/console/audit/export").text
    return Met('"=HYPERLINK' not in table and "'=HYPERLINK" in table, "quoted")


@attack("oversized: a form of a megabyte, a name and a code of thousands of signs")
def oversized(door: Door) -> Met:
    browser = door.browser("hana")
    return all_of(
        met(browser.post(acknowledge_path(door), {"action": "x" * 1_000_000}), 413),
        met(door.browser().sign_in("x" * 5000, code="0" * 5000), 422),
    )


@attack("a method that the page does not have")
def strange_methods(door: Door) -> Met:
    client = door.app.test_client(use_cookies=False)
    found = [
        client.open("/console/sign-out", method=method, base_url=PUBLIC).status_code
        for method in ("PUT", "DELETE", "PATCH", "TRACE")
    ]
    return Met(set(found) <= {404, 405}, str(found))


def webhook(
    door: Door, body: bytes, signature: str | None, path: str = "/line/hoozuki/webhook"
) -> TestResponse:
    headers = {} if signature is None else {"X-Line-Signature": signature}
    return door.app.test_client().post(path, data=body, headers=headers)


EVENT = json.dumps(
    {
        "destination": "U" + "0" * 32,
        "events": [
            {
                "type": "message",
                "webhookEventId": "01ATTACK",
                "timestamp": 1_700_000_000_000,
                "mode": "active",
                "deliveryContext": {"isRedelivery": False},
                "source": {"type": "user", "userId": "U" + "a" * 32},
                "replyToken": "t",
                "message": {"type": "text", "id": "1", "quoteToken": "q", "text": "hello"},
            }
        ],
    }
).encode()


@attack("signature confusion: none, empty, of another body, of another secret, hexadecimal, of another town")
def signatures(door: Door) -> Met:
    right = sign(EVENT, CHANNEL_SECRET)
    return all_of(
        met(webhook(door, EVENT, None), 400),
        met(webhook(door, EVENT, ""), 400),
        met(webhook(door, EVENT + b" ", right), 400),
        met(webhook(door, EVENT, sign(EVENT, "")), 400),
        met(webhook(door, EVENT, sign(EVENT, CHANNEL_SECRET + " ")), 400),
        met(webhook(door, EVENT, right.lower()), 400),
        met(webhook(door, EVENT, right, "/line/tonari/webhook"), 400),
        met(webhook(door, EVENT, right, "/line/nowhere/webhook"), 404),
    )


@attack("replayed webhook: the same signed body again and again is one event")
def replayed_webhook(door: Door) -> Met:
    right = sign(EVENT, CHANNEL_SECRET)
    states = [webhook(door, EVENT, right).status_code for _ in range(5)]
    with door.database.reading() as tx:
        stored = sum(tx.events.counts().values())
    return Met(states == [200] * 5 and stored == 1, f"{stored} event")


@attack("names from the answer: known and unknown logins are told apart")
def enumeration(door: Door) -> Met:
    def page(login: str, address: str) -> str:
        wrong = Browser(door.app, door.clock, address=address)
        return wrong.sign_in(login, password="wrong", code="000000").text.replace(login, "")

    return Met(page("hana", "198.51.100.1") == page("nobody", "198.51.100.2"), "the same page")


@attack("a link that was used, has ended or is guessed")
def dead_links(door: Door) -> Met:
    browser = door.browser()
    tokens = ("x", "token-00000000000000000000000001", "%00", "..%2f..", "a" * 5000)
    return all_of(*(met(browser.get(f"/console/enrol/{token}"), 404) for token in tokens))


@attack("traversal in imports: names of files that lead out of their folder, packed and plain")
def traversal_in_imports(door: Door) -> Met:
    browser = door.browser("hana")
    names = ("../evil.csv", "/etc/passwd", "..\\..\\evil.csv", "%2e%2e%2fevil.csv", "evil\x00.csv")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in ("../../evil.csv", "/etc/evil.csv", "xl/../../../evil.xml"):
            archive.writestr(name, "id,name\n1,x")
    found = [browser.upload("/console/knowledge/import", name, b"id,name\nH-999,x") for name in names]
    found += [
        browser.upload("/console/knowledge/import", name, packed.getvalue()) for name in ("a.xlsx", "a.zip")
    ]
    outside = (Path("evil.csv"), Path("../evil.csv"), Path("/evil.csv"))
    written = [path for path in outside if path.exists()]
    with door.database.reading() as tx:
        known = tx.municipalities.get(door.accounts["hana"].municipality).knowledge_version
    return all_of(
        *(
            Met(answer.status_code < 500 and "root:" not in answer.text, str(answer.status_code))
            for answer in found
        ),
        Met(not written and known == 1, "nothing written, nothing taken over"),
    )


@attack("decompression bomb: a small file that unpacks to gigabytes")
def bomb(door: Door) -> Met:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(300):
                sheet.write(b" " * 1_000_000)
    answer = door.browser("hana").upload("/console/knowledge/import", "bomb.xlsx", packed.getvalue())
    return Met(answer.status_code in {413, 422}, str(answer.status_code))


@attack(
    "IDOR over all ids: every route of the console with every id of the town, by a coordinator of another town"
)
def idor_everywhere(door: Door) -> Met:
    stranger = door.browser("tonari")
    ids = [door.accounts["hana"].id, door.urgent.id, door.restricted.id, door.alert.id]
    opened: list[str] = []
    tried = 0
    for rule in door.app.url_map.iter_rules():
        if (
            not rule.arguments
            or not rule.endpoint.startswith("console.")
            or rule.endpoint == "console.static"
        ):
            continue
        for id_ in ids:
            values = {name: door.urgent.number if name == "number" else id_ for name in rule.arguments}
            try:
                path = rule.build(values)
            except ValueError:
                continue
            method = "POST" if "POST" in (rule.methods or set()) else "GET"
            if path is None:
                continue
            tried += 1
            answer = (
                stranger.get(path[1]) if method == "GET" else stranger.post(path[1], {"form_token": "0" * 64})
            )
            if WORDS in answer.text or "はな" in answer.text or answer.status_code >= 500:
                opened.append(path[1])
    return Met(not opened, f"{tried} addresses, nothing opened" if not opened else str(opened))
