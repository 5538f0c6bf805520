"""The second factor: one-time codes from an authenticator app (RFC 6238), and recovery codes on paper."""

import base64
import hmac
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

import pyotp

STEP = timedelta(seconds=30)
STEPS_AROUND = (-1, 0, 1)
SECRET = re.compile(r"[A-Z2-7]{32}")
RECOVERY_CODES = 10
RECOVERY_LENGTH = 12
_LETTERS = (
    "abcdefghjkmnpqrstuvwxyz23456789"  # without i, l, o, 0, 1, which are taken for one another on paper
)
NOBODYS_SECRET = "A" * 32


def new_secret(token: Callable[[], str]) -> str:
    """Return a new shared secret, 160 bits in Base32, made from an unguessable token."""
    return base64.b32encode(sha256(token().encode()).digest()[:20]).decode("ascii")


def address_of(secret: str, *, login: str, issuer: str) -> str:
    """Return the `otpauth://` address that an authenticator app reads from the picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def step_of(code: str, secret: str, now: datetime) -> int | None:
    """Return the time step that a code belongs to, the present one or a neighbour; None if it fits none.

    The caller spends the step: every code counts once.
    """
    said = "".join(sign for sign in code if not sign.isspace() and sign != "-")
    generator = pyotp.TOTP(secret)
    present = int(now.timestamp()) // int(STEP.total_seconds())
    found = None
    for around in STEPS_AROUND:
        if hmac.compare_digest(
            generator.generate_otp(present + around).encode(), said.encode("utf-8", "replace")
        ):
            found = present + around
    return found


def new_recovery_codes(token: Callable[[], str]) -> tuple[str, ...]:
    """Return ten codes as they are shown once: `xxxx-xxxx-xxxx`, 59 bits each."""
    return tuple(_code(token()) for _ in range(RECOVERY_CODES))


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code; spaces, hyphens and capitals do not count."""
    plain = re.sub(r"[\s\-ー－‐]+", "", code).lower()
    return sha256(plain.encode("utf-8", "replace")).hexdigest()


def _code(token: str) -> str:
    number = int.from_bytes(sha256(token.encode()).digest(), "big")
    signs = []
    for _ in range(RECOVERY_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        signs.append(_LETTERS[rest])
    return "-".join("".join(signs[start : start + 4]) for start in range(0, RECOVERY_LENGTH, 4))
