"""A finger on a button: finding the action on the screen and doing what it says."""

from collections.abc import Sequence

from bot.simulator.account import Account
from bot.simulator.phones import Act, Phones
from bot.simulator.refusals import Refused
from bot.simulator.wire import JsonObject, obj, objects, text

_NAMED_BY = ("label", "data", "text", "uri", "clipboardText", "richMenuAliasId")


class Fingers:
    """Taps on cards, quick replies and rich menus."""

    def __init__(self, phones: Phones) -> None:
        self._phones = phones

    def tap(self, account: Account, person: str, what: str, params: JsonObject) -> Act:
        """Tap the newest button with this label, data, text or address.

        Raises Refused (409) when the screen has no such button, telling what there is.
        """
        on_screen = self.on_screen(account, person)
        for action in on_screen:
            if what in (text(action, name) for name in _NAMED_BY):
                return self.perform(account, person, action, params)
        there = ", ".join(text(action, "label") or text(action, "data") for action in on_screen) or "nothing"
        raise Refused(409, f"no button '{what}' on the screen of {person}; there is: {there}")

    def on_screen(self, account: Account, person: str) -> Sequence[JsonObject]:
        """Return every action the person can tap now."""
        user = account.user_of(person)
        menu = account.rich_menus.shown_to(user)
        areas = objects(menu.body, "areas") if menu is not None else []
        return [*account.chat(user).tappable(), *(obj(area, "action") for area in areas)]

    def perform(self, account: Account, person: str, action: JsonObject, params: JsonObject) -> Act:
        """Do what an action says; `params` hold the date chosen in a date picker."""
        kind = text(action, "type")
        if kind == "message":
            return self._phones.send(account, person, {"type": "text", "text": text(action, "text")})
        if kind == "postback":
            shown = text(action, "displayText") or text(action, "text")
            return self._phones.postback(account, person, text(action, "data"), shown=shown)
        if kind == "datetimepicker":
            return self._pick(account, person, action, params)
        if kind == "richmenuswitch":
            alias = text(action, "richMenuAliasId")
            status = account.rich_menus.switch(account.user_of(person), alias)
            found: JsonObject = {"newRichMenuAliasId": alias, "status": status}
            return self._phones.postback(account, person, text(action, "data"), params=found)
        return Act(opened=text(action, "uri") or text(action, "clipboardText") or kind)

    def _pick(self, account: Account, person: str, action: JsonObject, params: JsonObject) -> Act:
        mode = text(action, "mode")
        chosen = text(params, mode) or text(action, "initial")
        if not chosen:
            raise Refused(400, f"a date picker needs params with a {mode}")
        return self._phones.postback(account, person, text(action, "data"), params={mode: chosen})
