"""Who may what: the table itself, every address and verb in it, and every role, stranger included, at every address."""

from collections.abc import Iterator

import pytest
from werkzeug.routing import Rule

from bot.__main__ import VERBS
from bot.desk.access import Needs, Strangers
from routing.permissions import COMMANDS, PERMISSIONS, Action, Person, Scope, Subject, may, scope_of
from routing.roles import Role
from tests.bot.console.door import PASSWORD, Door
from tests.storage.rows import BOT

# Addresses outside the console, and why nobody signs in there.
WITHOUT_SIGN_IN = {
    "healthz": "reasons free of content",
    "metrics": "counts",
    "console.static": "our own style sheet",
    "line_webhook.webhook": "signed by LINE over the raw bytes",
}
LOGINS = ("", "hana", "kita", "minami", "kanri", "mado", "tonari")


def addresses(door: Door) -> Iterator[tuple[Rule, Needs | Strangers | None]]:
    for rule in door.app.url_map.iter_rules():
        yield rule, getattr(door.app.view_functions[rule.endpoint], "access", None)


def path_of(door: Door, rule: Rule) -> str:
    """Return the address with ids that exist, those of the administrator's and the northern coordinator's world."""
    values = {
        "number": door.urgent.number,
        "alert": door.alert.id,
        "referral": referral_of(door),
        "id_": door.accounts["mado"].id,
        "token": "token-that-opens-nothing",
        "key": "resident.hello.what",
        "rest": "nothing-here",
        "invitation": "no-invitation",
        "desk": "H-001",
        "version": 1,
        "format_": "csv",
        "draft": "no-draft",
        "suggestion": "no-suggestion",
        "lesson": "no-lesson",
    }
    return "/console" + rule.rule.removeprefix("/console").replace("<int:", "<").replace(
        "<path:", "<"
    ).replace("<", "{").replace(">", "}").format(**values)


def referral_of(door: Door) -> str:
    with door.database.reading() as tx:
        return tx.referrals.of_consultation(door.urgent.id)[0].id


def test_every_address_says_what_it_needs(door: Door) -> None:
    silent = [
        rule.rule
        for rule, access in addresses(door)
        if access is None and rule.endpoint not in WITHOUT_SIGN_IN
    ]
    assert silent == []


def test_every_verb_stands_in_the_table_and_every_entry_is_a_verb_or_will_be() -> None:
    assert set(VERBS) - set(COMMANDS) == set()


def test_every_action_belongs_to_somebody_and_every_role_has_an_entry() -> None:
    granted = {action for actions in PERMISSIONS.values() for action in actions}
    assert granted == set(Action)
    assert set(PERMISSIONS) == set(Role)


def test_what_changes_something_is_never_opened_by_looking(door: Door) -> None:
    for rule, _ in addresses(door):
        assert not {"GET", "POST"} <= (rule.methods or set()), rule.rule


@pytest.mark.parametrize("login", LOGINS)
def test_every_address_tried_by_everybody(door: Door, login: str) -> None:
    browser = door.browser(login)
    role = door.accounts[login].role if login else None
    for rule, access in addresses(door):
        if not isinstance(access, Needs) or rule.endpoint.startswith("console.sign_out"):
            continue
        method = "POST" if "POST" in (rule.methods or set()) else "GET"
        path = path_of(door, rule)
        answer = browser.get(path) if method == "GET" else browser.post(path, {"second_check": PASSWORD})
        if role is None:
            assert answer.status_code in {303, 401}, path
            assert answer.status_code == 401 or answer.location.startswith("/console/sign-in"), path
        elif scope_of(role, access.action) is None or (
            login == "tonari" and "{" not in rule.rule and "<" in rule.rule
        ):
            assert answer.status_code == 404, (login, path)
        else:
            assert answer.status_code in expected(login, rule), (login, path, answer.status_code)


def expected(login: str, rule: Rule) -> set[int]:
    """Return what an account with the permission meets: out of its area, a case looks absent."""
    if "<int:number>" in rule.rule and login == "minami":
        return {404}
    if any(f"<{name}>" in rule.rule for name in ("invitation", "draft", "suggestion", "lesson")):
        return {404, 422, 303}
    # 409: the administrator may not be the last; 422: an empty form is refused at its fields.
    return {200, 303, 409, 422}


