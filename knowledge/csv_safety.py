"""Cells that a spreadsheet would run as a formula, made harmless on the way out and given back on the way in.

A sign in front is what spreadsheets take for "this is text". A cell that begins with that sign itself gets another,
so that every text comes back as it was.
"""

STARTS = ("=", "+", "-", "@", "\t", "\r")
SIGN = "'"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula. A plain number keeps its minus."""
    if text.startswith(SIGN) and text.lstrip(SIGN).startswith(STARTS):
        return SIGN + text
    if text.startswith(STARTS) and not _is_number(text):
        return SIGN + text
    return text


def as_it_was(text: str) -> str:
    """Return the text that `harmless` was given."""
    if text.startswith(SIGN) and text.lstrip(SIGN).startswith(STARTS):
        return text[1:]
    return text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
