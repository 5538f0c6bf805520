"""The application of one web process: webhook, pages, or both. Loaded after the fork, by `bot.commands.web`."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from bot.app import create_app
from bot.bootstrap.health import health_of
from bot.bootstrap.metrics import metrics_of
from bot.bootstrap.opening import Installation, open_installation, ready_database
from bot.bootstrap.webhook import webhook_parts
from bot.clock import SystemClock
from bot.logs import set_up_logs
from bot.settings import SettingsError
from storage.errors import StorageError
from storage.keys import KeysError

CANNOT_START = (SettingsError, KeysError, StorageError)


def open_app(only: str | None) -> Flask:
    """Open the installation, bring its database up to date and return the application; raise one of `CANNOT_START`."""
    installation = open_installation()
    ready_database(installation).close()
    return make_app(installation, only)


def make_app(installation: Installation, only: str | None) -> Flask:
    """Return the application of one web process: webhook, pages, or both."""
    set_up_logs(installation.settings.log_level)
    database, clock = installation.database(), SystemClock()
    blueprints = [webhook_parts(database)] if only != "pages" else []
    if only != "line":
        # The pages would cost the webhook's own process memory and time to start, so only this branch loads them.
        from bot.bootstrap.pages import page_parts  # noqa: PLC0415

        blueprints += page_parts(installation, database)
    app = create_app(
        blueprints, health=lambda: health_of(database, clock), metrics=lambda: metrics_of(database, clock)
    )
    if installation.settings.proxies:
        # Without this all visitors would share the proxy's address, and one who guesses passwords would lock all out.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=installation.settings.proxies)  # type: ignore[method-assign]
    return app
