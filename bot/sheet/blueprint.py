"""Everything under `/sheet/`, with the headers of a page that must leave no trace elsewhere."""

from collections.abc import Callable

from flask import Blueprint, Response, make_response, request

from bot.desk.access import Route, Strangers
from bot.sheet.pages import SheetPages
from bot.sheet.site import Site, show
from storage.errors import StorageUnavailableError

CONTENT_SECURITY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
LARGEST_FORM = 64 * 1024


class View:
    """One view; `access` is what tests and readers find at every address."""

    def __init__(self, route: Route) -> None:
        self.access = route.access
        self._view: Callable[..., object] = route.view

    def __call__(self, **values: object) -> Response:
        """Serve the page."""
        request.max_content_length = LARGEST_FORM
        return make_response(self._view(**values))


def sheet_blueprint(site: Site) -> Blueprint:
    """Return the pages of sheets for their destinations."""
    blueprint = Blueprint(
        "sheet",
        __name__,
        url_prefix="/sheet",
        template_folder="templates",
        static_folder="static",
        static_url_path="/static",
    )
    gone = Route("GET", "/", "nothing", Strangers("it says that there is nothing"), _nothing)
    for route in (*SheetPages(site).routes(), gone):
        blueprint.add_url_rule(
            route.path,
            endpoint=route.name,
            view_func=View(route),
            methods=[route.method],
        )
    blueprint.register_error_handler(
        413, lambda _: show("error.html", None, {"key": "too_large"}, status=413)
    )
    blueprint.register_error_handler(
        StorageUnavailableError, lambda _: show("error.html", None, {"key": "unavailable"}, status=503)
    )
    blueprint.after_request(_secure)
    return blueprint


def _nothing() -> Response:
    return show("gone.html", None, status=404)


def _secure(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY
    # The address holds the key: it goes to nobody, not even to ourselves elsewhere. `Sec-Fetch-Site` tells our forms.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    if request.endpoint != "sheet.static":
        response.headers["Cache-Control"] = "no-store"
    return response
