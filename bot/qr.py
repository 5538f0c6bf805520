"""QR codes as pictures that stand in a page itself."""

import segno
from markupsafe import Markup


def picture_of(text: str, *, scale: int = 5) -> Markup:
    """Return a QR code as SVG without style or script, to stand in the page itself; `scale` is pixels of a dot."""
    drawn: str = segno.make(text, error="m").svg_inline(
        scale=scale, border=4, dark="#000000", light="#ffffff", omitsize=False, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by segno from numbers; the text itself does not stand in it


def scalable(text: str) -> Markup:
    """Return a QR code as SVG that takes the size of its place, for paper; correction M bears a stain."""
    drawn: str = segno.make(text, error="m").svg_inline(
        border=4, dark="#000000", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None
    )
    return Markup(drawn)  # noqa: S704 - drawn by segno from numbers; the text itself does not stand in it
