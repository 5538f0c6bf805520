"""Relays at a window's counter: begun with consent, picked up again, sent once, the same trouble noticed."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.clock import tokyo
from bot.desk.access import note as audit
from bot.desk.counter import Counter
from bot.desk.desk import Desk
from bot.desk.relay_memo import Judged, add_words, judge_note, open_relayed
from routing.consent import ConsentState
from routing.consultation import Consultation, ConsultationState
from routing.relay import (
    Caution,
    EarlierRelay,
    Fault,
    RelayId,
    RelayNote,
    RelayState,
    cautions_of,
    digits,
    faults_of,
    held_back,
    same_trouble,
)
from storage.errors import NotThereError, StaleError
from storage.relays import Relay

COMPARED_WITH = timedelta(days=30)
DRAFTS_STAY = timedelta(days=3)
DRAFT_TOLD = (RelayState.DRAFT,)


class UnfitError(ValueError):
    """A relay cannot go out yet; `faults` says why, by field. What was typed stays in the form. Mend and send again."""

    def __init__(self, faults: dict[str, Fault]) -> None:
        super().__init__(", ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class LookAgain:
    """What the clerk should look at before it goes out, and the earlier relay that tells the same, if one does."""

    relay: Relay
    cautions: tuple[Caution, ...]
    same: EarlierRelay | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A relay that went out: its consultation and what the desk says to it; `again` where it had gone out before.

    Without a consultation it was kept for the facility alone.
    """

    relay: Relay
    consultation: Consultation | None
    judged: Judged = field(repr=False)
    again: bool = False


def begin(counter: Counter, consent: ConsentState) -> Relay:
    """Begin a relay with the visitor's answer to the question whether it may be passed on."""
    turn = counter.turn
    return turn.tx.relays.add(
        Relay(
            id=RelayId(turn.new_id()),
            municipality=turn.town.slug,
            account=counter.account.id,
            window=counter.window_id,
            state=RelayState.DRAFT,
            consent=consent,
            created_at=turn.now,
            changed_at=turn.now,
        )
    )


def find(counter: Counter, id_: str) -> Relay:
    """Return a relay of this window; raise `NotThereError` for any other, as for none."""
    relay = counter.turn.tx.relays.get(RelayId(id_))
    if (relay.municipality, relay.window) != (counter.turn.town.slug, counter.window_id):
        raise NotThereError("no such relay")
    return relay


def drafts(counter: Counter) -> tuple[Relay, ...]:
    """Return what was begun at this window and not sent, the latest first."""
    since = counter.turn.now - DRAFTS_STAY
    found = counter.turn.tx.relays.of_window(
        counter.turn.town.slug, counter.window_id, states=DRAFT_TOLD, since=since
    )
    return tuple(relay for relay in found if relay.note.trouble)


def keep(counter: Counter, relay: Relay, note: RelayNote, *, version: int) -> Relay:
    """Keep what has been typed so far; raise `StaleError` where another clerk wrote into the same relay meanwhile.

    A relay that has gone out stays as it went.
    """
    kept = held_back(relay.consent, note)
    if relay.state is not RelayState.DRAFT or kept == relay.note:
        return relay
    if version != relay.version and relay.note.trouble not in {"", note.trouble}:
        raise StaleError("another clerk wrote into this relay")
    return counter.turn.tx.relays.save(replace(relay, note=kept, changed_at=counter.turn.now))


def drop(counter: Counter, relay: Relay) -> Relay:
    """Give up a draft: its words go at once."""
    if relay.state is not RelayState.DRAFT:
        return relay
    dropped = replace(relay, state=RelayState.DROPPED, note=RelayNote(), changed_at=counter.turn.now)
    return counter.turn.tx.relays.save(dropped)


