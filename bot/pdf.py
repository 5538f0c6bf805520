"""Plain pages of Japanese text as PDF, for printing: headings, labels and paragraphs on A4, nothing else.

Fonts are named and not embedded: every reader on a Japanese machine has glyphs for Adobe-Japan1, and the file stays
small. Source: ISO 32000-1, 9.7.5.2 (the predefined CMap UniJIS-UTF16-H) and 9.7.4.3 (widths of CIDs).
"""

import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 595, 842
MARGIN, FOOT = 56, 36
LEADING = 1.6
# What may not begin a line (禁則): it hangs over the edge of the one before.
NOT_FIRST = frozenset("、。，．・：；？！ー）」』】〕〉》々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.)]}!?")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of text with its size in points and the space above it; `ruled` draws a line above."""

    text: str
    size: float = 10.5
    above: float = 4
    ruled: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    size: float
    y: float
    ruled: bool = False


def write_pdf(title: str, blocks: Iterable[Block], *, foot: str) -> bytes:
    """Return a PDF of the blocks, as many pages as they need; `foot` has the fields `{page}` and `{pages}`.

    Text is set as it is, line by line; what no font could show (control signs) is left out.
    """
    pages = _pages(blocks)
    parts = [_content(lines, foot.format(page=n, pages=len(pages))) for n, lines in enumerate(pages, start=1)]
    return _file(title, parts)


def lines_of(text: str, size: float, width: float = PAGE_WIDTH - 2 * MARGIN) -> tuple[str, ...]:
    """Return the lines of a text at a size, broken where the width (points) ends."""
    lines: list[str] = []
    for paragraph in _visible(text).split("\n"):
        line, used = "", 0.0
        for sign in paragraph:
            room = _width(sign) * size
            if used + room > width and sign not in NOT_FIRST:
                lines.append(line)
                line, used = "", 0.0
            line, used = line + sign, used + room
        lines.append(line)
    return tuple(lines)


def _pages(blocks: Iterable[Block]) -> list[list[_Line]]:
    pages: list[list[_Line]] = [[]]
    y = float(PAGE_HEIGHT - MARGIN)
    for block in blocks:
        y -= block.above
        for number, text in enumerate(lines_of(block.text, block.size)):
            if y - block.size * LEADING < MARGIN:
                pages.append([])
                y = float(PAGE_HEIGHT - MARGIN)
            y -= block.size * LEADING
            pages[-1].append(_Line(text, block.size, y, block.ruled and number == 0))
    return pages


def _content(lines: Sequence[_Line], foot: str) -> bytes:
    drawn = [_drawn(line) for line in (*lines, _Line(foot, 8, FOOT))]
    return "\n".join(drawn).encode("ascii")


def _drawn(line: _Line) -> str:
    rule = ""
    if line.ruled:
        height = line.y + line.size * 1.35
        rule = f"0.5 w {MARGIN} {height:.1f} m {PAGE_WIDTH - MARGIN} {height:.1f} l S\n"
    shown = line.text.encode("utf-16-be").hex().upper()
    return f"{rule}BT /F1 {line.size:g} Tf {MARGIN} {line.y:.1f} Td <{shown}> Tj ET"


def _file(title: str, contents: Sequence[bytes]) -> bytes:
    count = len(contents)
    kids = " ".join(f"{6 + 2 * n} 0 R" for n in range(count))
    named = title.encode("utf-16-be").hex().upper()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (ja) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        (
            b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiKakuGo-W5 /Encoding /UniJIS-UTF16-H "
            b"/DescendantFonts [4 0 R] >>"
        ),
        (
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiKakuGo-W5 /DW 1000 /W [1 632 500] "
            b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 5 >> "
            b"/FontDescriptor << /Type /FontDescriptor /FontName /HeiseiKakuGo-W5 /Flags 4 "
            b"/FontBBox [-92 -250 1010 922] /ItalicAngle 0 /Ascent 752 /Descent -221 /CapHeight 737 /StemV 114 >> >>"
        ),
        f"<< /Title <FEFF{named}> >>".encode(),
    ]
    for n, content in enumerate(contents):
        packed = zlib.compress(content)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * n} 0 R >>".encode()
        )
        head = f"<< /Length {len(packed)} /Filter /FlateDecode >>\nstream\n".encode()
        objects.append(head + packed + b"\nendstream")
    return _joined(objects)


def _joined(objects: Sequence[bytes]) -> bytes:
    """Return the objects as one file, with the table of where each begins."""
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\n" % (len(objects) + 1)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def _visible(text: str) -> str:
    return "".join(
        sign for sign in text.replace("\r\n", "\n") if sign == "\n" or unicodedata.category(sign)[0] != "C"
    )


def _width(sign: str) -> float:
    return 0.5 if unicodedata.east_asian_width(sign) in {"Na", "H", "N"} else 1.0
