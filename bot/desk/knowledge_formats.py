"""The formats of knowledge: what reads and what writes each, from bytes to bytes."""

import io
import zipfile
from enum import StrEnum
from pathlib import PurePath

from bot.desk.importing import Reader
from knowledge.csv_folder import write_folder
from knowledge.data_files import ProfileFiles
from knowledge.hsds.drafting import read_hsds
from knowledge.hsds.exporting import hsds_tables
from knowledge.hsds.writing import write_json, write_tabular
from knowledge.opendata.reading import OpenDataFile, read_open_data
from knowledge.opendata.writing import write_open_data
from knowledge.profile import read_profile
from knowledge.workbook.reading import read_workbook
from knowledge.workbook.writing import write_workbook


class Format(StrEnum):
    """The formats of import and export."""

    XLSX = "xlsx"
    CSV = "csv"
    HSDS_JSON = "hsds-json"
    HSDS_TABULAR = "hsds-tabular"
    OPENDATA = "opendata"


ENDINGS = {
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".xls": Format.XLSX,
    ".json": Format.HSDS_JSON,
    ".zip": Format.HSDS_TABULAR,
    ".csv": Format.OPENDATA,
}


FILE_NAMES = {
    Format.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format.CSV: ("zip", "application/zip"),
    Format.HSDS_JSON: ("json", "application/json"),
    Format.HSDS_TABULAR: ("zip", "application/zip"),
    Format.OPENDATA: ("csv", "text/csv; charset=utf-8"),
}
"""Of each export the ending of its name and its type, as RFC 6838 registers them."""


class UnknownFormatError(Exception):
    """The name tells no format that can be read from one file. Ask for the format."""


def reader_of_upload(
    name: str,
    content: bytes,
    given: Format | None,
    *,
    facilities: OpenDataFile | None = None,
    leave_out: bool = False,
) -> Reader:
    """Return what reads an uploaded file; raise `UnknownFormatError` where its name and `given` tell no format."""
    format_ = given or ENDINGS.get(PurePath(name).suffix.lower())
    if format_ is None or format_ is Format.CSV:
        raise UnknownFormatError(name)
    if format_ is Format.XLSX:
        return lambda base: read_workbook(content, base)
    if format_ is Format.OPENDATA:
        file = OpenDataFile(name, content, facilities)
        return lambda base: read_open_data(file, base, leave_out=leave_out)
    return lambda base: read_hsds(content, base, tabular=format_ is Format.HSDS_TABULAR)


def export_file(files: ProfileFiles, format_: Format) -> bytes:
    """Return a profile in a format of one file."""
    town = read_profile(files).municipality
    if format_ is Format.XLSX:
        return write_workbook(files, town.name)
    if format_ is Format.OPENDATA:
        return write_open_data(files)
    tables = hsds_tables(files)
    return write_json(tables) if format_ is Format.HSDS_JSON else write_tabular(tables, town.slug)


def export_zip(files: ProfileFiles) -> bytes:
    """Return the files of a profile, safe to open in a spreadsheet, in one archive; without contacts of staff."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in write_folder(files).items():
            archive.writestr(name, content)
    return out.getvalue()
