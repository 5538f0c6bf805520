"""Coordinators and destinations at work in tests: offices on a chat's desk, cases with what a sheet needs."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from bot.desk.office import Office
from bot.desk.places import Place, place_of
from bot.desk.referring import draft, send
from bot.desk.sheet_paper import Written
from knowledge.destinations import DestinationId
from routing.consent import ConsentState, Ground, How
from routing.consultation import AccountId, Actor, Consultation
from routing.referral import ReferralId
from storage.consents import Consent, ConsentId, Person, PersonId
from storage.history import By
from storage.referrals import Referral
from tests.bot.desk.chat import Chat

COUNCIL = DestinationId("H-001")
SILVER = DestinationId("H-002")
NEIGHBOUR = DestinationId("H-003")
NAME, PHONE, ADDRESS = "鈴掛ほのか", "0999-55-0199", "ほおずき市架空町3-14"


def place_here(chat: Chat) -> Place:
    """Return the town as pages show it."""
    town = chat.desk.towns
    with chat.database.reading() as tx:
        version = town.of(tx, chat.slug).version
    return place_of(chat.slug, version, chat.profile)


@contextmanager
def office(chat: Chat, actor: Actor = Actor.COORDINATOR, account: str = "account-hana") -> Iterator[Office]:
    """Open a transaction of somebody at work."""
    who = AccountId(account) if actor is Actor.COORDINATOR else None
    with chat.database.transaction() as tx:
        by = By(actor, chat.clock.now(), who)
        yield Office(tx, place_here(chat), by, chat.desk.randomness, chat.desk.public_url)


def at_destination(chat: Chat) -> AbstractContextManager[Office]:
    """Open a transaction of a destination that came by its link."""
    return office(chat, Actor.DESTINATION)


def ask_consent(
    chat: Chat,
    state: ConsentState = ConsentState.GIVEN,
    *,
    ground: Ground | None = None,
    must_not_tell: tuple[str, ...] = (),
) -> Consent:
    """Record an answer of the one who writes, as a coordinator does after a telephone call."""
    with office(chat) as at:
        consent = Consent(
            id=ConsentId(at.new_id()),
            municipality=chat.slug,
            consultation=chat.only().id,
            state=state,
            by=at.by,
            text_version="2026-11/self",
            how=How.PHONE,
            ground=ground,
            must_not_tell=must_not_tell,
        )
        at.tx.consents.add(consent)
    return consent


def tell_particulars(chat: Chat) -> Person:
    """Let the one who writes say who they are."""
    case = chat.only()
    with office(chat) as at:
        person = Person(
            id=PersonId(at.new_id()),
            municipality=chat.slug,
            created_at=at.now,
            consultation=case.id,
            resident=case.resident,
            name=NAME,
            phone=PHONE,
            address=ADDRESS,
        )
        at.tx.persons.add(person)
    return person


def drafted(
    chat: Chat, to: DestinationId = COUNCIL, summary: str = "庭の手入れを頼みたい方です。"
) -> Referral:
    """Draft a sheet."""
    with office(chat) as at:
        return draft(at, case_of(at, chat), to, Written(summary, "一度連絡をお願いします。"))


def sent(chat: Chat, to: DestinationId = COUNCIL) -> Referral:
    """Draft a sheet and let it go out."""
    made = drafted(chat, to)
    with office(chat) as at:
        return send(at, case_of(at, chat), made)


def case_of(at: Office, chat: Chat) -> Consultation:
    """Return the one case as it stands in this transaction."""
    return at.tx.consultations.get(chat.only().id)


def again(chat: Chat, id_: ReferralId) -> Referral:
    """Return a referral as it stands now."""
    with chat.database.reading() as tx:
        return tx.referrals.get(id_)
