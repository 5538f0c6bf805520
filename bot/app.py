"""The web application: blueprints, headers, health. What it serves is handed in."""

import logging
from collections.abc import Callable, Sequence

from flask import Blueprint, Flask, Response, jsonify

from bot.ports import Health

log = logging.getLogger(__name__)

# Pages carry no script or style inline and load nothing from elsewhere. Source: W3C Content Security Policy 3.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def create_app(
    blueprints: Sequence[Blueprint], *, health: Callable[[], Health], metrics: Callable[[], str] | None = None
) -> Flask:
    """Return an application that serves these blueprints, `/healthz` and, where given, `/metrics`."""
    app = Flask("bot", static_folder=None)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        reasons = health().reasons
        return jsonify({"ok": not reasons, "reasons": list(reasons)}), 503 if reasons else 200

    if metrics is not None:
        told = metrics

        @app.get("/metrics")
        def prometheus() -> Response:
            return Response(told(), mimetype="text/plain; version=0.0.4; charset=utf-8")

    app.after_request(_secure)
    return app


def _secure(response: Response) -> Response:
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Cache-Control", "no-store")
    return response
