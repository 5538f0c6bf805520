"""Where the visitor wants to be passed on to: the clerk's tap drafts a sheet, which a coordinator reads and sends."""

from contextlib import suppress
from dataclasses import replace

from bot.desk.alerting import tell_on_duty
from bot.desk.counter import Counter
from bot.desk.memo import BOT_HAS_IT
from bot.desk.office import office_of
from bot.desk.referring import NotSentError, draft
from bot.desk.sheet_paper import Written
from routing.consent import ConsentState
from routing.consultation import Actor, ChosenBy, Consultation, ConsultationState, MatchStatus
from storage.errors import NotThereError
from storage.relays import Relay


def choose(counter: Counter, relay: Relay, destination: str) -> Consultation:
    """Note the pick and draft a sheet for it, once; without consent nothing is noted, and nothing leaves.

    Raises `NotThereError` for a desk that is not offered, and for a relay that opened no consultation.
    """
    turn = counter.turn
    desk = turn.town.offered(destination)
    if desk is None or relay.consultation is None:
        raise NotThereError("no such desk or consultation")
    case = turn.tx.consultations.get(relay.consultation)
    consent = turn.tx.consents.current(case.id)
    if (
        consent is None
        or consent.state is not ConsentState.GIVEN
        or not case.is_open
        or case.chosen == desk.id
    ):
        return case
    picked = replace(
        case,
        chosen=desk.id,
        chosen_by=ChosenBy.WINDOW,
        category=desk.category,
        match_status=MatchStatus.MATCHED,
        state=ConsultationState.WAITING_FOR_PERSON if case.state in BOT_HAS_IT else case.state,
        last_contact_at=turn.now,
    )
    saved = turn.tx.consultations.save(picked, counter.by())
    people = turn.tx.persons.of_consultation(case.id)
    written = Written(summary=saved.summary, subject=people[-1].id if people else None)
    # What must not stand on a sheet is left to the coordinator, who then writes it anew.
    with suppress(NotSentError):
        draft(office_of(turn, Actor.WINDOW_STAFF), saved, desk.id, written)
    tell_on_duty(turn, saved)
    return saved
