"""Sealing of identity and free text, and the keyed hashes by which sealed values are found again.

A sealed value is `format (1 byte) | mark of the key (4) | nonce (12) | AES-256-GCM`. The place where it stands (table,
column, row) is authenticated with it, so that a value copied into another row or column does not open.
"""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.errors import StorageError
from storage.keys import KeyRing

FORMAT = b"\x01"
MARK_BYTES = 4
NONCE_BYTES = 12
PREFIX_BYTES = len(FORMAT) + MARK_BYTES


class SealError(StorageError):
    """A sealed value does not open: its key is missing, or it was changed or moved. Do not retry."""


class Sealing:
    """Seals, opens and hashes with one ring of keys; safe to share between threads."""

    def __init__(self, ring: KeyRing) -> None:
        self._ciphers = {key.mark: AESGCM(key.secret) for key in ring.data}
        self._newest = ring.data[0].mark
        self._lookup = tuple((key.version, key.secret) for key in ring.lookup)
        self._derived: dict[tuple[int, str], bytes] = {}

    @property
    def newest_prefix(self) -> bytes:
        """Return the first bytes of every value sealed under the newest key."""
        return FORMAT + self._newest

    def seal(self, plain: bytes, place: str) -> bytes:
        """Seal under the newest key for one place."""
        nonce = os.urandom(NONCE_BYTES)
        cipher = self._ciphers[self._newest]
        return self.newest_prefix + nonce + cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Open a value sealed for this place under any key of the ring; raises `SealError`."""
        cipher = self._ciphers.get(sealed[len(FORMAT) : PREFIX_BYTES])
        if sealed[: len(FORMAT)] != FORMAT or cipher is None:
            raise SealError(f"no key for a value in {_column(place)}")
        nonce, rest = sealed[PREFIX_BYTES : PREFIX_BYTES + NONCE_BYTES], sealed[PREFIX_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, rest, place.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(f"a value in {_column(place)} was changed or moved") from error

    def hash(self, purpose: str, *values: str) -> str:
        """Return the look-up hash of some values for one purpose, under the newest look-up key.

        Hashes of different purposes cannot be compared with one another. The text begins with the key's version.
        """
        return self._hash(*self._lookup[0], purpose, values)

    def hashes(self, purpose: str, *values: str) -> tuple[str, ...]:
        """Return the hashes under every look-up key, newest first: what to search for."""
        return tuple(self._hash(version, secret, purpose, values) for version, secret in self._lookup)

    def _hash(self, version: int, secret: bytes, purpose: str, values: tuple[str, ...]) -> str:
        key = self._derived.get((version, purpose))
        if key is None:
            key = self._derived[version, purpose] = _derive(secret, purpose)
        body = b"".join(
            len(part).to_bytes(4, "big") + part for part in (v.encode("utf-8", "replace") for v in values)
        )
        digest = hmac.digest(key, body, "sha256")
        return f"{version}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode('ascii')}"


def _derive(secret: bytes, purpose: str) -> bytes:
    """HKDF-SHA256 (RFC 5869) with one block of output and a fixed salt."""
    extracted = hmac.digest(b"madoguchi look-up", secret, "sha256")
    return hmac.new(extracted, purpose.encode() + b"\x01", sha256).digest()


def _column(place: str) -> str:
    return place.partition("/")[0]
