"""The menus under the chats of one channel, as LINE's API has them: made, shown, removed."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.line.outcomes import Answer
from bot.ports import JsonObject

if TYPE_CHECKING:
    from bot.line.sdk import Channel

    Ask = Callable[[Callable[["Channel"], Answer]], Answer | None]

log = logging.getLogger(__name__)


class LineApiMenus:
    """A `MenuChannel` of `bot.ports`. `ask` makes a call and returns None where LINE did not answer.

    `data_base` is the host that takes pictures.
    """

    def __init__(self, ask: "Ask", data_base: str) -> None:
        self._ask = ask
        self._data_base = data_base

    def make(self, body: JsonObject, picture: bytes) -> str | None:
        """Create a menu and give it its picture; one that gets none is removed again."""
        answer = self._ask(lambda channel: channel.create_menu(body))
        menu = answer.json.get("richMenuId") if answer is not None and answer.status == 200 else None
        if not isinstance(menu, str):
            log.warning("line menu not made", extra={"status": answer.status if answer else 0})
            return None
        if self._taken(lambda channel: channel.put_menu_picture(menu, picture, self._data_base)):
            return menu
        self.remove(menu)
        return None

    def show_everybody(self, menu: str) -> bool:
        """Make a menu the default."""
        return self._taken(lambda channel: channel.set_default_menu(menu))

    def show(self, user: str, menu: str) -> bool:
        """Link a menu to one user; LINE takes it for somebody who is no friend, without effect."""
        return self._taken(lambda channel: channel.link_menu(user, menu))

    def show_usual(self, user: str) -> bool:
        """Unlink a user's menu."""
        return self._taken(lambda channel: channel.unlink_menu(user))

    def remove(self, menu: str) -> bool:
        """Delete a menu; 404 says that it has gone before."""
        return self._taken(lambda channel: channel.delete_menu(menu), also=404)

    def _taken(self, call: Callable[["Channel"], Answer], *, also: int = 200) -> bool:
        answer = self._ask(call)
        taken = answer is not None and answer.status in {200, also}
        if not taken:
            log.warning("line menu call failed", extra={"status": answer.status if answer else 0})
        return taken
