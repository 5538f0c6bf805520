"""Small profiles for tests of what comes in and goes out."""

from functools import cache

from knowledge.data_files import ProfileFiles, read_folder
from knowledge.profile import PROFILES
from knowledge.tables import Row, Tables, tables_of, write_tables


@cache
def hoozuki() -> ProfileFiles:
    """The fictional town of the demo."""
    return read_folder(PROFILES / "hoozuki")


@cache
def small_town() -> ProfileFiles:
    """The same town with its first desks alone, for tests that read it many times."""
    tables = tables_of(hoozuki())
    kept = {row["id"] for row in tables["destinations.csv"][:6]}

    def settings(row: Row) -> bool:
        return not row["key"].startswith("danger_desks.")

    cut = {
        **tables,
        "destinations.csv": tables["destinations.csv"][:6],
        "phrases.csv": tuple(row for row in tables["phrases.csv"] if row["destination"] in kept),
        "samples.csv": tuple(row for row in tables["samples.csv"] if set(row["expected"].split("|")) <= kept),
        "municipality.toml": tuple(filter(settings, tables["municipality.toml"])),
    }
    return write_tables(cut, hoozuki()).files


def with_rows(files: ProfileFiles, file: str, *rows: Row) -> ProfileFiles:
    """Return a profile with more rows in one table."""
    tables: Tables = {**tables_of(files)}
    return write_tables({**tables, file: (*tables[file], *rows)}, files).files


def with_cells(files: ProfileFiles, file: str, key: str, **cells: str) -> ProfileFiles:
    """Return a profile in which one row, named by its first column, has other cells."""
    tables = tables_of(files)
    rows = tuple({**row, **cells} if next(iter(row.values())) == key else row for row in tables[file])
    return write_tables({**tables, file: rows}, files).files


FULL_TERMS = {
    "organisation": "社会福祉法人 ほおずき会",
    "commissioned_by": "ほおずき市",
    "checked_by": "福祉総務課",
    "email": "desk@example.jp",
    "fax": "0999-01-9999",
    "more_phones": "夜間 0999-01-1111|休日 0999-01-2222",
    "links": "申込書 https://example.jp/form.pdf",
    "languages": "英語|やさしい日本語",
    "fees": "無料",
    "how_to_apply": "電話で予約してください",
    "papers": "保険証|印かん",
    "eligibility": "市内にお住まいの方",
    "household": "ひとり暮らし",
    "minimum_age": "65",
    "maximum_age": "99",
    "postal_code": "999-0001",
    "latitude": "32.7",
    "longitude": "133.9",
}
"""Every column that a profile may leave out."""


@cache
def full_town() -> ProfileFiles:
    """The small town with every optional column filled for one destination, special dates, and a staff contact."""
    hours = "mon-fri 08:30-17:15; holiday 09:00-12:00; closed 12-29..01-03; closed 2027-02-01..2027-02-12"
    town = with_cells(
        small_town(), "destinations.csv", "H-001", **FULL_TERMS, hours=hours + "; on 2027-03-28 09:00-12:00"
    )
    contact = {
        "destination": "H-003",
        "name": "担当の係",
        "role": "取次",
        "phone": "0999-77-7777",
        "note": "職員だけ",
    }
    return with_rows(town, "staff_contacts.csv", contact)
