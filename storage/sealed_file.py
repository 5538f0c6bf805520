"""The file of a backup: JSON lines in pieces, each sealed under a key derived from the newest data key.

A piece that is missing, changed or moved is noticed. The keys themselves are not in it.
"""

import json
import secrets
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from storage.errors import BackupError
from storage.keys import Key, KeyRing

MAGIC = b"madoguchi backup 1\n"
PIECE = 1 << 20
NONCE_BYTES = 12
LAST, MORE = b"\x01", b"\x00"


class SealedWriter:
    """Collects lines and writes them as sealed pieces; each knows its place and whether it is the last."""

    def __init__(self, file: BinaryIO, ring: KeyRing) -> None:
        self._file = file
        self._cipher = AESGCM(_derived(ring.data[0]))
        self._waiting = bytearray()
        self._place = 0
        file.write(MAGIC + ring.data[0].mark)

    def write(self, line: dict[str, object]) -> None:
        """Add a line."""
        self._waiting += json.dumps(line, ensure_ascii=False).encode() + b"\n"
        if len(self._waiting) >= PIECE:
            self._seal(MORE)

    def close(self) -> None:
        """Write what is left, as the last piece."""
        self._seal(LAST)

    def _seal(self, last: bytes) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, bytes(self._waiting), struct.pack(">Q", self._place) + last)
        self._file.write(last + struct.pack(">I", len(sealed)) + nonce + sealed)
        self._waiting.clear()
        self._place += 1


def read_sealed(path: Path, ring: KeyRing) -> Iterator[dict[str, object]]:
    """Yield the lines of a backup, checking every piece and that the last one is there."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupError(f"{path.name} is no backup of Madoguchi")
        mark = file.read(4)
        keys = [key for key in ring.data if key.mark == mark]
        if not keys:
            raise BackupError("the backup was made under a data key that is not here")
        cipher, left, place, last = AESGCM(_derived(keys[0])), b"", 0, MORE
        while last == MORE:
            last, size = file.read(1), file.read(4)
            if last not in {MORE, LAST} or len(size) < 4:
                raise BackupError("the backup is cut off")
            nonce, sealed = file.read(NONCE_BYTES), file.read(struct.unpack(">I", size)[0])
            try:
                left += cipher.decrypt(nonce, sealed, struct.pack(">Q", place) + last)
            except (InvalidTag, ValueError) as error:
                raise BackupError("the backup was changed or is damaged") from error
            place += 1
            *whole, left = left.split(b"\n")
            for line in whole:
                yield json.loads(line)


def _derived(key: Key) -> bytes:
    return HKDF(SHA256(), 32, None, b"madoguchi backup").derive(key.secret)
