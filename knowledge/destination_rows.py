"""The rows of `destinations.csv`, read into destinations."""

from dataclasses import replace

from knowledge.areas import AreaId, AreaTree
from knowledge.csv_rows import Row, read_rows
from knowledge.data_files import DataFile
from knowledge.destinations import Audience, Basis, Category, Destination, DestinationId, Reach, Status
from knowledge.problems import Problems
from knowledge.terms import OLDEST, Labelled, Place, Terms, in_japan

DESTINATION_COLUMNS = (
    "id", "name", "aliases", "kind", "category", "audience", "status", "basis", "duty_source", "area", "reach",
    "phone", "phone_note", "address", "url", "hours", "generic", "description", "handles", "checked_on",
    "agreed_on", "valid_from", "valid_to", "source", "note",
)  # fmt: skip
# A file may leave these out.
OPTIONAL_COLUMNS = (
    "organisation", "commissioned_by", "checked_by", "email", "fax", "more_phones", "links", "languages", "fees",
    "how_to_apply", "papers", "eligibility", "household", "minimum_age", "maximum_age", "postal_code", "latitude",
    "longitude",
)  # fmt: skip
ALWAYS_VIA_OFFICE = frozenset({"welfare_commissioner", "chief_child_commissioner"})


def read_destinations(file: DataFile, areas: AreaTree, problems: Problems) -> tuple[Destination, ...]:
    """Read `destinations.csv`; an id or a name that stands twice is a problem with its line."""
    found: list[Destination] = []
    ids: set[str] = set()
    names: set[str] = set()
    for row in read_rows(file, DESTINATION_COLUMNS, problems):
        destination = _destination(row, areas)
        if destination.id in ids:
            row.problem(f"id {destination.id} stands twice", "id")
        if destination.name in names:
            row.problem(f"name {destination.name} stands twice", "name")
        ids.add(destination.id)
        names.add(destination.name)
        found.append(destination)
    return tuple(found)


def _destination(row: Row, areas: AreaTree) -> Destination:
    reach = row.choice("reach", Reach) if row.text("reach") else Reach.DIRECT
    if row.text("kind") in ALWAYS_VIA_OFFICE and reach is not Reach.VIA_OFFICE:
        row.problem("a 民生委員 is reached via the office: reach must be via_office", "reach")
    stated = Destination(
        id=DestinationId(row.needed("id")),
        name=row.needed("name"),
        aliases=row.words("aliases"),
        kind=row.needed("kind"),
        category=row.choice("category", Category),
        audience=row.choice("audience", Audience),
        status=row.choice("status", Status),
        basis=row.choice("basis", Basis),
        duty_source=row.text("duty_source"),
        area=area_of(row, areas),
        reach=reach,
        phone=row.text("phone"),
        phone_note=row.text("phone_note"),
        address=row.text("address"),
        url=row.text("url"),
        hours=row.hours("hours"),
        generic=row.text("generic") == "yes",
        description=row.text("description"),
        handles=row.text("handles"),
        checked_on=row.day("checked_on"),
        agreed_on=row.day("agreed_on"),
        valid_from=row.day("valid_from"),
        valid_to=row.day("valid_to"),
    )
    return _with_more(row, stated)


def _with_more(row: Row, destination: Destination) -> Destination:
    """Add where the row comes from, and what a file may leave out."""
    return replace(
        destination,
        source=row.text("source"),
        note=row.text("note"),
        organisation=row.text("organisation"),
        commissioned_by=row.text("commissioned_by"),
        checked_by=row.text("checked_by"),
        email=row.text("email"),
        fax=row.text("fax"),
        more_phones=_labelled(row, "more_phones"),
        links=_labelled(row, "links"),
        languages=row.words("languages"),
        terms=_terms(row),
        place=_place(row),
    )


def _terms(row: Row) -> Terms:
    youngest, oldest = row.whole("minimum_age", highest=OLDEST), row.whole("maximum_age", highest=OLDEST)
    if youngest is not None and oldest is not None and youngest > oldest:
        row.problem(f"minimum_age {youngest} is above maximum_age {oldest}", "minimum_age")
    return Terms(
        fees=row.text("fees"),
        how_to_apply=row.text("how_to_apply"),
        papers=row.words("papers"),
        eligibility=row.text("eligibility"),
        household=row.text("household"),
        minimum_age=youngest,
        maximum_age=oldest,
    )


def _place(row: Row) -> Place:
    latitude, longitude = row.number("latitude"), row.number("longitude")
    if (latitude is None) != (longitude is None):
        row.problem("latitude and longitude belong together", "latitude")
    elif latitude is not None and longitude is not None and not in_japan(latitude, longitude):
        row.problem(f"{latitude}, {longitude} does not lie in Japan", "latitude")
    return Place(row.text("postal_code"), latitude, longitude)


def _labelled(row: Row, column: str) -> tuple[Labelled, ...]:
    """Return pieces such as `夜間 0999-00-0000`: the value is what stands after the last space."""
    found: list[Labelled] = []
    for piece in row.words(column):
        label, _, value = piece.rpartition(" ")
        found.append(Labelled(label.strip(), value))
    return tuple(found)


def area_of(row: Row, areas: AreaTree, column: str = "area") -> AreaId | None:
    """Return the cell as an area of the tree, None when empty."""
    area = AreaId(row.text(column))
    if not area:
        return None
    if area not in areas:
        row.problem(f"{column} {area!r} is not in areas.csv", column)
    return area
