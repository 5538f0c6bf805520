"""What reading a file of knowledge found: problems that refuse it, repairs, and notices, each with its place."""

from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUOTE = 60


class Weight(StrEnum):
    """What a finding does: a problem refuses the whole import, a repair and a notice only tell."""

    PROBLEM = "problem"
    REPAIR = "repair"
    NOTICE = "notice"


class FindingKind(StrEnum):
    """What was found. The values are for logs and the command line; pages say it in their own words."""

    INVALID = "not valid"
    # the file as a whole
    NOT_A_WORKBOOK = "this is no Excel workbook (.xlsx)"
    OLD_WORKBOOK = "an old .xls file or one with a password: save it as .xlsx without a password"
    MACROS = "the workbook has macros: save it as .xlsx without macros"
    TOO_LARGE = "the file is too large when unpacked"
    UNSAFE_XML = "the file has a document type declaration, which no workbook needs"
    DAMAGED = "the file is damaged and cannot be read"
    EMPTY = "the file has no rows"
    # sheets and columns
    SHEET_MISSING = "the sheet is missing"
    SHEET_UNKNOWN = "no such sheet is known: what stands in it is not read"
    COLUMN_MISSING = "the column is missing"
    COLUMN_TWICE = "the column stands twice"
    COLUMN_UNKNOWN = "no such column is known, but something stands in it"
    COLUMN_KEPT_OUT = "the column is not used"
    MERGED = "merged cells: split them"
    FORMULA = "a formula: replace it by its value"
    ERROR_VALUE = "an error of the spreadsheet stands in the cell"
    WRONG_TYPE = "the cell holds another type of value"
    TOO_LONG = "the cell is too long"
    NOT_A_CHOICE = "not one of the choices"
    # open data
    ENCODING = "read with this encoding"
    MIXED_ENCODING = "neither UTF-8, UTF-16 nor CP932: encodings are mixed"
    WORKBOOK_AS_CSV = "an Excel workbook under the name of a CSV file"
    NO_HEADER = "no header of a known open-data layout within the first rows"
    UNKNOWN_LAYOUT = "the layout is not one of those that name places to go to"
    TITLE_ROWS = "rows above the header passed over"
    HEADER_MENDED = "column title mended"
    ROW_WIDTH = "the row has another number of cells than the header"
    NAMELESS_ROW = "a row without a name passed over"
    OTHER_TOWN = "rows of other municipalities left out"
    NO_ROW_OF_TOWN = "no row belongs to the municipality"
    PHONE_MENDED = "telephone number mended"
    PHONE_WRONG = "not a telephone number"
    CODE_MENDED = "code mended"
    CODE_UNCLEAR = "code not usable"
    ID_LOST = "the id lost digits in a spreadsheet, the row is known by name and address"
    COORDINATES_SWAPPED = "latitude and longitude were swapped"
    COORDINATES_MENDED = "coordinates turned into decimal degrees"
    COORDINATES_MISSING = "no coordinates"
    COORDINATES_WRONG = "the coordinates do not lie in Japan"
    HOURS_WRONG = "opening hours that make no sense"
    HOURS_UNREAD = "opening hours kept as text"
    DATE_MENDED = "date mended"
    ADDRESS_JOINED = "address put together from its parts"
    NAME_TOLD_APART = "the name stands for several places, so more was added to it"
    KNOWN_ALREADY = "already known under another id, left as it is"
    KEPT_BY_STAFF = "staff have taken this row over, left as it is"
    ROW_TWICE = "the row stands twice"
    FACILITY_MISSING = "no facility with this id in the facility file"
    FACILITY_FILE_NEEDED = "the layout needs its facility file as well"
    ROW_LEFT_OUT = "the row is left out"
    # HSDS
    NOT_HSDS = "not HSDS 3.0"
    CATEGORY_GUESSED = "no category known to us, the general one was taken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `row` counts from 1 and is 0 for a whole table; `found` and `became` are quotes."""

    weight: Weight
    kind: FindingKind
    table: str = ""
    row: int = 0
    column: str = ""
    found: str = ""
    became: str = ""

    def __str__(self) -> str:
        place = self.table + (f" row {self.row}" if self.row else "")
        place += f", column {self.column}" if self.column else ""
        text = f"{place}: {self.kind}" if place else str(self.kind)
        if self.found:
            text += f": {quote(self.found)}"
        return f"{text} -> {quote(self.became)}" if self.became else text


def problem(kind: FindingKind, table: str = "", row: int = 0, column: str = "", found: str = "") -> Finding:
    """Return a finding that refuses the import."""
    return Finding(Weight.PROBLEM, kind, table, row, column, found)


def quote(text: str) -> str:
    """Return a text short enough for a report, on one line."""
    flat = " ".join(text[: LONGEST_QUOTE * 4].split())
    return flat if len(flat) <= LONGEST_QUOTE else f"{flat[:LONGEST_QUOTE]}…"


def refusing(findings: tuple[Finding, ...]) -> bool:
    """Tell whether any of them is a problem."""
    return any(finding.weight is Weight.PROBLEM for finding in findings)
