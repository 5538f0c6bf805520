"""A profile as a folder of CSV files that a spreadsheet opens safely, and any profile folder as an import."""

import csv
import io
from collections.abc import Mapping

from knowledge.csv_safety import as_it_was, harmless
from knowledge.data_files import ProfileFiles
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.problems import DataError
from knowledge.proposal import Drafted, Origin
from knowledge.tables import KINDS, tables_of

# Kept in the workbook alone, which staff do not pass on.
PRIVATE = frozenset({"staff_contacts.csv"})


def write_folder(files: ProfileFiles) -> Mapping[str, bytes]:
    """Return the files by name: CSV with BOM for Excel and with formulas made harmless, settings as they are."""
    found: dict[str, bytes] = {}
    for kind, rows in ((kind, tables_of(files)[kind.file]) for kind in KINDS):
        content = files.contents.get(kind.file)
        if content is None or kind.file in PRIVATE:
            continue
        if kind.is_toml:
            found[kind.file] = content
            continue
        out = io.StringIO(newline="")
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(kind.columns)
        writer.writerows([harmless(row.get(column, "")) for column in kind.columns] for row in rows)
        found[kind.file] = out.getvalue().encode("utf-8-sig")
    return found


def read_csv_folder(given: ProfileFiles, base: ProfileFiles) -> Drafted:
    """Read a profile's files into a draft; a file that is not there leaves its table as it is, and that is told.

    Never raises for bad files: what is wrong stands in the findings.
    """
    known = tables_of(base)
    try:
        tables = tables_of(given)
    except DataError as error:
        problems = tuple(
            Finding(Weight.PROBLEM, FindingKind.INVALID, p.file, p.line, p.column, p.text)
            for p in error.problems
        )
        return Drafted(known, {}, problems)
    findings: list[Finding] = []
    merged = dict(known)
    for kind in KINDS:
        if kind.file in given.contents:
            rows = tables[kind.file]
            merged[kind.file] = tuple({name: as_it_was(cell) for name, cell in row.items()} for row in rows)
        elif kind.file in base.contents:
            findings.append(Finding(Weight.NOTICE, FindingKind.SHEET_MISSING, kind.file))
    origins = {
        (name, index): Origin(name, index + 2)
        for name in given.contents
        for index in range(len(merged.get(name, ())))
    }
    return Drafted(merged, origins, tuple(findings))
