"""What the sheet's pages are handed, and the frame around them."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Response, make_response, render_template
from markupsafe import Markup

from bot.clock import Clock, tokyo
from bot.desk.office import Office
from bot.desk.places import Place, Places
from bot.desk.sheet_door import Behind, behind
from bot.ports import Randomness
from bot.texts import Texts, load_texts
from bot.texts.moments import when_said
from routing.consultation import Actor
from storage.database import Database
from storage.history import By

NOWHERE = load_texts(standing={"town": "", "telephone": ""})


@dataclass(frozen=True, slots=True)
class Site:
    """The collaborators of the pages. `secure` is false only where the public address is plain http: the demo."""

    database: Database
    places: Places
    clock: Clock
    randomness: Randomness
    public_url: str

    @property
    def secure(self) -> bool:
        """Tell whether cookies are for https alone."""
        return self.public_url.startswith("https://")

    def at_door(self, token: str) -> "AbstractContextManager[tuple[Office, Behind] | None]":
        """Open a transaction as the destination that a link leads to; None for no link of ours."""
        return _at_door(self, token)


@contextmanager
def _at_door(site: Site, token: str) -> Iterator[tuple[Office, Behind] | None]:
    now = site.clock.now()
    with site.database.transaction() as tx:
        found = behind(tx, token, now=now)
        if found is None:
            yield None
            return
        place = site.places.of(tx, found.referral.municipality)
        by = By(Actor.DESTINATION, now)
        yield Office(tx, place, by, site.randomness, site.public_url), found


def show(
    template: str, place: Place | None, values: Mapping[str, object] | None = None, *, status: int = 200
) -> Response:
    """Return a page in its frame; without a place nothing is known of whose it is."""
    texts = place.texts if place is not None else NOWHERE
    frame: dict[str, object] = {
        "say": texts.say,
        "town": place.name if place is not None else "",
        "telephone": place.telephone if place is not None else "",
        "faults": {},
        "typed": {},
    }
    return make_response(render_template(f"sheet/{template}", **{**frame, **(values or {})}), status)


def moment(texts: Texts, at: datetime, now: datetime) -> Markup:
    """Return a moment in words, with the exact one for machines."""
    said = when_said(texts, tokyo(at), tokyo(now))
    return Markup('<time datetime="{}">{}</time>').format(tokyo(at).isoformat(timespec="minutes"), said)
