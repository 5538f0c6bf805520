"""Looks at a workbook as a container before anything in it is read: size, macros, merged cells."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from knowledge.findings import Finding, FindingKind, problem

LARGEST_FILE = 50 * 1024 * 1024
LARGEST_UNPACKED = 400 * 1024 * 1024
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
SLICE = 1024 * 1024
OVERLAP = 512
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z0-9:$]+)"')
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def container_problems(content: bytes, name: str) -> tuple[Finding, ...]:
    """Return why a file is no workbook that may be opened; nothing for a good one.

    Sizes are counted while unpacking, because a container can lie about them.
    """
    if content.startswith(OLD_OFFICE):
        return (problem(FindingKind.OLD_WORKBOOK, name),)
    if len(content) > LARGEST_FILE:
        return (problem(FindingKind.TOO_LARGE, name),)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_look_inside(archive, name))
    except zipfile.BadZipFile:
        return (problem(FindingKind.NOT_A_WORKBOOK, name),)
    except (zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        return (problem(FindingKind.DAMAGED, name),)


def _look_inside(archive: zipfile.ZipFile, name: str) -> Iterator[Finding]:
    parts = archive.namelist()
    if "xl/workbook.xml" not in parts or "[Content_Types].xml" not in parts:
        yield problem(FindingKind.NOT_A_WORKBOOK, name)
        return
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        yield problem(FindingKind.MACROS, name)
        return
    unpacked = 0
    for part in parts:
        for piece in _pieces(archive, part):
            unpacked += len(piece)
            if unpacked > LARGEST_UNPACKED:
                yield problem(FindingKind.TOO_LARGE, name)
                return
            if part.endswith((".xml", ".rels")) and b"<!DOCTYPE" in piece:
                yield problem(FindingKind.UNSAFE_XML, name)
                return


def _pieces(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    with archive.open(part) as opened:
        while piece := opened.read(SLICE):
            yield piece


def merged_cells(content: bytes, sheet: str) -> tuple[str, ...]:
    """Return the merged ranges of the sheet with this name (`A1:B2`)."""
    found: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = _part_of(archive, sheet)
        rest = b""
        for piece in _pieces(archive, part) if part in archive.namelist() else ():
            # A tag may be cut in two by a slice; the same range found twice counts once.
            found.extend(match.decode() for match in _MERGED.findall(rest + piece))
            rest = piece[-OVERLAP:]
    return tuple(dict.fromkeys(found))


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - no document type, looked at before
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.endswith("}sheet") and element.get("name") == sheet:
            target = targets.get(element.get(_LINK), "")
            return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return ""
