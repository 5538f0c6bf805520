"""Rendering: what every relay page has around it, and the pages that any address may answer with."""

from collections.abc import Mapping

from flask import Response, make_response, redirect, render_template, request

from bot.clock import tokyo
from bot.desk.counter import Shut
from bot.desk.relay_door import AtDoor, form_token
from bot.desk.town import Town
from bot.relay.relay import RelayDesk
from bot.texts.moments import when_said
from routing.consultation import MunicipalitySlug
from storage.accounts import Account

UNREPEATED = frozenset({"form_token", "code"})


class Pages:
    """Renders templates with the frame around them."""

    def __init__(self, relay: RelayDesk) -> None:
        self._relay = relay

    def town(self, slug: MunicipalitySlug) -> Town:
        """Return a municipality as the desk sees it."""
        with self._relay.desk.database.reading() as tx:
            return self._relay.desk.towns.of(tx, slug)

    def show(
        self,
        template: str,
        account: Account | None = None,
        values: Mapping[str, object] | None = None,
        *,
        at_door: AtDoor | None = None,
        status: int = 200,
    ) -> Response:
        """Return a page in its frame, in the words of the clerk's town."""
        clerk = at_door.account if at_door is not None else account
        town = self.town(clerk.municipality) if clerk is not None else None
        texts = town.texts if town is not None else self._relay.texts
        now = self._relay.desk.clock.now()
        frame: dict[str, object] = {
            "say": lambda key, **fields: texts.say(f"relay.{key}", **fields),
            "has": lambda key: texts.has(f"relay.{key}"),
            "word": texts.say,
            "moment": lambda at: when_said(texts, tokyo(at), tokyo(now)),
            "town": town.profile.municipality.name if town is not None else "",
            "telephone": town.telephone if town is not None else "",
            "form_token": form_token(at_door) if at_door is not None else "",
            "clerk": at_door is not None,
            "path": request.path,
            "faults": {},
        }
        return make_response(render_template(f"relay/{template}", **{**frame, **(values or {})}), status)

    def to(self, path: str) -> Response:
        """Lead on after a form."""
        return make_response(redirect(path, 303))

    def door(self, *, fault: str = "", told: str = "", status: int = 200) -> Response:
        """Show how to get in: by a link from the chat, or by a code at the shop's PC."""
        return self.show("door.html", None, {"fault": fault, "told": told}, status=status)

    def gone(self) -> Response:
        """Say that a link is used up, and how to get a new one."""
        return self.show("gone.html", status=404)

    def shut(self, why: Shut, account: Account | None) -> Response:
        """Say why this window may not relay now."""
        return self.show("shut.html", account, {"why": why.value}, status=403)

    def error(self, status: int, key: str, at_door: AtDoor | None = None) -> Response:
        """Say what is not possible."""
        return self.show("error.html", None, {"key": key}, at_door=at_door, status=status)

    def session_lost(self) -> Response:
        """Say that the session has ended, showing what was typed so that nobody types it twice."""
        kept = [t for n, t in request.form.items() if n not in UNREPEATED and len(t) > 8 and n != "version"]
        return self.show("error.html", None, {"key": "session_lost", "kept": kept}, status=401)
