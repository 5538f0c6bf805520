"""Workbooks edited as people and programs edit them."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import cache

from openpyxl import Workbook, load_workbook

from knowledge.workbook.writing import write_workbook
from tests.knowledge.towns import small_town


@cache
def exported() -> bytes:
    """Return the town's workbook as it is exported."""
    return write_workbook(small_town(), "ほおずき市")


def edited(change: Callable[[Workbook], None], content: bytes | None = None) -> bytes:
    """Return the town's workbook after a change made with openpyxl."""
    book = load_workbook(io.BytesIO(content or exported()))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a container with one part more, or another in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if each != name:
                new.writestr(each, old.read(each))
        new.writestr(name, part)
    return out.getvalue()


def write_cell(book: Workbook, sheet: str, row: int, title: str, value: str | float | bool) -> None:  # noqa: FBT001
    """Write into the column with a title."""
    page = book[sheet]
    column = next(number for number, cell in enumerate(page[1], 1) if cell.value == title)
    page[page.cell(row, column).coordinate] = value


def part_of(content: bytes, name: str) -> bytes:
    """Return one part of a container."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_shared_texts(content: bytes, part: str) -> bytes:
    """Return a workbook in which the texts of one sheet stand in the shared table, as Excel writes them."""
    texts: list[bytes] = []

    def share(found: re.Match[bytes]) -> bytes:
        texts.append(found[2])
        return found[1] + b't="s"><v>%d</v></c>' % (len(texts) - 1)

    xml = re.sub(
        rb'(<c [^>]*?)t="inlineStr"><is>(.*?)</is></c>', share, part_of(content, part), flags=re.DOTALL
    )
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    table = b"<sst " + main + b">" + b"".join(b"<si>" + text + b"</si>" for text in texts) + b"</sst>"
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    types = part_of(content, "[Content_Types].xml").replace(
        b"</Types>", b'<Override PartName="/xl/sharedStrings.xml" ContentType="' + kind + b'"/></Types>'
    )
    shared = with_part(with_part(content, part, xml), "xl/sharedStrings.xml", table)
    return with_part(shared, "[Content_Types].xml", types)