CASES = [
    ("hana", Action.READ_CONSULTATION, "urgent", True),
    ("kita", Action.READ_CONSULTATION, "urgent", True),
    ("minami", Action.READ_CONSULTATION, "urgent", False),
    ("kanri", Action.READ_CONSULTATION, "urgent", False),
    ("mado", Action.READ_CONSULTATION, "urgent", True),
    ("mado", Action.ACKNOWLEDGE_ALERT, "urgent", False),
    ("tonari", Action.READ_CONSULTATION, "urgent", False),
    ("hana", Action.READ_CONSULTATION, "restricted", True),
    ("kita", Action.READ_CONSULTATION, "restricted", False),
    ("kanri", Action.READ_CONSULTATION, "restricted", False),
]


@pytest.mark.parametrize(("login", "action", "on", "allowed"), CASES)
def test_who_may_what_on_a_consultation(
    door: Door, login: str, action: Action, on: str, *, allowed: bool
) -> None:
    account = door.accounts[login]
    case = door.urgent if on == "urgent" else door.restricted
    areas = tuple(area for area in (door.profile.areas.chain(case.area) if case.area else ()))
    members = frozenset({door.accounts["hana"].id}) if case.restricted else frozenset()
    subject = Subject(
        case.municipality, areas, case.owner, case.window, restricted=case.restricted, members=members
    )
    person = Person(account.id, account.municipality, account.role, account.area, account.window)
    assert may(person, action, subject) is allowed


def test_a_stranger_may_nothing() -> None:
    assert not any(may(None, action) for action in Action)


def test_administrators_run_accounts_and_read_no_consultation() -> None:
    assert scope_of(Role.ADMINISTRATOR, Action.READ_CONSULTATION) is None
    assert scope_of(Role.ADMINISTRATOR, Action.CHANGE_ACCOUNT) is Scope.ALL


def test_whoever_was_called_by_an_alert_may_open_it_wherever_it_is(door: Door) -> None:
    account = door.accounts["minami"]
    person = Person(account.id, account.municipality, account.role, account.area)
    away = Subject(account.municipality, door.profile.areas.chain(door.accounts["kita"].area or account.area))  # type: ignore[arg-type]
    called = Subject(away.municipality, away.areas, called=frozenset({account.id}))
    assert not may(person, Action.READ_CONSULTATION, away)
    assert may(person, Action.READ_CONSULTATION, called)


def test_s28_a_restricted_consultation_stands_in_no_list_and_opens_for_its_members_alone(door: Door) -> None:
    path = f"/console/consultations/{door.restricted.number}"
    member, other = door.browser("hana"), door.browser("kita")
    assert path not in member.get("/console/").text
    assert path not in other.get("/console/").text
    assert member.get(path).status_code == 200
    assert other.get(path).status_code == 404


def test_out_of_scope_looks_exactly_like_absent(door: Door) -> None:
    browser = door.browser("minami")
    hidden = browser.get(f"/console/consultations/{door.urgent.number}")
    absent = browser.get("/console/consultations/987654")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.text == absent.text


def test_reading_is_logged_like_writing_and_without_content(door: Door) -> None:
    browser = door.browser("hana")
    browser.get(f"/console/consultations/{door.urgent.number}")
    with door.database.reading() as tx:
        entry = tx.audit.page(None, limit=1)[0]
    assert entry.action == "consultation.read"
    assert entry.by.account == door.accounts["hana"].id
    assert entry.subject == door.urgent.id
    assert entry.fields == ()


def test_s18_window_staff_read_the_memos_of_their_window_alone_and_each_reading_is_logged(door: Door) -> None:
    clerk = door.browser("mado")
    other = f"/console/consultations/{door.restricted.number}"
    mine = f"/console/consultations/{door.urgent.number}"
    assert clerk.get(mine).status_code == 200
    with door.database.reading() as tx:
        read = tx.audit.page(None, account=door.accounts["mado"].id, action="consultation.read")
    assert [entry.subject for entry in read] == [door.urgent.id]
    assert clerk.get(other).status_code == 404
    with door.database.transaction() as tx:
        moved = tx.consultations.get(door.urgent.id)
        object.__setattr__(moved, "window", None)
        tx.consultations.save(moved, BOT)
    assert clerk.get(mine).status_code == 404
