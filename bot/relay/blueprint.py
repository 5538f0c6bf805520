"""The relay pages as one blueprint: every address comes from a route that says what it needs."""

from flask import Blueprint, Response, request

from bot.desk.access import Route, Strangers
from bot.relay.counter_pages import CounterPages
from bot.relay.door_pages import DoorPages
from bot.relay.guard import Guarded, Visitor
from bot.relay.list_pages import ListPages
from bot.relay.pages import Pages
from bot.relay.poster_pages import PosterPages
from bot.relay.relay import RelayDesk
from storage.errors import StorageUnavailableError

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def relay_blueprint(relay: RelayDesk) -> Blueprint:
    """Return everything under `/relay/`."""
    blueprint = Blueprint(
        "relay",
        __name__,
        url_prefix="/relay",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    pages = Pages(relay)
    for route in (*relay_routes(relay, pages), _anything_else(pages)):
        blueprint.add_url_rule(
            route.path,
            endpoint=route.name,
            view_func=Guarded(relay, pages, route),
            methods=[route.method],
        )
    blueprint.register_error_handler(413, lambda _: pages.error(413, "too_large"))
    blueprint.register_error_handler(StorageUnavailableError, lambda _: _unavailable(pages))
    blueprint.after_request(_secure)
    return blueprint


def relay_routes(relay: RelayDesk, pages: Pages) -> tuple[Route, ...]:
    """Return every relay page with what it needs: the table that tests read."""
    return (
        *DoorPages(relay, pages).routes(),
        *CounterPages(relay, pages).routes(),
        *ListPages(relay, pages).routes(),
        *PosterPages(relay, pages).routes(),
    )


def _anything_else(pages: Pages) -> Route:
    def absent(visitor: Visitor, rest: str) -> Response:  # noqa: ARG001 - what was asked for is never repeated
        return pages.error(404, "not_found", visitor.at_door)

    return Route("GET", "/<path:rest>", "absent", Strangers("it says that there is nothing"), absent)


def _unavailable(pages: Pages) -> Response:
    return pages.error(503, "unavailable")


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY
    # Browsers leave `Origin` out of forms under `no-referrer`, and it is what some of them are checked by.
    response.headers["Referrer-Policy"] = "same-origin"
    if request.endpoint != "relay.static":
        response.headers["Cache-Control"] = "no-store"
    return response
