"""Opening hours as people write them in Japanese, and as a profile keeps them."""

import re
import unicodedata

WORDS = {
    "mon": "月",
    "tue": "火",
    "wed": "水",
    "thu": "木",
    "fri": "金",
    "sat": "土",
    "sun": "日",
    "holiday": "祝",
    "daily": "毎日",
    "closed": "休み",
    "on": "特別",
    "24h": "24時間",
}
OTHER_WORDS = {"祝日": "holiday", "休業": "closed", "休館": "closed"}
BACK = {japanese: word for word, japanese in WORDS.items()} | OTHER_WORDS
_OURS = re.compile(r"\b(" + "|".join(sorted(WORDS, key=len, reverse=True)) + r")\b")
_THEIRS = re.compile("|".join(sorted((re.escape(word) for word in BACK), key=len, reverse=True)))
_DASHES = re.compile("[~〜～―‐‑–—−ー]")
_SHORT_HOUR = re.compile(r"(?<![\d:])(\d):(\d\d)")


def hours_in_japanese(text: str) -> str:
    """Return hours of a profile with Japanese words: `月-金 08:30-17:15; 休み 12-29..01-03`."""
    return _OURS.sub(lambda found: WORDS[found.group()], text)


def hours_from_japanese(text: str) -> str:
    """Return hours as a profile keeps them; widths, dashes, `曜日` and one-digit hours are brought into form.

    What cannot be understood is left as it stands, for the reader of hours to refuse with its place.
    """
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text)).replace("曜日", "").replace("曜", "")
    plain = re.sub(r"\s*-\s*", "-", plain.replace("、", ",").replace("・", ","))
    plain = re.sub(r"\s*;\s*", "; ", plain.replace("\n", "; "))
    plain = _THEIRS.sub(lambda found: BACK[found.group()], plain)
    return _SHORT_HOUR.sub(r"0\1:\2", plain).strip()
