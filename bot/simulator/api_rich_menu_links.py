"""LINE's endpoints for who sees which rich menu."""

from flask import Blueprint

from bot.simulator.door import account, guard, json_body, platform
from bot.simulator.refusals import invalid_property, not_found
from bot.simulator.wire import JsonObject, text, texts

links = guard(Blueprint("line_rich_menu_links", __name__, url_prefix="/v2/bot"))

_BULK = 500


@links.post("/user/all/richmenu/<menu_id>")
def default_set(menu_id: str) -> JsonObject:
    """Show a menu to everybody who has none of their own."""
    with platform().changed:
        account().rich_menus.default = account().rich_menus.showable(menu_id)
        platform().ring()
    return {}


@links.get("/user/all/richmenu")
def default_get() -> JsonObject:
    """Tell the default menu."""
    with platform().changed:
        found = account().rich_menus.default
    if found is None:
        raise not_found()
    return {"richMenuId": found}


@links.delete("/user/all/richmenu")
def default_unset() -> JsonObject:
    """Show no default menu any more."""
    with platform().changed:
        account().rich_menus.default = None
        platform().ring()
    return {}


@links.post("/user/<user>/richmenu/<menu_id>")
def link(user: str, menu_id: str) -> JsonObject:
    """Show a menu to one person; without effect for who is no friend."""
    with platform().changed:
        _link([user], account().rich_menus.showable(menu_id))
    return {}


@links.get("/user/<user>/richmenu")
def linked(user: str) -> JsonObject:
    """Tell the person's own menu."""
    with platform().changed:
        found = account().rich_menus.of_user.get(user)
    if found is None:
        raise not_found()
    return {"richMenuId": found}


@links.delete("/user/<user>/richmenu")
def unlink(user: str) -> JsonObject:
    """Take the person's own menu away."""
    with platform().changed:
        account().rich_menus.of_user.pop(user, None)
        platform().ring()
    return {}


@links.post("/richmenu/bulk/link")
def bulk_link() -> tuple[JsonObject, int]:
    """Show a menu to up to 500 people."""
    body = json_body()
    users = _users(body)
    with platform().changed:
        _link(users, account().rich_menus.showable(text(body, "richMenuId")))
    return {}, 202


@links.post("/richmenu/bulk/unlink")
def bulk_unlink() -> tuple[JsonObject, int]:
    """Take up to 500 people's own menus away."""
    users = _users(json_body())
    with platform().changed:
        for user in users:
            account().rich_menus.of_user.pop(user, None)
        platform().ring()
    return {}, 202


def _users(body: JsonObject) -> list[str]:
    users = texts(body, "userIds")
    if not 1 <= len(users) <= _BULK:
        raise invalid_property("userIds")
    return users


def _link(users: list[str], menu_id: str) -> None:
    for user in users:
        relation = account().relations.get(user)
        if relation is not None and relation.friend and not relation.blocked:
            account().rich_menus.of_user[user] = menu_id
    platform().ring()
