"""Referral destinations (つなぎ先): who can help, and who of them may be named to a resident."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NewType

from knowledge.areas import AreaId
from knowledge.hours import OfficeHours
from knowledge.terms import Labelled, Place, Terms

DestinationId = NewType("DestinationId", str)


class Audience(StrEnum):
    """Whom a destination serves; only `RESIDENT` may be offered in the chat."""

    RESIDENT = "resident"
    PARTNER = "partner"
    STAFF = "staff"
    INTERNAL = "internal"


class Status(StrEnum):
    """Whether a destination works today; only `OPERATING` may be offered."""

    OPERATING = "operating"
    PLANNED = "planned"
    UNDER_STUDY = "under_study"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Basis(StrEnum):
    """How the duty of a destination is known."""

    STATED = "stated"
    NAME_ONLY = "name_only"
    RECONSTRUCTED = "reconstructed"
    GENERATED = "generated"


class Reach(StrEnum):
    """How a resident reaches a destination; a 民生委員 is always reached via the office."""

    DIRECT = "direct"
    VIA_OFFICE = "via_office"


class Category(StrEnum):
    """The working list of fields used for matching and for statistics."""

    ADMINISTRATION = "administration"
    CHILD = "child"
    COMMUNITY = "community"
    COORDINATION = "coordination"
    DAILY_LIVING = "daily_living"
    DISABILITY = "disability"
    DISASTER_SAFETY = "disaster_safety"
    EDUCATION = "education"
    ELDERLY = "elderly"
    HEALTH = "health"
    HOUSING = "housing"
    INFORMATION = "information"
    ISOLATION = "isolation"
    MOBILITY = "mobility"
    POVERTY = "poverty"
    RIGHTS = "rights"
    WELFARE_GENERAL = "welfare_general"
    WORK = "work"


@dataclass(frozen=True, slots=True)
class Destination:
    """One body, desk, programme or place a consultation can be connected to.

    `description` is plain Japanese for residents; `handles` keeps what the source says of its duties.
    `hours` is None where they are not known. `area` None means the whole municipality. `organisation` runs it,
    on behalf of `commissioned_by`. Contacts for staff alone are no part of it (`knowledge/staff_contacts.py`).
    """

    id: DestinationId
    name: str
    kind: str
    category: Category
    audience: Audience
    status: Status
    basis: Basis
    description: str = ""
    handles: str = ""
    aliases: tuple[str, ...] = ()
    duty_source: str = ""
    area: AreaId | None = None
    reach: Reach = Reach.DIRECT
    phone: str = ""
    phone_note: str = ""
    address: str = ""
    url: str = ""
    hours: OfficeHours | None = None
    generic: bool = False
    checked_on: date | None = None
    agreed_on: date | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    note: str = ""
    phrases: tuple[str, ...] = field(default=())
    organisation: str = ""
    commissioned_by: str = ""
    checked_by: str = ""
    email: str = ""
    fax: str = ""
    more_phones: tuple[Labelled, ...] = ()
    links: tuple[Labelled, ...] = ()
    languages: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    place: Place = field(default_factory=Place)

    @property
    def offered(self) -> bool:
        """Tell whether a resident may be shown this destination at all.

        A row known by its name alone is offered only where law or a national scheme fixes its duty,
        which `duty_source` then names; a generic row stands for a type of body, never for a desk.
        """
        if self.audience is not Audience.RESIDENT or self.status is not Status.OPERATING or self.generic:
            return False
        return self.basis is not Basis.NAME_ONLY or bool(self.duty_source)

    @property
    def unchecked(self) -> bool:
        """Tell whether the desk beside the duty was restored from a damaged table and awaits a check."""
        return self.basis is Basis.RECONSTRUCTED and self.checked_on is None

    def valid_on(self, day: date) -> bool:
        """Tell whether the row counts on `day` (a Tokyo date), both ends included."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )
