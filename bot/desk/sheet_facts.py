"""What is known for a sheet, and what it rests on: memo, people, consents; never who gave notice."""

from collections.abc import Mapping

from bot.clock import tokyo
from bot.desk.office import Office
from bot.desk.sheet_paper import Written
from bot.texts import Texts
from knowledge.destinations import Destination
from routing.consent import Basis, ConsentState, Ground
from routing.consultation import Actor, Consultation, Subject
from routing.duty_to_report import is_notice_of_abuse
from routing.sheet import Secrets, SheetField, compose_sheet, load_receivers
from storage.consents import Consent, Person, PersonId
from storage.messages import Direction
from storage.transaction import Transaction

# In the version of a text that was shown to somebody who speaks for another person.
FOR_ANOTHER = "/other/"
SPOKEN_BY = frozenset({Actor.RESIDENT, Actor.WINDOW_STAFF})


def consent_for(tx: Transaction, case: Consultation, subject: PersonId | None) -> Consent | None:
    """Return the answer that counts for one person of a case, None for none.

    For the one who writes it is the chat's own; that also counts for whom they spoke, where they were asked about them.
    """
    own = tx.consents.current(case.id, subject)
    if own is not None or subject is None:
        return own
    spoken = tx.consents.current(case.id)
    if spoken is None:
        return None
    is_writer = case.resident is not None and tx.persons.get(subject).resident == case.resident
    return spoken if is_writer or FOR_ANOTHER in spoken.text_version else None


def ground_for(tx: Transaction, case: Consultation) -> Consent | None:
    """Return the legal ground recorded last for a case; it holds whoever the sheet is about."""
    found = [c for c in tx.consents.of_consultation(case.id) if c.ground not in {None, Ground.CONSENT}]
    return found[-1] if found else None


def basis_of(tx: Transaction, case: Consultation, subject: PersonId | None) -> Basis:
    """Return what passing a case on rests on now."""
    consent, ground = consent_for(tx, case, subject), ground_for(tx, case)
    state = ConsentState.NOT_ASKED if consent is None else consent.state
    return Basis(state, ground.ground if ground is not None else None)


def subject_of_sheet(tx: Transaction, case: Consultation, subject: PersonId | None) -> Person | None:
    """Return whose particulars stand on a sheet: the one named, else the one who writes. Of a notice, only one named:
    who wrote it is the notifier.
    """
    if subject is not None:
        return tx.persons.get(subject)
    if is_notice_of_abuse(case.dangers):
        return None
    people = tx.persons.of_consultation(case.id)
    if case.resident is not None:
        own = [person for person in people if person.resident == case.resident]
    else:
        # At a counter nobody has a chat: who came for themselves is the one whose name was noted.
        own = [person for person in people if case.subject is Subject.WRITER]
    return own[-1] if own else None


def facts_of(office: Office, case: Consultation, written: Written, basis: Basis) -> dict[SheetField, str]:
    """Return everything that could stand on a sheet; which of it may is decided elsewhere."""
    place, texts = office.place, office.place.texts
    person = subject_of_sheet(office.tx, case, written.subject)
    facts = {
        SheetField.NUMBER: str(case.number),
        SheetField.RECEIVED: date_said(texts, case),
        SheetField.SENDER: texts.say("sheet.from", town=place.name),
        SheetField.TELEPHONE: place.telephone,
        SheetField.LEVEL: texts.say(f"console.level.{case.level}"),
        SheetField.CATEGORY: texts.say(f"console.category.{case.category}") if case.category else "",
        SheetField.AREA: place.area_name(case.area),
        SheetField.SUMMARY: written.summary,
        SheetField.REQUEST: written.request,
        SheetField.CONSENT: basis_said(office, case, written, basis),
        SheetField.MUST_NOT_TELL: "、".join(_must_not_tell(office.tx, case)),
    }
    if not is_notice_of_abuse(case.dangers):
        facts[SheetField.WORDS] = "\n".join(words_of_person(office.tx, case))
    if person is not None:
        facts |= {
            SheetField.NAME: person.name,
            SheetField.PHONE: person.phone,
            SheetField.ADDRESS: person.address,
            SheetField.RELATION: person.relation,
            SheetField.REMARKS: person.remarks,
        }
    return facts


def sheet_of(
    office: Office, case: Consultation, destination: Destination, written: Written
) -> Mapping[SheetField, str]:
    """Return the sheet as this receiver may see it at this moment."""
    basis = basis_of(office.tx, case, written.subject)
    allowed = load_receivers().allowed(destination.kind, personal=basis.personal)
    return compose_sheet(facts_of(office, case, written, basis), allowed, left_out=written.left_out)


def secrets_of(office: Office, case: Consultation) -> Secrets:
    """Return what staff must not write into a sheet of this case."""
    people = office.tx.persons.of_consultation(case.id)
    particulars = tuple(
        value for person in people for value in (person.name, person.phone, person.address) if value
    )
    numbers = (office.place.telephone, *(d.phone for d in office.place.destinations.values()))
    return Secrets(
        particulars=particulars,
        words=words_of_person(office.tx, case),
        notifier=office.tx.consultations.notifier(case.id) or "",
        public=tuple(number for number in numbers if number),
    )


def words_of_person(tx: Transaction, case: Consultation) -> tuple[str, ...]:
    """Return what the person wrote, or a clerk took down from them, oldest first; what was erased is gone."""
    return tuple(
        message.text
        for message in tx.messages.of_consultation(case.id)
        if message.direction is Direction.IN and message.author in SPOKEN_BY and message.text
    )


def basis_said(office: Office, case: Consultation, written: Written, basis: Basis) -> str:
    """Return in one sentence what a sheet rests on, with its day."""
    texts = office.place.texts
    found = ground_for(office.tx, case) if basis.ground else consent_for(office.tx, case, written.subject)
    if found is None:
        return texts.say("sheet.basis.not_asked")
    day = tokyo(found.by.at)
    said = texts.say("sheet.date", year=day.year, month=day.month, day=day.day)
    if basis.ground:
        return texts.say(f"sheet.basis.{basis.ground}", day=said)
    return texts.say(f"sheet.basis.{found.state}", day=said, how=texts.say(f"sheet.how.{found.how}"))


def date_said(texts: Texts, case: Consultation) -> str:
    """Return the Tokyo date of receipt."""
    day = tokyo(case.received_at)
    return texts.say("sheet.date", year=day.year, month=day.month, day=day.day)


def _must_not_tell(tx: Transaction, case: Consultation) -> tuple[str, ...]:
    said = (name for consent in tx.consents.of_consultation(case.id) for name in consent.must_not_tell)
    return tuple(dict.fromkeys(said))
