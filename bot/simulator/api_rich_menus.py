"""LINE's endpoints for rich menus."""

from flask import Blueprint, Response, request

from bot.simulator.door import account, guard, json_body, platform
from bot.simulator.limits_rich_menu import ALIAS, require_valid_menu, require_valid_picture
from bot.simulator.refusals import Refused, invalid_property, not_found
from bot.simulator.rich_menus import RichMenu
from bot.simulator.wire import JsonObject, text

rich_menus = guard(Blueprint("line_rich_menus", __name__, url_prefix="/v2/bot/richmenu"))


def _as_json(menu: RichMenu) -> JsonObject:
    return {"richMenuId": menu.id, **menu.body}


@rich_menus.post("")
def rich_menu_create() -> JsonObject:
    """Create a menu; it shows nothing until it has a picture."""
    body = json_body()
    require_valid_menu(body)
    with platform().changed:
        menu_id = f"richmenu-{platform().ids.token()}"
        account().rich_menus.create(menu_id, body)
        return {"richMenuId": menu_id}


@rich_menus.post("/validate")
def rich_menu_validate() -> JsonObject:
    """Check a menu without creating it."""
    require_valid_menu(json_body())
    return {}


@rich_menus.get("/list")
def rich_menu_list() -> JsonObject:
    """List all menus."""
    with platform().changed:
        return {"richmenus": [_as_json(menu) for menu in account().rich_menus.menus.values()]}


@rich_menus.get("/<menu_id>")
def rich_menu_get(menu_id: str) -> JsonObject:
    """Give one menu."""
    with platform().changed:
        return _as_json(account().rich_menus.get(menu_id))


@rich_menus.delete("/<menu_id>")
def rich_menu_delete(menu_id: str) -> JsonObject:
    """Delete a menu."""
    with platform().changed:
        account().rich_menus.delete(menu_id)
        platform().ring()
    return {}


@rich_menus.post("/<menu_id>/content")
def rich_menu_picture_set(menu_id: str) -> JsonObject:
    """Take the picture: JPEG or PNG of the menu's size, once."""
    if request.mimetype not in ("image/jpeg", "image/png"):
        raise Refused(415, "Unsupported Media Type")
    with platform().changed:
        require_valid_picture(request.get_data(), account().rich_menus.get(menu_id).body)
        account().rich_menus.put_picture(menu_id, request.get_data(), request.mimetype)
    return {}


@rich_menus.get("/<menu_id>/content")
def rich_menu_picture_get(menu_id: str) -> Response:
    """Give the picture."""
    with platform().changed:
        menu = account().rich_menus.get(menu_id)
    if not menu.picture:
        raise not_found()
    return Response(menu.picture, mimetype=menu.media_type)


@rich_menus.post("/alias")
def alias_create() -> JsonObject:
    """Make an alias."""
    body = json_body()
    alias = text(body, "richMenuAliasId")
    if ALIAS(alias) is not None:
        raise invalid_property("richMenuAliasId")
    with platform().changed:
        account().rich_menus.put_alias(alias, text(body, "richMenuId"), new=True)
    return {}


@rich_menus.get("/alias/list")
def alias_list() -> JsonObject:
    """List all aliases."""
    with platform().changed:
        pairs = account().rich_menus.aliases.items()
        return {"aliases": [{"richMenuAliasId": alias, "richMenuId": menu} for alias, menu in pairs]}


@rich_menus.get("/alias/<alias>")
def alias_get(alias: str) -> JsonObject:
    """Give one alias."""
    with platform().changed:
        if alias not in account().rich_menus.aliases:
            raise not_found()
        return {"richMenuAliasId": alias, "richMenuId": account().rich_menus.aliases[alias]}


@rich_menus.post("/alias/<alias>")
def alias_update(alias: str) -> JsonObject:
    """Point an alias at another menu."""
    body = json_body()
    with platform().changed:
        account().rich_menus.put_alias(alias, text(body, "richMenuId"), new=False)
    return {}


@rich_menus.delete("/alias/<alias>")
def alias_delete(alias: str) -> JsonObject:
    """Remove an alias."""
    with platform().changed:
        if account().rich_menus.aliases.pop(alias, None) is None:
            raise not_found()
    return {}
