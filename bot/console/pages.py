"""Rendering: what every page has around it, and the pages that any address may answer with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, redirect, render_template, request
from markupsafe import Markup

from bot.clock import tokyo
from bot.console.browser import form_token, own_path
from bot.console.console import Console, Place
from bot.desk.access import allowed
from bot.desk.signing_in import Refusal, SignedIn
from bot.texts import Texts
from bot.texts.moments import when_said
from routing.permissions import Action

UNREPEATED = frozenset({"form_token", "second_check", "password", "again", "old_password", "code"})


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """One entry of the menu: where it leads, its text, and what one must be allowed to see it."""

    path: str
    key: str
    action: Action


MENU = (
    MenuEntry("/console/", "console.menu.start", Action.SEE_FIGURES),
    MenuEntry("/console/search", "console.menu.search", Action.SEARCH_CONSULTATIONS),
    MenuEntry("/console/enter", "console.menu.enter", Action.ENTER_CONSULTATION),
    MenuEntry("/console/sheets", "console.menu.sheets", Action.ANSWER_REFERRAL),
    MenuEntry("/console/rota", "console.menu.rota", Action.SEE_DUTY),
    MenuEntry("/console/windows", "console.menu.windows", Action.LIST_WINDOWS),
    MenuEntry("/console/reports", "console.menu.reports", Action.SEE_REPORTS),
    MenuEntry("/console/knowledge", "console.menu.knowledge", Action.SEE_KNOWLEDGE),
    MenuEntry("/console/texts", "console.menu.texts", Action.READ_TEXTS),
    MenuEntry("/console/health", "console.menu.health", Action.SEE_HEALTH),
    MenuEntry("/console/accounts", "console.menu.accounts", Action.LIST_ACCOUNTS),
    MenuEntry("/console/audit", "console.menu.audit", Action.READ_AUDIT),
    MenuEntry("/console/account", "console.menu.account", Action.USE_OWN_ACCOUNT),
)


class Pages:
    """Renders templates with the frame around them."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def show(
        self,
        template: str,
        who: SignedIn | None = None,
        values: Mapping[str, object] | None = None,
        *,
        status: int = 200,
    ) -> Response:
        """Return a page in its frame."""
        place = self._place(who)
        texts = place.texts if place is not None else self._console.texts
        now = self._console.clock.now()
        frame: dict[str, object] = {
            "say": texts.say,
            "label": lambda kind, value: label(texts, kind, value),
            "moment": lambda at: moment_said(texts, at, now),
            "who": who.account if who is not None else None,
            "town": place.name if place is not None else "",
            "form_token": form_token(who) if who is not None else "",
            "menu": _menu(who),
            "path": request.path,
            "done": _done(texts),
            "help_key": _help_key(texts, template, who),
            "faults": {},
            "typed": {},
        }
        return make_response(render_template(f"console/{template}", **{**frame, **(values or {})}), status)

    def form_again(
        self,
        template: str,
        faults: Mapping[str, str],
        who: SignedIn | None = None,
        values: Mapping[str, object] | None = None,
    ) -> Response:
        """Return a form once more: a message at each field, and what was typed kept, secrets excepted."""
        typed = {name: text for name, text in request.form.items() if name not in UNREPEATED}
        return self.show(template, who, {**(values or {}), "faults": faults, "typed": typed}, status=422)

    def error(self, status: int, key: str, who: SignedIn | None = None) -> Response:
        """Return a page that says what is not possible, and what is."""
        return self.show("error.html", who, {"key": key}, status=status)

    def to(self, path: str, *, done: str = "") -> Response:
        """Lead on after a form, with a word on what was done."""
        if done:
            path += f"{'&' if '?' in path else '?'}done={done}"
        return make_response(redirect(path, 303))

    def to_sign_in(self, path: str) -> Response:
        """Lead to the sign-in, and back afterwards."""
        wanted = own_path(path)
        return make_response(redirect(f"/console/sign-in?next={wanted}", 303))

    def session_lost(self) -> Response:
        """Say that the session has ended, showing what was typed so that nobody types it twice."""
        kept = {n: text for n, text in request.form.items() if n not in UNREPEATED and len(text) > 20}
        return self.show(
            "session_lost.html", None, {"kept": kept, "back": own_path(request.path)}, status=401
        )

    def confirm(self, who: SignedIn, *, fault: Refusal | None = None) -> Response:
        """Ask for the password or a code once more; a form that was sent is carried along."""
        posted = request.method == "POST"
        carried = {n: text for n, text in request.form.items() if n not in {"form_token", "second_check"}}
        values = {
            "action": request.path if posted else "/console/confirm",
            "carried": carried if posted else {"next": own_path(request.path)},
            "faults": {"second_check": fault.value} if fault is not None else {},
        }
        return self.show("confirm.html", who, values, status=422 if fault else 200)

    def place_of(self, who: SignedIn) -> Place:
        """Return the municipality of whoever is signed in."""
        with self._console.database.reading() as tx:
            return self._console.places.of(tx, who.account.municipality)

    def _place(self, who: SignedIn | None) -> Place | None:
        return self.place_of(who) if who is not None else None


def label(texts: Texts, kind: str, value: object) -> str:
    """Return the word that people read for a value of a closed vocabulary, or the value itself."""
    key = f"console.{kind}.{value}"
    return texts.say(key) if texts.has(key) else str(value)


def moment_said(texts: Texts, at: datetime | None, now: datetime) -> Markup:
    """Return a moment in words of Tokyo, with the exact one for machines; a dash for none."""
    if at is None:
        return Markup("―")
    local = tokyo(at)
    said = when_said(texts, local, tokyo(now))
    if local.year != tokyo(now).year:
        said = texts.say("console.frame.with_year", year=local.year, moment=said)
    return Markup('<time datetime="{}">{}</time>').format(local.isoformat(timespec="minutes"), said)


def _menu(who: SignedIn | None) -> tuple[MenuEntry, ...]:
    if who is None:
        return ()
    return tuple(entry for entry in MENU if allowed(who.account, entry.action))


def _help_key(texts: Texts, template: str, who: SignedIn | None) -> str:
    """Return the key of the short help that belongs to a page, empty for a page without one."""
    key = f"console.help.{template.removesuffix('.html')}"
    return key if who is not None and texts.has(key) else ""


def _done(texts: Texts) -> str:
    key = f"console.done.{request.args.get('done', '')}"
    return texts.say(key) if texts.has(key) else ""
