"""Charts as SVG made on the server: shapes with attributes, no style and no script, and always a table beside them.

Colours are the console's own, dark enough on white (3:1 and more); what is hidden has a sign in place of its bar.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from routing.disclosure import Shown

INK, SOFT, HAIR = "#1a1a1c", "#595959", "#d9d9d9"
NOW_COLOUR, BEFORE_COLOUR = "#0017c1", "#8c8c8c"
HIDDEN = "＊"
WIDTH, HEIGHT = 720, 260
LEFT, BOTTOM, TOP = 44, 34, 14
ROW, LABEL, NUMBER = 30, 190, 52


@dataclass(frozen=True, slots=True)
class Pair:
    """One place of the chart of months: this year's count and last year's."""

    label: str
    now: Shown
    before: Shown


def month_chart(title: str, pairs: Sequence[Pair]) -> Markup:
    """Return upright bars in pairs, this year's dark, last year's grey."""
    highest = scale_of([number for pair in pairs for number in (pair.now, pair.before)])
    room = (WIDTH - LEFT) / max(len(pairs), 1)
    parts = [_grid_lines(highest)]
    for place, pair in enumerate(pairs):
        left = LEFT + place * room
        parts.append(_bar(left + room * 0.14, room * 0.34, pair.before, highest, BEFORE_COLOUR))
        parts.append(_bar(left + room * 0.52, room * 0.34, pair.now, highest, NOW_COLOUR))
        parts.append(_text(left + room / 2, HEIGHT - 12, pair.label, anchor="middle"))
    return _picture(title, WIDTH, HEIGHT, Markup("").join(parts))


def bar_chart(title: str, rows: Sequence[tuple[str, Shown]]) -> Markup:
    """Return lying bars with their names and counts."""
    highest = scale_of([number for _, number in rows])
    room, parts = WIDTH - LABEL - NUMBER, []
    for place, (label, number) in enumerate(rows):
        top = place * ROW
        parts.append(_text(LABEL - 10, top + 20, _cut(label), anchor="end", colour=INK))
        length = 0.0 if not number else max(number / highest * room, 2)
        if length:
            parts.append(_shape(LABEL, top + 6, length, ROW - 12, NOW_COLOUR))
        said = HIDDEN if number is None else str(number)
        parts.append(_text(LABEL + length + 8, top + 20, said, colour=INK))
    return _picture(title, WIDTH, max(len(rows) * ROW, ROW), Markup("").join(parts))


def scale_of(numbers: Sequence[Shown]) -> int:
    """Return the round number at the top of a scale: 1, 2, 5, 10, 20, 50 and so on, never below 4."""
    highest, step = max((number for number in numbers if number is not None), default=0), 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 4 * factor * step:
                return 4 * factor * step
        step *= 10


def _grid_lines(highest: int) -> Markup:
    lines = []
    for quarter in range(5):
        y = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * quarter / 4
        lines.append(
            Markup('<line x1="{}" y1="{:.1f}" x2="{}" y2="{:.1f}" stroke="{}"/>').format(
                LEFT, y, WIDTH, y, HAIR
            )
        )
        lines.append(_text(LEFT - 8, y + 5, str(highest * quarter // 4), anchor="end"))
    return Markup("").join(lines)


def _bar(left: float, width: float, number: Shown, highest: int, colour: str) -> Markup:
    foot = HEIGHT - BOTTOM
    if number is None:
        return _text(left + width / 2, foot - 4, HIDDEN, anchor="middle", colour=INK)
    if number == 0:
        return Markup("")
    tall = max(number / highest * (foot - TOP), 2)
    return _shape(left, foot - tall, width, tall, colour)


def _shape(left: float, top: float, width: float, height: float, colour: str) -> Markup:
    return Markup('<rect x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" fill="{}"/>').format(
        left, top, width, height, colour
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", colour: str = SOFT) -> Markup:
    return Markup('<text x="{:.1f}" y="{:.1f}" font-size="14" text-anchor="{}" fill="{}">{}</text>').format(
        x, y, anchor, colour, escape(text)
    )


def _picture(title: str, width: int, height: int, inside: Markup) -> Markup:
    # The table beside it tells the same, so that nobody needs to read numbers out of a picture.
    return Markup(
        '<svg class="chart" viewBox="0 0 {0} {1}" width="{0}" height="{1}" role="img" aria-label="{2}">{3}</svg>'
    ).format(width, height, title, inside)


def _cut(label: str) -> str:
    return label if len(label) <= 12 else f"{label[:11]}…"
