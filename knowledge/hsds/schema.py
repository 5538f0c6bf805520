"""The tables and columns of HSDS 3.0 that we write and read, with their types. Names are those of the specification."""

from collections.abc import Mapping
from dataclasses import dataclass

Value = str | float | None
HsdsRow = Mapping[str, Value]
HsdsTables = Mapping[str, tuple[HsdsRow, ...]]

VERSION = "3.0.0"
NUMBERS = frozenset({"minimum_age", "maximum_age", "latitude", "longitude", "interval"})
DATES = frozenset({"assured_date", "valid_from", "valid_to"})
TIMES = frozenset({"opens_at", "closes_at"})


@dataclass(frozen=True, slots=True)
class HsdsTable:
    """One table: its name, the file it has in the tabular form, its columns, and those that must be filled."""

    name: str
    path: str
    columns: tuple[str, ...]
    required: frozenset[str]


def _table(name: str, path: str, columns: str, required: str) -> HsdsTable:
    return HsdsTable(name, path, tuple(columns.split()), frozenset(required.split()))


TABLES = (
    _table("organization", "organizations.csv", "id name description", "id name description"),
    _table(
        "service",
        "services.csv",
        "id organization_id name alternate_name description url email status application_process fees_description"
        " eligibility_description minimum_age maximum_age assured_date alert",
        "id organization_id name status",
    ),
    _table(
        "location",
        "locations.csv",
        "id location_type name latitude longitude",
        "id location_type",
    ),
    _table(
        "service_at_location",
        "service_at_location.csv",
        "id service_id location_id",
        "id service_id location_id",
    ),
    _table(
        "address",
        "addresses.csv",
        "id location_id address_1 city state_province postal_code country address_type",
        "id address_1 city state_province postal_code country address_type",
    ),
    _table("phone", "phones.csv", "id service_id number type description", "id number"),
    _table(
        "schedule",
        "schedules.csv",
        "id service_id valid_from valid_to freq interval byday opens_at closes_at description notes",
        "id",
    ),
    _table("service_area", "service_areas.csv", "id service_id name extent extent_type", "id"),
    _table("language", "languages.csv", "id service_id name", "id"),
    _table("required_document", "required_documents.csv", "id service_id document", "id"),
    _table(
        "attribute",
        "attributes.csv",
        "id link_id taxonomy_term_id link_type link_entity value",
        "id link_id taxonomy_term_id link_entity",
    ),
    _table(
        "taxonomy_term",
        "taxonomy_terms.csv",
        "id code name description taxonomy taxonomy_id",
        "id name description",
    ),
    _table("taxonomy", "taxonomies.csv", "id name description", "id name description"),
)
TABLE_OF = {table.name: table for table in TABLES}

# How the tables of a service nest in the JSON form: the property and the column that points to the service.
OF_SERVICE = (
    ("phone", "phones"),
    ("schedule", "schedules"),
    ("service_area", "service_areas"),
    ("language", "languages"),
    ("required_document", "required_documents"),
)
