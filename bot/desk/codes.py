"""Short codes that people type or scan: eight signs that cannot be mistaken for one another, in two groups."""

import re
import unicodedata
from hashlib import sha256

# Without 0, O, 1, I and L, which are taken for one another, and without vowels, so that no code is a word.
SIGNS = "23456789BCDFGHJKMNPQRSTVWXYZ"
GROUP = 4
_CODE = re.compile(rf"(?:登録|招待)?(?:コ-ド)?[:\s]*([{SIGNS}]{{4}})[-\s]?([{SIGNS}]{{4}})")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―ー−ｰ", "-"))


def make_code(token: str) -> str:
    """Return a code (such as 7KQM-W3XP) made from a random token: 28 signs at 8 places, 38 bits."""
    number = int.from_bytes(sha256(token.encode()).digest(), "big")
    signs = []
    for _ in range(2 * GROUP):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return f"{''.join(signs[:GROUP])}-{''.join(signs[GROUP:])}"


def read_code(typed: str) -> str | None:
    """Return the code that a whole message means, however it was typed (small, full-width, without dash); else None.

    Eight letters without a number and without a dash are a word and no code.
    """
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES).strip().upper()
    found = _CODE.fullmatch(plain)
    if found is None:
        return None
    bare = plain == "".join(found.groups())
    if bare and not any(sign.isdigit() for sign in plain):
        return None
    return "-".join(found.groups())
