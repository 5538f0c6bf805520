"""Whom a request is about: found by LINE user id or by the number of a consultation."""

from dataclasses import dataclass, field

from routing.consultation import MunicipalitySlug
from storage.errors import NotThereError
from storage.residents import Resident
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Whose:
    """A person of one municipality, by one of the two ways they can be named."""

    municipality: MunicipalitySlug
    number: int | None = None
    line_user: str = field(default="", repr=False)


def person_meant(tx: Transaction, whose: Whose) -> Resident:
    """Return the resident that is meant; raises `NotThereError` when nobody is, or nobody is known by name any more."""
    if whose.number is not None:
        case = tx.consultations.by_number(whose.municipality, whose.number)
        if case.resident is None:
            raise NotThereError("nobody of a chat stands behind this consultation")
        return tx.residents.get(case.resident)
    found = tx.residents.find_line_user(whose.municipality, whose.line_user)
    if found is None:
        raise NotThereError("no such person")
    return found
