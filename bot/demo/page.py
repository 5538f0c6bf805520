"""The demo's own page: where everything is, who may sign in, and the code of the moment."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyotp
from flask import Blueprint, Response, jsonify, render_template

from bot.clock import Clock
from bot.demo.cast import DemoLogin
from routing.roles import Role

ROLES = {Role.COORDINATOR: "推進員", Role.ADMINISTRATOR: "管理者", Role.WINDOW: "窓口"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts of the demo are reached."""

    guide: str
    chat: str
    console: str
    directory: str
    mail: str


def demo_blueprint(addresses: Addresses, logins: Sequence[DemoLogin], town: str, clock: Clock) -> Blueprint:
    """Return the page `/` and `/codes.json`, the codes of the moment for the demo's logins."""
    pages = Blueprint(
        "demo", __name__, template_folder="templates", static_folder="static", static_url_path="/static"
    )

    def codes() -> list[dict[str, str]]:
        moment = clock.now()
        return [
            {
                "login": person.login,
                "name": person.name,
                "role": ROLES[person.role],
                "password": person.password,
                "code": pyotp.TOTP(person.totp_secret).at(moment),
            }
            for person in logins
        ]

    @pages.get("/")
    def index() -> str:
        return render_template("demo/index.html", addresses=addresses, people=codes(), town=town)

    @pages.get("/codes.json")
    def codes_now() -> Response:
        return jsonify(codes())

    return pages
