"""What the page says once a relay went out: the number, who reads, whom to call now, and where to send the visitor."""

from dataclasses import dataclass

from bot.clock import tokyo
from bot.desk.answering import Answering
from bot.desk.cards import destination_card
from bot.desk.counter import Counter
from bot.desk.danger import numbers_for
from bot.desk.presence import presence, say_nobody_reads
from bot.desk.relaying import Sent
from bot.texts.moments import when_said
from knowledge.destinations import Destination
from knowledge.emergency_numbers import EmergencyNumber
from routing.consultation import Consultation, ConsultationState
from routing.decision import DecisionKind

SHOWN = 3


@dataclass(frozen=True, slots=True)
class Sayable:
    """A card as a page shows it."""

    id: str
    name: str
    description: str
    phone: str
    phone_note: str
    opening: str
    address: str


def answer_values(counter: Counter, sent: Sent) -> dict[str, object]:
    """Return what the pages after sending show; nothing in it tells anything about the visitor."""
    on = _answering(counter, sent)
    return {
        "relay": sent.relay,
        "case": sent.consultation,
        "window": counter.window,
        "cards": _cards(on, sent),
        "numbers": _numbers(counter, sent),
        "who_reads": _who_reads(counter, on, sent.consultation) if sent.consultation else [],
    }


def _answering(counter: Counter, sent: Sent) -> Answering:
    turn, found = counter.turn, sent.consultation
    area = found.area if found is not None else counter.window.area
    there = presence(turn.town, turn.tx.duty.rota(turn.town.slug), area, turn.now)
    return Answering(turn.town, found.id if found else "", "", there, turn.now)


def _cards(on: Answering, sent: Sent) -> list[Sayable]:
    decision, found = sent.judged.decision, []
    if decision.kind in {DecisionKind.ANSWER, DecisionKind.CHOOSE, DecisionKind.ASK}:
        desks = (on.town.offered(candidate.destination) for candidate in decision.candidates[:SHOWN])
        found = [desk for desk in desks if desk is not None]
    return [_sayable(on, desk) for desk in found or [on.town.profile.default]]


def _sayable(on: Answering, desk: Destination) -> Sayable:
    card = destination_card(on, desk)
    return Sayable(
        desk.id, card.name, card.description, card.phone, card.phone_note, card.opening, card.address
    )


def _numbers(counter: Counter, sent: Sent) -> tuple[EmergencyNumber, ...]:
    triage, turn = sent.judged.triage, counter.turn
    if not (triage.alert or triage.danger_topic):
        return ()
    return numbers_for(turn.town, triage, turn.desk.registry, turn.now)


def _who_reads(counter: Counter, on: Answering, case: Consultation) -> list[str]:
    turn, say = counter.turn, counter.turn.town.texts.say
    if not on.presence.somebody:
        return [line for line in say_nobody_reads(turn.town, on.presence, turn.now).splitlines() if line]
    if turn.tx.alerts.open_of_consultation(case.id) is not None:
        return [say("relay.done.alerted_on_duty")]
    lines = [say("relay.done.queue_on_duty")]
    if case.state is ConsultationState.WAITING_FOR_PERSON and case.next_date is not None:
        when = when_said(turn.town.texts, tokyo(case.next_date), tokyo(turn.now))
        lines.append(say("relay.done.next_by_then", when=when))
    return lines
