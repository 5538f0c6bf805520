"""Consultations as rows, both ways, and the differences between two of them."""

from sqlalchemy import RowMapping

from routing.consultation import Consultation, ConsultationId, MunicipalitySlug
from routing.urgency import Danger, RuleId
from storage.ground import Ground
from storage.tables.consultations import consultations

PLAIN = (
    "number",
    "resident",
    "channel",
    "received_at",
    "entered_at",
    "state",
    "level",
    "urgency_rule",
    "match_status",
    "category",
    "area",
    "next_date",
    "last_contact_at",
    "window",
    "owner",
    "subject",
    "danger_topic",
    "multiple_needs",
    "restricted",
    "quiet",
    "safe_to_contact",
    "for_meeting",
    "incomplete",
    "chosen",
    "chosen_by",
    "outcome",
    "closed_at",
    "joined_into",
)
"""The fields that stand in a column of the same name, as they are."""

QUIETLY_CHANGED = frozenset({"last_contact_at"})
"""Fields whose change alone tells nothing in a history."""


def row_of(ground: Ground, consultation: Consultation) -> dict[str, object]:
    """Return the columns of a consultation, its summary sealed."""
    row: dict[str, object] = {name: getattr(consultation, name) for name in PLAIN}
    return {
        **row,
        "id": consultation.id,
        "municipality": consultation.municipality,
        "dangers": ",".join(consultation.dangers),
        "summary": ground.seal(consultations.c.summary, consultation.id, consultation.summary),
        "version": consultation.version,
    }


def consultation_of(ground: Ground, row: RowMapping) -> Consultation:
    """Return the consultation that a row holds."""
    return Consultation(
        **{name: row[name] for name in PLAIN if name != "urgency_rule"},
        urgency_rule=RuleId(row["urgency_rule"]),
        id=ConsultationId(row["id"]),
        municipality=MunicipalitySlug(row["municipality"]),
        dangers=tuple(Danger(name) for name in row["dangers"].split(",") if name),
        summary=ground.open(consultations.c.summary, row["id"], row["summary"]),
        version=row["version"],
    )


def differences(before: Consultation, after: Consultation) -> dict[str, tuple[str | None, str | None]]:
    """Return each field that differs, with its value before and after as text."""
    names = [*PLAIN, "dangers", "summary"]
    pairs = {name: (_text(getattr(before, name)), _text(getattr(after, name))) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _text(value: object) -> str | None:
    if value is None:
        return None
    return ",".join(value) if isinstance(value, tuple) else str(value)
