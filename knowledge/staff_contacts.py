"""Contacts for staff alone: a 民生委員's own telephone and the like. They are no part of a destination.

What residents see is made from destinations, so these cannot reach them by an oversight. A house rule names the only
modules that may read them.
"""

from dataclasses import dataclass, field

from knowledge.csv_rows import read_rows
from knowledge.data_files import DataFile
from knowledge.destinations import DestinationId
from knowledge.problems import Problems

STAFF_CONTACT_COLUMNS = ("destination", "name", "role", "phone", "email", "note")


@dataclass(frozen=True, slots=True)
class StaffContact:
    """A person or a line behind a destination that only staff may call."""

    destination: DestinationId
    name: str = field(repr=False)
    role: str = ""
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    note: str = field(default="", repr=False)


def read_staff_contacts(
    file: DataFile, known: frozenset[DestinationId], problems: Problems
) -> tuple[StaffContact, ...]:
    """Read `staff_contacts.csv`; a missing file means that there are none. Problems never repeat a cell."""
    if file.content is None:
        return ()
    found: list[StaffContact] = []
    for row in read_rows(file, STAFF_CONTACT_COLUMNS, problems):
        destination = DestinationId(row.needed("destination"))
        if destination not in known:
            row.problem(f"no destination {destination!r}", "destination")
        if not any(row.text(column) for column in ("name", "phone", "email")):
            row.problem("a contact needs a name, a phone or an email")
        found.append(
            StaffContact(
                destination,
                row.text("name"),
                row.text("role"),
                row.text("phone"),
                row.text("email"),
                row.text("note"),
            )
        )
    return tuple(found)
