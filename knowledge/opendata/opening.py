"""Days and times of open data, as hours of a profile."""

import re
import unicodedata
from datetime import time

from knowledge.hours import WEEKDAYS

LETTERS = dict(zip("月火水木金土日祝", [*(day.value for day in WEEKDAYS), "holiday"], strict=True))
_RANGE = re.compile(r"([月火水木金土日])\s*[-~〜～ー－から]+\s*([月火水木金土日])")
_NOISE = re.compile(r"曜日?|[、,・;/|\s]|日(?=祝日?)")
_CLOCK = re.compile(r"(\d{1,2})[:時]?(\d{2})?分?(?::\d{2})?")
ALWAYS = ("毎日", "年中無休", "無休", "全日")


class OpeningError(ValueError):
    """Times that cannot be: the 25th hour, or closing before opening. Mend the file."""


def read_days(text: str) -> tuple[str, ...] | None:
    """Return the days (`mon`, `holiday`), empty for no text, None for a text that says more than days."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ()
    for word in ALWAYS:
        plain = plain.replace(word, "月火水木金土日祝")
    plain = re.sub(r"曜日?|祝祭日|休日", lambda found: "" if found.group()[0] == "曜" else "祝", plain)
    plain = plain.replace("祝日", "祝").replace("平日", "月火水木金")
    plain = _RANGE.sub(_spread, plain)
    letters = re.sub(r"[、,・;/|\s。]", "", plain)
    if not letters or any(letter not in LETTERS for letter in letters):
        return None
    return tuple(dict.fromkeys(LETTERS[letter] for letter in sorted(set(letters), key=list(LETTERS).index)))


def _spread(found: re.Match[str]) -> str:
    week = list(LETTERS)[:7]
    first, last = week.index(found[1]), week.index(found[2])
    return "".join(week[first : last + 1]) if first <= last else "".join(week[first:] + week[: last + 1])


def read_clock(text: str) -> time | None:
    """Return a time of day, None for an empty text or one that says more than a time.

    Raise `OpeningError` for a time that does not exist. 24:00 is `time.max`, as in hours of a profile.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace("午前", "")
    if re.fullmatch(r"0?\.\d+", plain):
        minutes = round(float(plain) * 24 * 60)
        plain = f"{minutes // 60}:{minutes % 60:02}"
    found = _CLOCK.fullmatch(plain) or re.fullmatch(r"(\d{1,2})(\d{2})", plain)
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    if (hour, minute) == (24, 0):
        return time.max
    if hour > 23 or minute > 59:
        raise OpeningError(text)
    return time(hour, minute)


def read_opening(days: str, opens: str, closes: str) -> str | None:
    """Return hours as a profile keeps them; empty for nothing said, None for what only people can read.

    Raise `OpeningError` for times that make no sense.
    """
    if not (days.strip() or opens.strip() or closes.strip()):
        return ""
    found, first, last = read_days(days), read_clock(opens), read_clock(closes)
    if not found or first is None or last is None:
        return None
    if last == time.min and first > time.min:
        last = time.max
    if first == last == time.min:
        return None
    if first >= last:
        raise OpeningError(f"{opens}-{closes}")
    end = "24:00" if last == time.max else last.isoformat("minutes")
    return f"{_runs(found)} {first.isoformat('minutes')}-{end}"


def _runs(days: tuple[str, ...]) -> str:
    week = [day.value for day in WEEKDAYS]
    pieces: list[str] = []
    run: list[str] = []
    for day in [*week, ""]:
        if day in days:
            run.append(day)
        elif run:
            pieces.append(f"{run[0]}-{run[-1]}" if len(run) > 2 else ",".join(run))
            run = []
    return ",".join([*pieces, *(["holiday"] if "holiday" in days else [])])
