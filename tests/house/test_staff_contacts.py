"""Contacts for staff alone (a 民生委員's own telephone) reach no resident: only these modules may read them."""

import ast

from tests.house.sources import product_modules

# Each with what it does with them.
MAY_READ = {
    "knowledge/staff_contacts.py": "reads the file",
    "knowledge/profile.py": "keeps them apart from destinations",
    "bot/desk/mailboxes.py": "sends sheets and one-time codes to a destination's staff",
    "knowledge/tables.py": "names the columns for the workbook",
}


def test_only_the_modules_named_here_know_contacts_of_staff() -> None:
    readers = {
        str(path)
        for path, tree in product_modules()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Attribute) and node.attr == "staff_contacts")
        or (isinstance(node, ast.ImportFrom) and node.module == "knowledge.staff_contacts")
    }
    assert readers <= MAY_READ.keys() | {"knowledge/staff_contacts.py"}


def test_a_destination_has_no_field_that_could_hold_one() -> None:
    fields = next(
        {
            item.target.id
            for item in node.body
            if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
        }
        for path, tree in product_modules()
        if str(path) == "knowledge/destinations.py"
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == "Destination"
    )
    assert not {name for name in fields if "staff" in name}
