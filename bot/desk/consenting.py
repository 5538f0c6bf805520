"""Recording who consents for whom, and how; or the legal ground that stands in for a consent, with its reason."""

from dataclasses import dataclass, field

from bot.desk.office import Office
from bot.desk.withdrawing import withdraw
from routing.consent import ConsentState, Ground, How, text_version
from routing.consultation import Consultation
from storage.consents import Consent, ConsentId, Person, PersonId

LONGEST_NAME = 80
LONGEST_REASON = 500
MOST_NOT_TOLD = 10
ANSWERS = (ConsentState.GIVEN, ConsentState.REFUSED)
GROUNDS = tuple(ground for ground in Ground if ground is not Ground.CONSENT)
HOWS = (How.PHONE, How.COUNTER, How.PAPER, How.PAGE)


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as staff record it. `subject` None is the one who writes; `giver` None means the subject themselves."""

    state: ConsentState
    how: How
    subject: PersonId | None = None
    giver: PersonId | None = None
    must_not_tell: tuple[str, ...] = field(default=(), repr=False)


def record_answer(office: Office, case: Consultation, said: Said) -> Consent:
    """Record what was answered, with the version of the text that staff read out; a refusal stops what went out."""
    text = office.say("sheet.consent.read_out", town=office.place.name)
    version = text_version(office.say("resident.consent.version") + "/read", text)
    office.tx.consents.keep_text(case.municipality, version, text, now=office.now)
    if said.state is ConsentState.REFUSED:
        withdraw(office, case, how=said.how)
    consent = Consent(
        id=ConsentId(office.new_id()),
        municipality=case.municipality,
        consultation=case.id,
        state=said.state,
        by=office.by,
        text_version=version,
        how=said.how,
        subject=said.subject,
        giver=said.giver,
        must_not_tell=said.must_not_tell[:MOST_NOT_TOLD],
    )
    office.tx.consents.add(consent)
    return consent


def record_ground(office: Office, case: Consultation, ground: Ground, reason: str) -> Consent:
    """Record the ground on which a case may be passed on without asking; the reason says why it holds."""
    consent = Consent(
        id=ConsentId(office.new_id()),
        municipality=case.municipality,
        consultation=case.id,
        state=ConsentState.NOT_ASKED,
        by=office.by,
        text_version="ground",
        how=How.COUNTER,
        ground=ground,
        reason=reason,
    )
    office.tx.consents.add(consent)
    return consent


def add_person(office: Office, case: Consultation, given: dict[str, str], *, writer: bool) -> Person:
    """Keep the particulars of somebody a case is about; `writer` says that it is the one who writes in the chat."""
    person = Person(
        id=PersonId(office.new_id()),
        municipality=case.municipality,
        created_at=office.now,
        consultation=case.id,
        resident=case.resident if writer else None,
        name=given.get("name", ""),
        phone=given.get("phone", ""),
        address=given.get("address", ""),
        relation=given.get("relation", ""),
        remarks=given.get("remarks", ""),
    )
    office.tx.persons.add(person)
    return person
