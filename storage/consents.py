"""Consents and the grounds that stand in for one; and the particulars of people, given on a page, never in a chat."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType

from sqlalchemy import RowMapping, ScalarSelect, func, select, update

from routing.consent import ConsentState
from routing.consent import Ground as LegalGround
from routing.consultation import ConsultationId, MunicipalitySlug, ResidentId
from storage.errors import NotThereError
from storage.ground import Ground
from storage.history import By
from storage.tables.chat import persons
from storage.tables.referrals import consent_texts, consents
from storage.tables.residents import households

ConsentId = NewType("ConsentId", str)
PersonId = NewType("PersonId", str)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a matter is about, or who speaks for them. All particulars are sealed together; any may be empty."""

    id: PersonId
    municipality: MunicipalitySlug
    created_at: datetime
    consultation: ConsultationId | None = None
    resident: ResidentId | None = None
    household: str | None = None
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    address: str = field(default="", repr=False)
    relation: str = field(default="", repr=False)
    remarks: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Consent:
    """One answer of a person, or one ground without consent, with the text version that was shown.

    `subject` is whom the matter is about, `giver` who consented (None: the resident who writes). `how` is a short word:
    chat, page, counter, phone, paper. `reason` is what was written for a ground; `must_not_tell` names people who must
    not be told.
    """

    id: ConsentId
    municipality: MunicipalitySlug
    consultation: ConsultationId
    state: ConsentState
    by: By
    text_version: str
    how: str
    ground: LegalGround | None = None
    subject: PersonId | None = None
    giver: PersonId | None = None
    reason: str = field(default="", repr=False)
    must_not_tell: tuple[str, ...] = field(default=(), repr=False)


class Consents:
    """Every consent ever recorded; a later one supersedes, none is changed."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, consent: Consent) -> None:
        """Record what was answered, or a ground."""
        seal = self._ground.seal
        told = json.dumps(list(consent.must_not_tell), ensure_ascii=False)
        self._ground.run(
            consents.insert().values(
                id=consent.id,
                municipality=consent.municipality,
                consultation=consent.consultation,
                subject=consent.subject,
                giver=consent.giver,
                state=consent.state,
                ground=consent.ground,
                text_version=consent.text_version,
                at=consent.by.at,
                actor=consent.by.actor,
                account=consent.by.account,
                how=consent.how,
                reason=seal(consents.c.reason, consent.id, consent.reason),
                must_not_tell=seal(consents.c.must_not_tell, consent.id, told),
                position=self._next_position(consent.consultation),
            )
        )

    def keep_text(self, municipality: MunicipalitySlug, version: str, text: str, *, now: datetime) -> None:
        """Keep the sentence that a version of the text means, so that it can be read years later."""
        self._ground.insert_new(
            consent_texts,
            {"municipality": municipality, "version": version, "text": text, "first_shown_at": now},
        )

    def text(self, municipality: MunicipalitySlug, version: str) -> str:
        """Return the sentence of a version; empty where it was not said by us (on paper, by telephone)."""
        row = self._ground.one(
            select(consent_texts).where(
                consent_texts.c.municipality == municipality, consent_texts.c.version == version
            )
        )
        return "" if row is None else str(row["text"])

    def get(self, id_: ConsentId) -> Consent:
        """Return a consent; raises `NotThereError`."""
        row = self._ground.one(select(consents).where(consents.c.id == id_))
        if row is None:
            raise NotThereError("no such consent")
        return self._consent(row)

    def of_consultation(self, consultation: ConsultationId) -> tuple[Consent, ...]:
        """Return everything recorded for a consultation, in the order of recording."""
        statement = select(consents).where(consents.c.consultation == consultation)
        return tuple(self._consent(row) for row in self._ground.rows(statement.order_by(consents.c.position)))

    def current(self, consultation: ConsultationId, subject: PersonId | None = None) -> Consent | None:
        """Return what counts now for one subject of a consultation (None: the resident who writes)."""
        found = [consent for consent in self.of_consultation(consultation) if consent.subject == subject]
        return found[-1] if found else None

    def _next_position(self, consultation: ConsultationId) -> ScalarSelect[int]:
        # Two answers of one moment still have an order; two that are recorded at once meet the unique key.
        said = select(func.coalesce(func.max(consents.c.position), 0) + 1)
        return said.where(consents.c.consultation == consultation).scalar_subquery()

    def _consent(self, row: RowMapping) -> Consent:
        open_, id_ = self._ground.open, ConsentId(row["id"])
        return Consent(
            id=id_,
            municipality=MunicipalitySlug(row["municipality"]),
            consultation=ConsultationId(row["consultation"]),
            state=row["state"],
            by=By(row["actor"], row["at"], row["account"]),
            text_version=row["text_version"],
            how=row["how"],
            ground=row["ground"],
            subject=row["subject"],
            giver=row["giver"],
            reason=open_(consents.c.reason, id_, row["reason"]),
            must_not_tell=tuple(json.loads(open_(consents.c.must_not_tell, id_, row["must_not_tell"]))),
        )


class Persons:
    """The people of consultations and households, each with consents of their own."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, person: Person) -> None:
        """Store a person; a household that is not there yet is made."""
        if person.household is not None:
            made = {
                "id": person.household,
                "municipality": person.municipality,
                "created_at": person.created_at,
            }
            self._ground.insert_new(households, {**made})
        self._ground.run(
            persons.insert().values(
                id=person.id,
                municipality=person.municipality,
                household=person.household,
                resident=person.resident,
                consultation=person.consultation,
                particulars=self._sealed(person),
                created_at=person.created_at,
            )
        )

    def get(self, id_: PersonId) -> Person:
        """Return a person; raises `NotThereError`."""
        row = self._ground.one(select(persons).where(persons.c.id == id_))
        if row is None:
            raise NotThereError("no such person")
        return self._person(row)

    def save(self, person: Person) -> None:
        """Write changed particulars; raises `NotThereError`."""
        statement = update(persons).where(persons.c.id == person.id).values(particulars=self._sealed(person))
        if self._ground.run(statement).rowcount != 1:
            raise NotThereError("no such person")

    def of_consultation(self, consultation: ConsultationId) -> tuple[Person, ...]:
        """Return the people of a consultation, in the order they were entered."""
        statement = select(persons).where(persons.c.consultation == consultation)
        return tuple(self._person(row) for row in self._ground.rows(statement.order_by(persons.c.created_at)))

    def of_household(self, household: str) -> tuple[Person, ...]:
        """Return the people of a household, in the order they were entered."""
        statement = select(persons).where(persons.c.household == household)
        return tuple(self._person(row) for row in self._ground.rows(statement.order_by(persons.c.created_at)))

    def _sealed(self, person: Person) -> bytes:
        names = ("name", "phone", "address", "relation", "remarks")
        text = json.dumps({name: getattr(person, name) for name in names}, ensure_ascii=False)
        return self._ground.seal(persons.c.particulars, person.id, text)

    def _person(self, row: RowMapping) -> Person:
        particulars = json.loads(self._ground.open(persons.c.particulars, row["id"], row["particulars"]))
        return Person(
            id=PersonId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            created_at=row["created_at"],
            consultation=row["consultation"],
            resident=row["resident"],
            household=row["household"],
            **particulars,
        )
