"""What is held on a person, for a request for disclosure (個人情報保護法76条), without who gave notice of an abuse.

Left out as well: names and addresses of other people, notes of colleagues among themselves, and restricted
consultations, about which their members decide.
Whether something of the rest must be blacked out (同法78条) is for the municipality to judge.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.clock import tokyo
from routing.consultation import Consultation
from storage.consents import Consent
from storage.messages import Message
from storage.referrals import Referral
from storage.residents import Resident
from storage.transaction import Transaction

Json = Mapping[str, object]


def held_on(tx: Transaction, resident: Resident) -> Json:
    """Return everything that is held on a resident as values for JSON; times are those of Tokyo."""
    cases = tx.consultations.of_resident(resident.id)
    open_cases = [case for case in cases if not case.restricted]
    numbers = {case.id: case.number for case in cases}
    shown = {case.id for case in open_cases} | {None}
    messages = [m for m in tx.messages.of_resident(resident.id) if m.consultation in shown]
    return {
        "person": {
            "first_written_at": _moment(resident.created_at),
            "last_written_at": _moment(resident.last_seen_at),
            "area": resident.area or "",
            "language": resident.language,
            "line_user": tx.residents.line_user(resident.id) or "",
        },
        "consultations": [_case(tx, case) for case in sorted(open_cases, key=lambda case: case.number)],
        "messages": [
            {"consultation": numbers.get(m.consultation) if m.consultation else None, **_message(m)}
            for m in messages
        ],
    }


def left_out(tx: Transaction, resident: Resident) -> int:
    """Return how many restricted consultations of a resident `held_on` leaves out."""
    return sum(case.restricted for case in tx.consultations.of_resident(resident.id))


def _case(tx: Transaction, case: Consultation) -> Json:
    return {
        "number": case.number,
        "received_at": _moment(case.received_at),
        "channel": case.channel.value,
        "state": case.state.value,
        "level": case.level.value,
        "category": case.category.value if case.category else "",
        "area": case.area or "",
        "summary": case.summary,
        "chosen": case.chosen or "",
        "outcome": case.outcome.value if case.outcome else "",
        "closed_at": _moment(case.closed_at),
        "people": [
            {"name": p.name, "phone": p.phone, "address": p.address, "relation": p.relation}
            for p in tx.persons.of_consultation(case.id)
            # Somebody else's name and address are theirs, and no part of this answer.
            if p.resident == case.resident
        ],
        "consents": [_consent(consent) for consent in tx.consents.of_consultation(case.id)],
        "referrals": [_referral(referral) for referral in tx.referrals.of_consultation(case.id)],
    }


def _message(message: Message) -> Json:
    return {
        "at": _moment(message.at),
        "from": message.author.value,
        "kind": message.kind,
        "text": message.text,
    }


def _consent(consent: Consent) -> Json:
    return {
        "at": _moment(consent.by.at),
        "state": consent.state.value,
        "ground": consent.ground.value if consent.ground else "",
        "text_version": consent.text_version,
        "how": consent.how,
    }


def _referral(referral: Referral) -> Json:
    return {
        "destination": referral.destination,
        "state": referral.state.value,
        "created_at": _moment(referral.created_at),
        "sheet": referral.sheet,
        "report": referral.report,
    }


def _moment(at: datetime | None) -> str:
    return tokyo(at).isoformat(timespec="seconds") if at is not None else ""
