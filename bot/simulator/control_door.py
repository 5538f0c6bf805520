"""The door of the control API: JSON only, so that no foreign page can reach it through a browser."""

from flask import Blueprint, request

from bot.simulator.account import Account
from bot.simulator.door import platform
from bot.simulator.refusals import Refused
from bot.simulator.wire import JsonObject, parse_object


def guard_control(blueprint: Blueprint) -> Blueprint:
    """Refuse what does not come as JSON wherever something would change."""
    blueprint.before_request(_enter)
    return blueprint


def chosen_account() -> Account:
    """Return the account named by `?channel=`, else the first."""
    return platform().account(request.args.get("channel", ""))


def control_body() -> JsonObject:
    """Return the JSON object of the call; nothing counts as an empty one."""
    return parse_object(request.get_data()) if request.get_data() else {}


def _enter() -> None:
    if request.method not in ("GET", "HEAD") and request.mimetype != "application/json":
        raise Refused(415, "the control API takes application/json")
