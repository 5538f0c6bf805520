"""The stand-in as a Flask app: LINE's API, the control API under `/_/`, and the chat page at `/`."""

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from bot.simulator import door
from bot.simulator.api_account import own, tokens
from bot.simulator.api_contents import contents
from bot.simulator.api_messages import messages
from bot.simulator.api_people import people as line_people
from bot.simulator.api_rich_menu_links import links
from bot.simulator.api_rich_menus import rich_menus
from bot.simulator.config import Config
from bot.simulator.control_people import people as control_people
from bot.simulator.control_platform import control
from bot.simulator.control_webhooks import webhooks
from bot.simulator.page import page
from bot.simulator.platform import Platform
from bot.simulator.refusals import Refused

LARGEST_BODY = 32 * 1024 * 1024

_DOORS = (
    messages,
    contents,
    line_people,
    own,
    tokens,
    rich_menus,
    links,
    control_people,
    control,
    webhooks,
    page,
)


def create_app(config: Config) -> Flask:
    """Return a stand-in of its own with fresh state; both LINE hosts are this one.

    `platform_of(app).close()` ends its background threads.
    """
    app = Flask("bot.simulator", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # Flask's default provider has it
    door.install(app.extensions, Platform(config))
    for blueprint in _DOORS:
        app.register_blueprint(blueprint)
    app.register_error_handler(Refused, _refuse)
    app.register_error_handler(HTTPException, _fail)
    return app


def platform_of(app: Flask) -> Platform:
    """Return the state behind an app made by `create_app`."""
    with app.app_context():
        return door.platform()


def _refuse(refused: Refused) -> Response:
    response = jsonify(refused.body())
    response.status_code = refused.status
    response.headers.update(refused.headers)
    return response


def _fail(fault: HTTPException) -> Response:
    response = jsonify({"message": "Not found" if fault.code in (404, 405) else fault.name})
    response.status_code = 404 if fault.code == 405 else fault.code or 500
    return response
