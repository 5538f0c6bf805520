"""LINE's endpoints about the account itself: who it is, where its webhook is, and its tokens."""

from flask import Blueprint, request

from bot.simulator import id_tokens
from bot.simulator.account import STATELESS_TOKEN_LIFE
from bot.simulator.checks import url
from bot.simulator.door import account, guard, json_body, platform
from bot.simulator.posting import post, sign
from bot.simulator.refusals import Refused, invalid_property
from bot.simulator.wire import JsonObject, text, to_wire

own = guard(Blueprint("line_account", __name__, url_prefix="/v2/bot"))
tokens = Blueprint("line_tokens", __name__, url_prefix="/oauth2")

_WEBHOOK_URL = url("https", "http", limit=500)


@own.get("/info")
def info() -> JsonObject:
    """Tell who the bot is."""
    return {
        "userId": account().bot_user_id,
        "basicId": f"@{account().name}",
        "displayName": account().channel.display_name,
        "chatMode": "bot",
        "markAsReadMode": "auto",
    }


@own.get("/channel/webhook/endpoint")
def webhook_get() -> JsonObject:
    """Tell where webhooks go."""
    with platform().changed:
        return {"endpoint": account().webhook_url, "active": account().webhook_active}


@own.put("/channel/webhook/endpoint")
def webhook_set() -> JsonObject:
    """Set where webhooks go; unlike LINE, plain http is taken, for the bot is on this machine."""
    endpoint = json_body().get("endpoint")
    if _WEBHOOK_URL(endpoint) is not None:
        raise invalid_property("endpoint")
    with platform().changed:
        account().webhook_url = str(endpoint)
    return {}


@own.post("/channel/webhook/test")
def webhook_test() -> JsonObject:
    """Send an empty webhook and tell how it went."""
    given = text(json_body(), "endpoint") if request.get_data() else ""
    body = to_wire({"destination": account().bot_user_id, "events": []})
    headers = {"Content-Type": "application/json", "x-line-signature": sign(body, account().channel.secret)}
    timeout = platform().config.webhook_timeout_seconds
    ending = post(given or account().webhook_url, body, headers, timeout=timeout)
    return {
        "success": ending.succeeded,
        "timestamp": platform().clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "statusCode": ending.status or 0,
        "reason": "OK" if ending.succeeded else ending.reason.upper(),
        "detail": str(ending.status or ending.reason),
    }


@tokens.post("/v3/token")
def stateless_token() -> JsonObject:
    """Give a token for 15 minutes to who knows id and secret of a channel."""
    form = request.form
    with platform().changed:
        for found in platform().accounts.values():
            known = (found.channel.channel_id, found.channel.secret)
            if known == (form.get("client_id"), form.get("client_secret")):
                token = platform().ids.token()
                found.stateless_tokens[token] = platform().clock.now() + STATELESS_TOKEN_LIFE
                life = int(STATELESS_TOKEN_LIFE.total_seconds())
                return {"token_type": "Bearer", "access_token": token, "expires_in": life}
    raise Refused(400, "invalid_client", extra={"error": "invalid_client"})


@tokens.post("/v2.1/verify")
def verify_id_token() -> JsonObject:
    """Check an ID token and give its claims."""
    form = request.form
    return id_tokens.verify(
        form.get("id_token", ""),
        client_id=form.get("client_id", ""),
        nonce=form.get("nonce"),
        user=form.get("user_id"),
        secrets=[found.channel.secret for found in platform().accounts.values()],
        now=platform().clock.now(),
    )
