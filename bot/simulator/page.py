"""The chat page: a shell; what it shows comes over the control API."""

from flask import Blueprint, Response, render_template

from bot.simulator.door import platform

page = Blueprint("page", __name__, template_folder="templates", static_folder="static")

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@page.get("/")
def phone() -> str:
    """Show the phone."""
    channels = [account.channel for account in platform().accounts.values()]
    return render_template("phone.html", channels=channels)


@page.after_request
def protect(response: Response) -> Response:
    """Let the page run nothing but its own files."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
