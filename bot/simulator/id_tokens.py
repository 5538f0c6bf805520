"""ID tokens as LINE Login gives them: JWTs signed with the channel secret (HS256)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.simulator.refusals import Refused
from bot.simulator.wire import JsonObject, number, parse_object, text

ISSUER = "https://access.line.me"
LIFE = timedelta(hours=1)


def issue(*, user: str, client_id: str, name: str, nonce: str | None, secret: str, now: datetime) -> str:
    """Return an ID token for a person, good for an hour."""
    issued = int(now.timestamp())
    expires = issued + int(LIFE.total_seconds())
    claims: JsonObject = {"iss": ISSUER, "sub": user, "aud": client_id, "exp": expires, "iat": issued}
    claims.update({"name": name, **({"nonce": nonce} if nonce else {})})
    signed = f"{_encode(_dump({'alg': 'HS256', 'typ': 'JWT'}))}.{_encode(_dump(claims))}"
    return f"{signed}.{_encode(_mac(signed, secret))}"


def verify(
    token: str,
    *,
    client_id: str,
    nonce: str | None,
    user: str | None,
    secrets: Sequence[str],
    now: datetime,
) -> JsonObject:
    """Return the claims of a token; raises Refused (400) in LINE's words for what does not fit."""
    claims = _claims(token, secrets)
    said = None
    if text(claims, "iss") != ISSUER:
        said = "Invalid IdToken Issuer."
    elif text(claims, "aud") != client_id:
        said = "Invalid IdToken Audience."
    elif number(claims, "exp") <= now.timestamp():
        said = "IdToken expired."
    elif nonce is not None and text(claims, "nonce") != nonce:
        said = "Invalid IdToken Nonce."
    elif user is not None and text(claims, "sub") != user:
        said = "Invalid IdToken Subject Identifier."
    if said is not None:
        raise _refused(said)
    return claims


def _claims(token: str, secrets: Sequence[str]) -> JsonObject:
    signed, _, mac = token.rpartition(".")
    if not any(hmac.compare_digest(_encode(_mac(signed, secret)), mac) for secret in secrets):
        raise _refused("Invalid IdToken.")
    body = signed.partition(".")[2]
    return parse_object(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))


def _refused(description: str) -> Refused:
    return Refused(400, description, extra={"error": "invalid_request", "error_description": description})


def _mac(signed: str, secret: str) -> bytes:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()


def _dump(value: JsonObject) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
