"""Ids, tokens and jitter from the system's randomness."""

import random
import secrets
import uuid


class SystemRandomness:
    """Random ids (UUID version 4), unguessable tokens, and jitter."""

    def new_id(self) -> str:
        """Return a new UUID, 36 characters in lower case."""
        return str(uuid.uuid4())

    def token(self) -> str:
        """Return an unguessable URL-safe token of 192 bits."""
        return secrets.token_urlsafe(24)

    def jitter(self) -> float:
        """Return a number from 0 to 1; it spreads retries and guards nothing."""
        return random.random()  # noqa: S311 - spreads retries, guards nothing
