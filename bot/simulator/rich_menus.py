"""Rich menus of one account: made, given a picture, linked, switched by alias."""

from dataclasses import dataclass

from bot.simulator.refusals import Refused, not_found
from bot.simulator.wire import JsonObject

MOST = 1000


@dataclass(slots=True)
class RichMenu:
    """A menu as it was created, and its picture once uploaded."""

    id: str
    body: JsonObject
    picture: bytes = b""
    media_type: str = ""


class RichMenus:
    """Menus, aliases and links; a person's own link goes before the default."""

    def __init__(self) -> None:
        self.menus: dict[str, RichMenu] = {}
        self.aliases: dict[str, str] = {}
        self.default: str | None = None
        self.of_user: dict[str, str] = {}

    def create(self, menu_id: str, body: JsonObject) -> None:
        """Keep a new menu; Refused (400) beyond a thousand."""
        if len(self.menus) >= MOST:
            raise Refused(400, "The number of rich menus exceeds the limit")
        self.menus[menu_id] = RichMenu(menu_id, body)

    def get(self, menu_id: str) -> RichMenu:
        """Return a menu; Refused (404) for an unknown id."""
        if menu_id not in self.menus:
            raise not_found()
        return self.menus[menu_id]

    def delete(self, menu_id: str) -> None:
        """Remove a menu and every link to it; its aliases stay and lead nowhere."""
        self.get(menu_id)
        del self.menus[menu_id]
        self.default = None if self.default == menu_id else self.default
        self.of_user = {user: linked for user, linked in self.of_user.items() if linked != menu_id}

    def put_picture(self, menu_id: str, data: bytes, media_type: str) -> None:
        """Attach the picture; Refused (400) when there is one, for it cannot be replaced."""
        menu = self.get(menu_id)
        if menu.picture:
            raise Refused(400, "An image has already been uploaded to the richmenu")
        menu.picture, menu.media_type = data, media_type

    def showable(self, menu_id: str) -> str:
        """Return the id of a menu that can be shown; Refused (404, 400) without menu or picture."""
        if not self.get(menu_id).picture:
            raise Refused(400, "must upload richmenu image before applying it to user")
        return menu_id

    def put_alias(self, alias: str, menu_id: str, *, new: bool) -> None:
        """Make an alias stand for a menu; Refused when it exists (`new`) or does not."""
        if new and alias in self.aliases:
            raise Refused(400, "conflict richmenu alias id")
        if not new and alias not in self.aliases:
            raise not_found()
        if len(self.aliases) >= MOST and new:
            raise Refused(400, "The number of rich menu aliases exceeds the limit")
        if menu_id not in self.menus:
            raise Refused(400, "richmenu not found")
        self.aliases[alias] = menu_id

    def shown_to(self, user: str) -> RichMenu | None:
        """Return the menu on a person's phone."""
        return self.menus.get(self.of_user.get(user) or self.default or "")

    def switch(self, user: str, alias: str) -> str:
        """Switch a person's menu by alias and return the status the postback event carries."""
        if alias not in self.aliases:
            return "RICHMENU_ALIAS_ID_NOTFOUND"
        if self.aliases[alias] not in self.menus:
            return "RICHMENU_NOTFOUND"
        self.of_user[user] = self.aliases[alias]
        return "SUCCESS"
