"""What the bot says, sentence by sentence: what is told now, a draft beside it as it would look in LINE, versions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Response, request

from bot.console.console import Console, Place
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import Needs, Route
from bot.desk.reply import Button, Notice, Question, Reply, Say
from bot.desk.wording import (
    ProtectedTextError,
    Writer,
    WrongTextError,
    common_texts,
    drop_draft,
    history_of,
    keep_draft,
    may_be_reworded,
    own_sentences,
    preview_reply,
    put_live,
)
from bot.texts import Texts
from bot.texts.wording import LONGEST_TYPED, Found, WordingFault, tidy_sentence, wording_rules
from routing.permissions import Action
from storage.errors import NotThereError, StaleError
from storage.wording import TextDraft

VERSIONS_SHOWN = 10
LONGEST_QUERY = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence in the list."""

    key: str
    sentence: str
    own: bool
    drafted: bool
    protected: str


@dataclass(frozen=True, slots=True)
class Bubble:
    """How a message looks in LINE: its lines, the first one bold for a notice, and its buttons."""

    lines: tuple[str, ...]
    bold: bool = False
    buttons: tuple[str, ...] = ()


class TextPages:
    """Sentences that keep people safe cannot be reworded; every other one within the rules."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._console = console
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        changing, telling = Needs(Action.CHANGE_TEXTS), Needs(Action.CHANGE_TEXTS, confirmed=True)
        one = "/texts/<key>"
        return (
            Route("GET", "/texts", "texts", Needs(Action.READ_TEXTS), self.list),
            Route("GET", one, "text", Needs(Action.READ_TEXTS), self.show),
            Route("POST", one, "text_draft", changing, self.draft),
            Route("POST", f"{one}/live", "text_live", telling, self.live),
            Route("POST", f"{one}/drop", "text_drop", changing, self.drop),
        )

    def list(self, caller: Caller) -> Response:
        """Show every sentence, by subject; a word narrows the list."""
        wanted, only = request.args.get("q", "")[:LONGEST_QUERY].strip(), request.args.get("only", "")
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            own = own_sentences(tx, place.slug)
            drafts = tx.drafts.of_municipality(place.slug)
        lines = [line for line in _lines(own, drafts) if _is_wanted(line, wanted, only)]
        groups: dict[str, list[Line]] = {}
        for line in lines:
            groups.setdefault(_group(line.key), []).append(line)
        values = {
            "groups": groups,
            "group_name": lambda group: _group_name(place.texts, group),
            "wanted": wanted,
            "only": only,
            "count": len(lines),
        }
        return self._pages.show("texts.html", caller.who, values)

    def show(self, caller: Caller, key: str) -> Response:
        """Show one sentence: the common wording, what is told now, the draft, earlier versions."""
        return self._show(caller, key)

    def draft(self, caller: Caller, key: str) -> Response:
        """Keep a draft; nobody is told it yet."""
        sentence = tidy_sentence(request.form.get("sentence", ""))
        if "common" in request.form:
            sentence = ""
        elif not sentence:
            return self._show(caller, key, found=(Found(WordingFault.EMPTY),), typed=sentence)
        try:
            with self._console.database.transaction() as tx:
                keep_draft(tx, self._writer(caller), key, sentence, self._console.desk.renderer)
        except ProtectedTextError:
            return self._pages.error(404, "not_found", caller.who)
        except WrongTextError as error:
            return self._show(caller, key, found=error.found, typed=sentence)
        return self._pages.to(f"/console/texts/{key}", done="text_drafted")

    def live(self, caller: Caller, key: str) -> Response:
        """Let the draft count from the next message on."""
        if not may_be_reworded(key):
            return self._pages.error(404, "not_found", caller.who)
        try:
            with self._console.database.transaction() as tx:
                put_live(tx, self._writer(caller), key)
        except NotThereError:
            return self._pages.to(f"/console/texts/{key}", done="already")
        except StaleError:
            return self._pages.error(409, "stale", caller.who)
        return self._pages.to(f"/console/texts/{key}", done="text_live")

    def drop(self, caller: Caller, key: str) -> Response:
        """Forget the draft."""
        if not may_be_reworded(key):
            return self._pages.error(404, "not_found", caller.who)
        with self._console.database.transaction() as tx:
            drop_draft(tx, self._writer(caller), key)
        return self._pages.to(f"/console/texts/{key}", done="text_dropped")

    def _show(
        self, caller: Caller, key: str, *, found: tuple[Found, ...] = (), typed: str | None = None
    ) -> Response:
        common = common_texts()
        if not wording_rules().is_spoken(key) or not common.has(key):
            return self._pages.error(404, "not_found", caller.who)
        with self._console.database.reading() as tx:
            place = self._console.places.of(tx, caller.account.municipality)
            own = own_sentences(tx, place.slug)
            draft = tx.drafts.of_municipality(place.slug).get(key)
            versions = tx.drafts.versions(place.slug)
            people = {a.id: a.name for a in tx.accounts.of_municipality(place.slug, active_only=False)}
        plain = common.sentence(key)
        standing = _standing(draft, own.get(key), plain)
        values = {
            **_facts(key),
            "group": _group_name(place.texts, _group(key)),
            "own": key in own,
            "draft": draft,
            "standing": standing if typed is None else typed,
            "wrong": [(one.fault.value, one.about) for one in found],
            "now_bubbles": _bubbles(place, key, own.get(key, plain)),
            "draft_bubbles": _bubbles(place, key, standing) if draft else (),
            "history": history_of(versions, key)[:VERSIONS_SHOWN],
            "people": people,
        }
        return self._pages.show("text.html", caller.who, values, status=422 if found else 200)

    def _writer(self, caller: Caller) -> Writer:
        return Writer(caller.account, caller.now)


def _lines(own: Mapping[str, str], drafts: Mapping[str, TextDraft]) -> Iterator[Line]:
    rules, common = wording_rules(), common_texts()
    for key in tuple(common.keys()):
        if rules.is_spoken(key):
            sentence = own.get(key, common.sentence(key))
            yield Line(key, sentence, key in own, key in drafts, rules.protection(key))


def _is_wanted(line: Line, wanted: str, only: str) -> bool:
    if only == "own" and not line.own:
        return False
    if only == "drafts" and not line.drafted:
        return False
    return not wanted or wanted in line.sentence or wanted in line.key


def _group(key: str) -> str:
    file, _, rest = key.partition(".")
    return f"{file}.{rest.partition('.')[0]}" if "." in rest else file


def _group_name(texts: Texts, group: str) -> str:
    key = f"wording.group.{group.replace('.', '_')}"
    return texts.say(key) if texts.has(key) else group


def _standing(draft: TextDraft | None, own: str | None, common: str) -> str:
    """Return what stands in the field: the draft, else what is told now."""
    return (own if draft is None else draft.sentence) or common


def _facts(key: str) -> dict[str, object]:
    rules, common = wording_rules(), common_texts()
    return {
        "key": key,
        "why": rules.protection(key),
        "limit": rules.limit(key),
        "fields": sorted(common.fields(key)),
        "longest": LONGEST_TYPED,
    }


def _bubbles(place: Place, key: str, sentence: str) -> tuple[Bubble, ...]:
    return tuple(_bubbles_of(preview_reply(wording_rules(), key, sentence, {"town": place.name})))


def _bubbles_of(reply: Reply) -> Iterator[Bubble]:
    for part in reply.parts:
        if isinstance(part, Say):
            yield Bubble(tuple(part.text.splitlines()))
        elif isinstance(part, Notice):
            yield Bubble((part.heading, *part.lines), bold=True)
        elif isinstance(part, Question):
            yield Bubble((part.text,), buttons=tuple(b.label for b in part.buttons if isinstance(b, Button)))
