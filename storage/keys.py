"""The keys that seal and look up: read from a setting, or made once as a file beside the data.

The setting `MADOGUCHI_DATA_KEYS` is a list separated by commas or white space, for example
`data-2:BASE64, data-1:BASE64, lookup-1:BASE64`. Each key is 32 bytes in standard or URL-safe Base64. Data keys seal
(newest first; older ones only open), look-up keys hash. The two kinds are apart, so that a new data key leaves every
look-up alone.
"""

import base64
import binascii
import hashlib
import os
import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path

KEY_BYTES = 32
_ENTRY = re.compile(r"^(data|lookup)-([1-9][0-9]{0,8}):([A-Za-z0-9+/_-]{43}=?)$")


class KeysError(ValueError):
    """The keys cannot be used; every problem is named by position, no key is repeated. Mend the setting."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its version counts up, its bytes stay out of every `repr`."""

    version: int
    secret: bytes = field(repr=False)

    @property
    def mark(self) -> bytes:
        """Return four bytes that tell which key sealed a value and give nothing of the key away."""
        return hashlib.sha256(b"madoguchi key mark\x00" + self.secret).digest()[:4]


@dataclass(frozen=True, slots=True)
class KeyRing:
    """Data keys and look-up keys, each newest first and never empty."""

    data: tuple[Key, ...]
    lookup: tuple[Key, ...]

    def as_setting(self) -> str:
        """Return the text that `parse_keys` reads; it is a secret."""
        return "\n".join(
            [*(_entry("data", key) for key in self.data), *(_entry("lookup", key) for key in self.lookup)]
        )


def parse_keys(text: str) -> KeyRing:
    """Read the setting. Raises `KeysError` that names every problem at once."""
    found: dict[str, list[Key]] = {"data": [], "lookup": []}
    problems: list[str] = []
    for position, entry in enumerate(re.split(r"[,\s]+", text.strip()), start=1):
        match = _ENTRY.match(entry)
        if match is None:
            problems.append(f"entry {position} is not data-N:BASE64 or lookup-N:BASE64 with 32 bytes")
            continue
        try:
            secret = base64.b64decode(
                match[3].replace("-", "+").replace("_", "/").rstrip("=") + "=", validate=True
            )
        except binascii.Error:
            problems.append(f"entry {position} is not Base64")
            continue
        found[match[1]].append(Key(int(match[2]), secret))
    problems.extend(_order_problems(found))
    if problems:
        raise KeysError("; ".join(problems))
    return KeyRing(tuple(found["data"]), tuple(found["lookup"]))


def new_keys() -> KeyRing:
    """Make a fresh ring with one key of each kind."""
    return KeyRing((_new_key(1),), (_new_key(1),))


def with_new_data_key(ring: KeyRing) -> KeyRing:
    """Return the ring with one more data key in front; reseal afterwards, then drop the old ones."""
    return KeyRing((_new_key(ring.data[0].version + 1), *ring.data), ring.lookup)


def keys_from_file(path: Path) -> KeyRing:
    """Read the key file, making it once if it is absent: readable by its owner alone, in a folder of the same kind.

    Two processes that start at once agree on one file. Raises `KeysError` when the file is damaged or others may
    read it.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        _write_once(path, new_keys())
    if path.stat().st_mode & 0o077:
        raise KeysError(f"the key file {path.name} may be read by others; allow only its owner (chmod 600)")
    return parse_keys(path.read_text(encoding="ascii"))


def replace_key_file(path: Path, ring: KeyRing) -> None:
    """Write the ring in place of the old file, all or nothing."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(beside, ring)
    beside.replace(path)


def _write_once(path: Path, ring: KeyRing) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    _write(beside, ring)
    try:
        os.link(beside, path)  # fails when another process was first, and then its file counts
    except FileExistsError:
        pass
    finally:
        beside.unlink()


def _write(path: Path, ring: KeyRing) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(ring.as_setting() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _order_problems(found: dict[str, list[Key]]) -> list[str]:
    problems = []
    for kind, keys in found.items():
        versions = [key.version for key in keys]
        if not keys:
            problems.append(f"no {kind} key is given")
        elif versions != sorted(set(versions), reverse=True):
            problems.append(f"the {kind} keys are not in order, newest first, each version once")
    return problems


def _new_key(version: int) -> Key:
    return Key(version, secrets.token_bytes(KEY_BYTES))


def _entry(kind: str, key: Key) -> str:
    return f"{kind}-{key.version}:{base64.b64encode(key.secret).decode('ascii')}"
