"""Files of knowledge in their formats: which reader and which writer each has."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from bot.desk.importing import Reader
from bot.desk.knowledge_formats import ENDINGS, Format
from knowledge.csv_folder import read_csv_folder, write_folder
from knowledge.data_files import ProfileFiles, read_folder
from knowledge.hsds.drafting import read_hsds
from knowledge.opendata.reading import OpenDataFile, read_open_data
from knowledge.proposal import Drafted
from knowledge.workbook.reading import read_workbook

LARGEST = 200 * 1024 * 1024
SILENT_SECONDS = 2


class FileRefusedError(Exception):
    """The file cannot be had or its format is not told; the message says which. Mend the arguments."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """What is to be imported."""

    path: Path
    format: Format
    facilities: Path | None = None
    leave_out: bool = False


def format_of(path: Path, given: str | None) -> Format:
    """Return the format asked for, else the one that the name tells."""
    if given:
        return Format(given)
    if path.is_dir():
        return Format.CSV
    if path.suffix.lower() not in ENDINGS:
        raise FileRefusedError(f"{path.name}: say --format")
    return ENDINGS[path.suffix.lower()]


def reader_of(given: GivenFile) -> Reader:
    """Return what reads the file; raise `FileRefusedError` when it cannot be had."""
    if given.format is Format.CSV:
        if not given.path.is_dir():
            raise FileRefusedError(f"{given.path.name}: --format csv takes a folder of a profile's files")
        folder = read_folder(given.path)
        return lambda base: read_csv_folder(folder, base)
    content = _content(given.path)
    if given.format is Format.XLSX:
        return _told("rows", lambda base, tell: read_workbook(content, base, tell))
    if given.format is Format.OPENDATA:
        joined = OpenDataFile(given.facilities.name, _content(given.facilities)) if given.facilities else None
        file = OpenDataFile(given.path.name, content, joined)
        return _told(
            "rows", lambda base, tell: read_open_data(file, base, leave_out=given.leave_out, progress=tell)
        )
    return lambda base: read_hsds(content, base, tabular=given.format is Format.HSDS_TABULAR)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise FileRefusedError(f"{path.name}: larger than {LARGEST // 1024 // 1024} MB")
        return path.read_bytes()
    except OSError as error:
        raise FileRefusedError(f"{path.name}: {error.strerror}") from error


def _told(unit: str, read: Callable[[ProfileFiles, Callable[[int], object]], Drafted]) -> Reader:
    """Show progress on a terminal once the work takes longer than two seconds."""

    def reading(base: ProfileFiles) -> Drafted:
        quiet = not sys.stderr.isatty()
        unknown: list[int] = []  # how many there will be, nobody knows before the end
        with tqdm(unknown, unit=f" {unit}", delay=SILENT_SECONDS, disable=quiet, leave=False) as bar:
            return read(base, bar.update)

    return reading


def export_folder(files: ProfileFiles, folder: Path) -> None:
    """Write a profile as a folder of CSV files, made if it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in write_folder(files).items():
        (folder / name).write_bytes(content)
