"""The form of a relay: read from the browser and parsed, so that everything behind it has types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from knowledge.areas import AreaId
from routing.consultation import Subject
from routing.relay import Fault, RelayNote
from routing.urgency import Level

ABOUT = (Subject.WRITER, Subject.FAMILY, Subject.THIRD_PARTY)
HASTES = (Level.SAME_DAY, Level.URGENT, Level.EMERGENCY)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: the note, the version of the draft it was typed into, and what could not be read."""

    note: RelayNote = field(repr=False)
    version: int
    faults: dict[str, Fault]
    looked: frozenset[str] = frozenset()


def read_form(form: Mapping[str, str]) -> Typed:
    """Read a form; what is not on the list of a choice counts as left open."""
    told_on, faults = _day(form.get("told_on", ""))
    note = RelayNote(
        trouble=form.get("trouble", "").replace("\r\n", "\n").strip(),
        about=_about(form.get("about", "")),
        relation=form.get("relation", "").strip(),
        area=AreaId(form["area"]) if form.get("area") else None,
        name=form.get("name", "").strip(),
        phone=form.get("phone", "").strip(),
        call_back=form.get("call_back") == "yes",
        haste=next((level for level in HASTES if level.value == form.get("haste")), None),
        told_on=told_on,
        notifier=form.get("notifier", "").strip(),
    )
    looked = frozenset(form.get("looked", "").split(","))
    version = form.get("version", "")
    return Typed(note, int(version) if version.isascii() and version.isdigit() else 0, faults, looked)


def _about(value: str) -> Subject:
    return next((about for about in ABOUT if about.value == value), Subject.WRITER)


def _day(value: str) -> tuple[date | None, dict[str, Fault]]:
    if not value.strip():
        return None, {}
    try:
        return date.fromisoformat(value.strip()), {}
    except ValueError:
        return None, {"told_on": Fault.UNKNOWN}
