"""The public directory as one blueprint: no sign-in, no cookie, nothing written down of who looks for what."""

from flask import Blueprint, Response, request

from bot.directory.pages import DirectoryPages

SECURITY = {
    # A place is worked out in the browser and stays there: only the area that was found is sent.
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=()",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
}


def directory_blueprint(pages: DirectoryPages) -> Blueprint:
    """Return everything under `/d/`."""
    blueprint = Blueprint(
        "directory",
        __name__,
        url_prefix="/d",
        template_folder="templates",
        static_folder="static",
        static_url_path="/-/static",
    )
    blueprint.add_url_rule("/<slug>/", endpoint="search", view_func=pages.search)
    blueprint.add_url_rule("/<slug>/<id_>", endpoint="entry", view_func=pages.entry)
    blueprint.add_url_rule("/<slug>/<id_>/print", endpoint="print", view_func=pages.print_out)
    blueprint.after_request(_secure)
    return blueprint


def _secure(response: Response) -> Response:
    response.headers.update(SECURITY)
    if request.endpoint == "directory.static":
        response.headers["Cache-Control"] = "public, max-age=3600"
    return response
