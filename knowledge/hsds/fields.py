"""Which column of a destination is which field of HSDS, and which travels as an attribute because HSDS has no field."""

from knowledge.destinations import Status

NAMESPACE_NAME = "madoguchi"
TAXONOMY = "madoguchi"
TAXONOMY_ABOUT = "Fields of the front desk that HSDS has no column for"

DIRECT = {
    "name": "name",
    "description": "description",
    "url": "url",
    "email": "email",
    "how_to_apply": "application_process",
    "fees": "fees_description",
    "eligibility": "eligibility_description",
    "minimum_age": "minimum_age",
    "maximum_age": "maximum_age",
    "checked_on": "assured_date",
}

# Columns that travel as attributes. `note` and the contacts of staff never leave the town.
AS_ATTRIBUTES = (
    "id", "kind", "category", "audience", "status", "basis", "duty_source", "reach", "handles", "generic",
    "agreed_on", "valid_from", "valid_to", "source", "commissioned_by", "checked_by", "household", "links",
    "more_phones", "phone_note", "aliases", "organisation", "postal_code", "url", "email",
)  # fmt: skip
NEVER = frozenset({"note"})

STATUS = {
    Status.OPERATING: "active",
    Status.PLANNED: "inactive",
    Status.UNDER_STUDY: "inactive",
    Status.SUSPENDED: "temporarily closed",
    Status.CLOSED: "defunct",
}
STATUS_BACK = {
    "active": Status.OPERATING,
    "inactive": Status.PLANNED,
    "temporarily closed": Status.SUSPENDED,
    "defunct": Status.CLOSED,
}
