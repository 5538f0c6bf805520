"""Passwords: which ones are taken, how they are kept, and how they are checked. Argon2id (RFC 9106)."""

import threading
import unicodedata
from enum import StrEnum
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

SHORTEST = 12
FEWEST_WORDS = 5
LONGEST = 128
FEWEST_SIGNS = 5
# One check takes this much memory (KiB) for some 50 ms; two at a time keep a small machine answering under a flood.
MEMORY_KIB = 32 * 1024
AT_ONCE = 2


class PasswordFault(StrEnum):
    """Why a password is not taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_PLAIN = "too_plain"
    HOLDS_NAME = "holds_name"


def fault_of(password: str, *, login: str) -> PasswordFault | None:
    """Return why a new password is not taken: 12 characters or 5 words, at most 128, not the name, not one sign."""
    text = _normal(password)
    if len(text) > LONGEST:
        return PasswordFault.TOO_LONG
    if len(text) < SHORTEST and len(text.split()) < FEWEST_WORDS:
        return PasswordFault.TOO_SHORT
    if len(set(text)) < FEWEST_SIGNS or _is_run(text):
        return PasswordFault.TOO_PLAIN
    if len(login) >= 4 and _normal(login).casefold() in text.casefold():
        return PasswordFault.HOLDS_NAME
    return None


class Passwords:
    """Hashes and checks. Safe to share between threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=MEMORY_KIB, parallelism=1)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._nobodys = self._hasher.hash("the password of nobody")

    def hash(self, password: str) -> str:
        """Return the hash to keep; it names its own parameters."""
        with self._turns:
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether a password fits; without a hash the same work is done, and the answer is no."""
        text = _normal(password)
        if len(text) > LONGEST:
            text = ""
        with self._turns:
            try:
                self._hasher.verify(kept or self._nobodys, text)
            except (Argon2Error, InvalidHashError):
                return False
        return kept is not None

    def is_dated(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than today's, so that it is made anew."""
        return self._hasher.check_needs_rehash(kept)


def _normal(password: str) -> str:
    # One key press must not give two passwords on two keyboards: full-width letters and the like are made one.
    return unicodedata.normalize("NFKC", password).strip()


def _is_run(text: str) -> bool:
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1}, {0}, {1, -9}, {-1, 9})
