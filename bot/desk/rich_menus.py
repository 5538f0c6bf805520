"""The menus under the chats: each given to LINE once and again only when it changed, and each person's own shown.

Nothing is asked of LINE inside a transaction: a try is noted first, what came of it after.
"""

import logging
from dataclasses import replace
from datetime import timedelta

from bot.desk.buttons import Tap, write_button
from bot.desk.desk import Desk
from bot.ports import JsonObject, MenuChannel, MenuChannels
from bot.texts.menus import HEIGHT, WIDTH, Cell, Menu, MenuKind, fingerprint, menu_for
from routing.consultation import MunicipalitySlug
from routing.roles import Role
from storage.accounts import Account
from storage.rich_menus import GivenMenu

log = logging.getLogger(__name__)

# Four kinds, one try each in ten minutes: 24 creations an hour of the 100 that LINE allows.
PAUSE = timedelta(minutes=10)

OF_ROLE = {
    Role.WINDOW: MenuKind.WINDOW,
    Role.FACILITY: MenuKind.FACILITY,
    Role.COORDINATOR: MenuKind.COORDINATOR,
    Role.ADMINISTRATOR: MenuKind.COORDINATOR,
}
"""Whose menu an account is shown; a destination's sees what residents see."""


def keep_menus(desk: Desk, channels: MenuChannels) -> int:
    """Bring the menus of every municipality to what is written down; return how many calls LINE took.

    A municipality that fails stops no other and is tried at the next tick.
    """
    with desk.database.reading() as tx:
        slugs = [stored.slug for stored in tx.municipalities.all() if stored.active]
    done = 0
    for slug in slugs:
        try:
            channel = channels.menus_of(slug)
        except LookupError:
            continue
        try:
            done += sum(_keep_menu(desk, channel, slug, kind) for kind in MenuKind)
            done += _show_each(desk, channel, slug) + _remove_former(desk, channel, slug)
        except Exception:
            log.exception("menus.town_failed", extra={"municipality": slug})
    return done


def body_of(menu: Menu, public_url: str) -> JsonObject:
    """Return a menu as LINE wants it, its cells side by side."""
    wide = WIDTH // len(menu.cells)
    areas = [
        {
            "bounds": {"x": place * wide, "y": 0, "width": wide, "height": HEIGHT},
            "action": _action(cell, public_url),
        }
        for place, cell in enumerate(menu.cells)
    ]
    size = {"width": WIDTH, "height": HEIGHT}
    return {"size": size, "selected": True, "name": menu.kind.value, "chatBarText": menu.bar, "areas": areas}


def _action(cell: Cell, public_url: str) -> JsonObject:
    if cell.page:
        return {"type": "uri", "label": cell.label, "uri": public_url.rstrip("/") + cell.page}
    data = write_button(Tap(cell.do), value=cell.value)
    return {"type": "postback", "label": cell.label, "data": data, "displayText": cell.label}


def _keep_menu(desk: Desk, channel: MenuChannel, slug: MunicipalitySlug, kind: MenuKind) -> int:
    menu = menu_for(kind)
    body = body_of(menu, desk.public_url)
    wanted = fingerprint(body, menu.picture)
    if _stands(_given(desk, slug, kind), kind, wanted):
        return 0
    with desk.database.transaction() as tx:
        claimed = tx.rich_menus.claim(slug, kind, now=desk.clock.now(), pause=PAUSE)
    if claimed is None:
        return 0
    if claimed.menu is None or claimed.fingerprint != wanted:
        made = channel.make(body, menu.picture)
        if made is None:
            return 0
        # One that is still waiting to be removed goes at once: nobody has been shown it for a whole version.
        if claimed.former is not None:
            channel.remove(claimed.former)
        claimed = replace(claimed, fingerprint=wanted, menu=made, former=claimed.menu, shown=False)
        _keep(desk, claimed)
    if kind is MenuKind.RESIDENT and claimed.menu is not None and channel.show_everybody(claimed.menu):
        _keep(desk, replace(claimed, shown=True))
    return 1


def _stands(given: GivenMenu | None, kind: MenuKind, wanted: str) -> bool:
    if given is None or given.menu is None or given.fingerprint != wanted:
        return False
    return given.shown or kind is not MenuKind.RESIDENT


def _show_each(desk: Desk, channel: MenuChannel, slug: MunicipalitySlug) -> int:
    """Show each member of staff the menu of the role, and who is no longer one the menu of everybody."""
    with desk.database.reading() as tx:
        given = tx.rich_menus.of_municipality(slug)
        people = tx.accounts.of_municipality(slug, active_only=False)
    done = 0
    for account in people:
        wanted = _wanted(account, {kind: menu.menu for kind, menu in given.items()})
        if account.line_user is None or wanted == account.rich_menu:
            continue
        if channel.show(account.line_user, wanted) if wanted else channel.show_usual(account.line_user):
            with desk.database.transaction() as tx:
                tx.accounts.shows(account.id, wanted)
            done += 1
    return done


def _wanted(account: Account, menus: dict[str, str | None]) -> str | None:
    kind = OF_ROLE.get(account.role) if account.active else None
    return menus.get(kind) if kind is not None else None


def _remove_former(desk: Desk, channel: MenuChannel, slug: MunicipalitySlug) -> int:
    """Remove menus that have a successor, once nobody is shown them."""
    with desk.database.reading() as tx:
        given = tx.rich_menus.of_municipality(slug)
        seen = {account.rich_menu for account in tx.accounts.of_municipality(slug, active_only=False)}
    done = 0
    for kind, menu in given.items():
        waits = menu.former in seen or (kind == MenuKind.RESIDENT and not menu.shown)
        if menu.former is not None and not waits and channel.remove(menu.former):
            _keep(desk, replace(menu, former=None))
            done += 1
    return done


def _given(desk: Desk, slug: MunicipalitySlug, kind: MenuKind) -> GivenMenu | None:
    with desk.database.reading() as tx:
        return tx.rich_menus.of_municipality(slug).get(kind)


def _keep(desk: Desk, given: GivenMenu) -> None:
    with desk.database.transaction() as tx:
        tx.rich_menus.put(given)
