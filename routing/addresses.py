"""Whether a text names where somebody lives. Used to stop a slip of the pen, never to find anybody."""

import re
import unicodedata

_ADDRESSED = re.compile(r"(?:様|さん)(?:方|宅)|\d+[-－‐]\d+[-－‐]\d+|丁目\d*番|\d番地")


def names_an_address(text: str) -> bool:
    """Tell whether a text holds what looks like a house's address; full-width digits count as plain ones."""
    return _ADDRESSED.search(unicodedata.normalize("NFKC", text)) is not None