def send(
    counter: Counter, relay: Relay, note: RelayNote, *, version: int, looked: frozenset[str] = frozenset()
) -> Sent | LookAgain:
    """Pass a relay on, once however often it is sent; `looked` are the cautions that the clerk has seen.

    Raises `UnfitError`, and `StaleError` as `keep` does.
    """
    if relay.state is not RelayState.DRAFT:
        return sent_before(counter, relay)
    relay = keep(counter, relay, note, version=version)
    faults = faults_of(relay.note, tokyo(counter.turn.now).date())
    if relay.note.area is not None and counter.turn.town.profile.areas.get(relay.note.area) is None:
        faults["area"] = Fault.UNKNOWN
    if faults:
        raise UnfitError(faults)
    earlier = _earlier(counter)
    cautions = cautions_of(relay.note, ours=_our_numbers(counter), earlier=earlier)
    if set(cautions) - looked:
        return LookAgain(relay, cautions, same_trouble(relay.note, earlier))
    return _send(counter, relay)


def _send(counter: Counter, relay: Relay) -> Sent:
    judged = judge_note(counter, relay.note)
    turn, stays_here = counter.turn, counter.is_facility and relay.consent is ConsentState.REFUSED
    if stays_here and not judged.triage.alert:
        kept = replace(relay, state=RelayState.KEPT, changed_at=turn.now, sent_at=turn.now)
        return Sent(turn.tx.relays.save(kept), None, judged)
    consultation = open_relayed(counter, relay, judged)
    saved = turn.tx.relays.save(
        replace(
            relay,
            state=RelayState.SENT,
            consultation=consultation.id,
            changed_at=turn.now,
            sent_at=turn.now,
        )
    )
    audit(turn.tx, counter.account, turn.now, "relay.send", about=("consultation", consultation.id))
    return Sent(saved, consultation, judged)


def send_as_same(counter: Counter, relay: Relay, number: int) -> Sent:
    """Add a relay to the consultation that an earlier one of this window opened; raise `NotThereError` for another."""
    if relay.state is not RelayState.DRAFT:
        return sent_before(counter, relay)
    turn = counter.turn
    found = next((e for e in _earlier(counter) if e.number == number), None)
    if found is None:
        raise NotThereError("no such relay of this window")
    consultation = turn.tx.consultations.get(found.consultation)
    add_words(counter, relay, consultation.id)
    reopened = consultation.state is ConsultationState.CLOSED
    changed = replace(
        consultation,
        last_contact_at=turn.now,
        state=ConsultationState.WAITING_FOR_PERSON if reopened else consultation.state,
        outcome=None if reopened else consultation.outcome,
        closed_at=None if reopened else consultation.closed_at,
    )
    saved = turn.tx.consultations.save(changed, counter.by())
    sent = replace(relay, state=RelayState.SENT, consultation=saved.id, changed_at=turn.now, sent_at=turn.now)
    return Sent(turn.tx.relays.save(sent), saved, judge_note(counter, relay.note))


def sent_before(counter: Counter, relay: Relay) -> Sent:
    """Return what came of a relay that went out before: a double tap, the back button, a page opened again."""
    if relay.state is RelayState.DROPPED:
        raise NotThereError("the relay was given up")
    found = counter.turn.tx.consultations.get(relay.consultation) if relay.consultation is not None else None
    return Sent(relay, found, judge_note(counter, relay.note), again=True)


def remove_left(desk: Desk) -> int:
    """Remove what was begun and not sent for three days; return how many."""
    with desk.database.transaction() as tx:
        return tx.relays.remove_unsent(before=desk.clock.now() - DRAFTS_STAY)


def _earlier(counter: Counter) -> tuple[EarlierRelay, ...]:
    turn = counter.turn
    sent = turn.tx.relays.of_window(
        turn.town.slug,
        counter.window_id,
        states=(RelayState.SENT,),
        since=turn.now - COMPARED_WITH,
    )
    return tuple(
        EarlierRelay(relay.consultation, turn.tx.consultations.get(relay.consultation).number, relay.note)
        for relay in sent
        if relay.consultation is not None
    )


def _our_numbers(counter: Counter) -> frozenset[str]:
    town = counter.turn.town
    numbers = [counter.window.phone, town.telephone, *(desk.phone for desk in town.profile.destinations)]
    return frozenset(digits(number) for number in numbers if number)
