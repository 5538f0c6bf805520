"""A relay: what a visitor tells at a window's counter, written down by the clerk and passed on to the desk."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import NewType

from knowledge.areas import AreaId
from routing.addresses import names_an_address
from routing.consent import ConsentState
from routing.consultation import ConsultationId, Subject
from routing.urgency import Level

RelayId = NewType("RelayId", str)

SAME_TROUBLE = 80
"""From this likeness on (0 to 100, token order ignored by characters) two lines are taken for the same trouble."""

LONGEST_TROUBLE = 1000
LONGEST_FIELD = 60
_PHONE = re.compile(r"0\d{1,4}[-‐－ー(（ ]?\d{1,4}[-‐－ー)） ]?\d{3,4}(?!\d)")
_NAMED = re.compile(r"(?:氏名|名前|なまえ)[はがを：:\s]*\S{2,}")


class RelayState(StrEnum):
    """`DRAFT` is being written; `KEPT` is a record of the facility alone; `DROPPED` was given up by the clerk."""

    DRAFT = "draft"
    SENT = "sent"
    KEPT = "kept"
    DROPPED = "dropped"


class Caution(StrEnum):
    """What a clerk is asked to look at once more before a relay goes out; none of them stops it."""

    SAME_TROUBLE = "same_trouble"
    PHONE_IN_LINE = "phone_in_line"
    NAME_IN_LINE = "name_in_line"
    ADDRESS_IN_LINE = "address_in_line"
    PHONE_IS_OURS = "phone_is_ours"
    PHONE_OF_ANOTHER = "phone_of_another"
    PHONE_UNREADABLE = "phone_unreadable"
    CALL_WITHOUT_PHONE = "call_without_phone"


class Fault(StrEnum):
    """What has to be mended before a relay can go out."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class RelayNote:
    """What the clerk wrote. Only `trouble` is needed.

    `told_on` is the day in Tokyo on which the visitor came, None for today. `notifier` is who brought a notice of
    somebody else's trouble; it goes to a field of its own that no sheet, print or window shows.
    """

    trouble: str = field(default="", repr=False)
    about: Subject = Subject.WRITER
    relation: str = field(default="", repr=False)
    area: AreaId | None = None
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    call_back: bool = False
    haste: Level | None = None
    told_on: date | None = None
    notifier: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EarlierRelay:
    """What is compared with: a relay of the same window that was sent not long ago."""

    consultation: ConsultationId
    number: int
    note: RelayNote = field(repr=False)


def faults_of(note: RelayNote, today: date) -> dict[str, Fault]:
    """Return what keeps a relay from going out, by field; `today` is the day in Tokyo."""
    faults: dict[str, Fault] = {}
    if not note.trouble.strip():
        faults["trouble"] = Fault.MISSING
    elif len(note.trouble) > LONGEST_TROUBLE:
        faults["trouble"] = Fault.TOO_LONG
    for name in ("relation", "name", "phone", "notifier"):
        if len(getattr(note, name)) > LONGEST_FIELD:
            faults[name] = Fault.TOO_LONG
    if note.told_on is not None and note.told_on > today:
        faults["told_on"] = Fault.FUTURE
    return faults


def without_person(note: RelayNote) -> RelayNote:
    """Return a note with nothing in it by which somebody could be found: what stays when consent is not given."""
    return RelayNote(
        trouble=note.trouble,
        about=note.about,
        relation=note.relation,
        area=note.area,
        haste=note.haste,
        told_on=note.told_on,
        notifier=note.notifier,
    )


def nameless(note: RelayNote) -> RelayNote:
    """Return a note without anybody in it, also not who brought it or how they are related."""
    return replace(without_person(note), relation="", notifier="")


def held_back(consent: ConsentState, note: RelayNote) -> RelayNote:
    """Return what of a note may be kept under a consent."""
    return note if consent is ConsentState.GIVEN else without_person(note)


def same_trouble(note: RelayNote, earlier: Iterable[EarlierRelay]) -> EarlierRelay | None:
    """Return the earlier relay that tells the same trouble: nearly the same words, or the same telephone."""
    # Here and not above: the webhook's small process knows the states of a relay and compares none.
    from rapidfuzz import fuzz  # noqa: PLC0415

    phone, best, likest = digits(note.phone), None, float(SAME_TROUBLE)
    for relay in earlier:
        if phone and digits(relay.note.phone) == phone and _same_name(note, relay.note):
            return relay
        likeness = fuzz.ratio(_plain(note.trouble), _plain(relay.note.trouble))
        if likeness >= likest:
            best, likest = relay, likeness
    return best


def cautions_of(
    note: RelayNote, *, ours: frozenset[str], earlier: Iterable[EarlierRelay]
) -> tuple[Caution, ...]:
    """Return what the clerk should look at once more. `ours` are the numbers of desks and windows, digits only."""
    known = tuple(earlier)
    phone, line = digits(note.phone), unicodedata.normalize("NFKC", note.trouble)
    found = {
        Caution.SAME_TROUBLE: same_trouble(note, known) is not None,
        Caution.PHONE_IN_LINE: _PHONE.search(line) is not None,
        Caution.NAME_IN_LINE: _NAMED.search(line) is not None or bool(note.name and note.name in line),
        Caution.ADDRESS_IN_LINE: names_an_address(line),
        Caution.PHONE_IS_OURS: phone in ours and bool(phone),
        Caution.PHONE_OF_ANOTHER: bool(phone)
        and any(digits(e.note.phone) == phone and not _same_name(note, e.note) for e in known),
        Caution.PHONE_UNREADABLE: bool(note.phone.strip()) and not 9 <= len(phone) <= 11,
        Caution.CALL_WITHOUT_PHONE: note.call_back and not phone,
    }
    return tuple(caution for caution, is_so in found.items() if is_so)


def digits(phone: str) -> str:
    """Return the digits of a telephone number, full-width ones made plain."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", phone))


def _same_name(one: RelayNote, other: RelayNote) -> bool:
    """Tell whether two notes name the same person, or one of them names none."""
    a, b = _plain(one.name), _plain(other.name)
    return not a or not b or a == b


def _plain(text: str) -> str:
    return re.sub(r"[\s、。,.！!？?]", "", unicodedata.normalize("NFKC", text)).lower()
