"""LINE's webhook signature: base64 of HMAC-SHA256 over the raw body bytes, keyed with the channel secret.

Source: LINE's page on verifying webhook signatures. The check comes before decoding or parsing anything.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence


def sign(body: bytes, secret: str) -> str:
    """Return the signature LINE puts into `X-Line-Signature` for these bytes."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def genuine(body: bytes, signature: str, secrets: Sequence[str]) -> bool:
    """Tell whether `signature` was made with one of `secrets`, in constant time.

    Several secrets count while one is being changed, because LINE's old one dies at once. An empty secret
    never counts: anybody could sign with it. A header that came twice arrives joined by a comma and fails.
    """
    given = signature.encode("utf-8", "surrogateescape")
    verdicts = [
        hmac.compare_digest(sign(body, secret).encode("ascii"), given) for secret in secrets if secret
    ]
    return any(verdicts)
