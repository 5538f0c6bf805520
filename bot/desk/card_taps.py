"""The buttons of cards that lead on: ちがう, the answer to a short question, a person, and whether answers are safe."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.desk.asking_back import plan_follow_up
from bot.desk.buttons import Tap
from bot.desk.cards import candidate_cards
from bot.desk.composing import SHOWN, after_cards, compose_unsure
from bot.desk.handing_over import call_myself, choose, choose_anyway, consent, refuse, tell_them
from bot.desk.memo import for_a_person
from bot.desk.on_card import OnCard
from bot.desk.person import call_person
from bot.desk.reply import Cards, Reply, Say
from routing.consultation import Actor, ChosenBy, ConsultationState, MatchStatus
from routing.decision import Candidate, DecisionKind
from routing.urgency import Triage

# A candidate with less than this share of the best one's confidence helps nobody who said ちがう.
FARTHEST = 4


def wrong(card: OnCard) -> None:
    """Show what comes next, or put a person on it when nothing is left or the second try was wrong too."""
    visit = card.visit
    left = () if card.answer.rejected_at is not None else _after(card)
    visit.tx.answers.reject(card.answer.id, at=visit.now)
    cards = candidate_cards(card.on, left, badge=visit.say("card.other"))
    if cards:
        parts = (Say(visit.say("matter.wrong_next")), Cards(cards))
        visit.reply(Reply(parts, after_cards(card.on)), card.consultation)
        return
    consultation = for_a_person(visit, card.consultation, unmatched=True)
    default = visit.town.profile.default
    reply = compose_unsure(card.on, card.answer.decision, Triage())
    first = Say(visit.say("answer.no_more", destination=default.name))
    visit.reply(Reply((first, *reply.parts[1:]), reply.quick_replies), consultation)


def _after(card: OnCard) -> tuple[Candidate, ...]:
    """Return what comes after the one that was wrong, or after all that were shown, as far as it is no mere guess."""
    decision = card.answer.decision
    ranked = decision.candidates if decision.kind is not DecisionKind.HANDOVER else ()
    ranked = tuple(c for c in ranked if c.confidence >= ranked[0].confidence / FARTHEST)
    places = [place for place, c in enumerate(ranked) if c.destination == card.value]
    start = places[0] + 1 if places else SHOWN
    return ranked[start : start + 2]


def pick(card: OnCard) -> None:
    """Take the answer to the short question: the cards of that option."""
    visit = card.visit
    options = card.answer.decision.options
    number = int(card.value) if card.value.isdecimal() else len(options)
    wanted = options[number].destinations if number < len(options) else ()
    chosen = tuple(c for c in card.answer.decision.candidates if c.destination in wanted)[:SHOWN]
    cards = candidate_cards(card.on, chosen, badge=visit.say("card.best") if len(chosen) == 1 else "")
    if not cards:
        wrong(replace(card, value=""))
        return
    first = visit.town.desks[chosen[0].destination]
    state = card.consultation.state
    asked = state is ConsultationState.WAITING_FOR_RESIDENT
    consultation = visit.tx.consultations.save(
        replace(
            card.consultation,
            state=ConsultationState.ANSWERED if asked else state,
            match_status=MatchStatus.MATCHED,
            category=first.category,
            chosen_by=ChosenBy.USER,
            last_contact_at=visit.now,
        ),
        visit.by(Actor.RESIDENT),
    )
    visit.tx.answers.choose(card.answer.id, first.id, by=ChosenBy.USER, at=visit.now)
    parts = (Say(visit.say("answer.intro")), Cards(cards))
    visit.reply(Reply(parts, after_cards(card.on)), consultation)


def person(card: OnCard) -> None:
    """Put the matter into the coordinators' queue."""
    call_person(card.visit, (), card.consultation)


def safe(card: OnCard) -> None:
    """Note that answers may come; only then is it asked later how it went."""
    _set_quiet(card, quiet=False)
    plan_follow_up(card.visit.turn, card.consultation)
    card.visit.reply_text("safety.noted_safe", card.consultation)


def not_safe(card: OnCard) -> None:
    """Note that nothing may be sent unasked: somebody else may be looking."""
    _set_quiet(card, quiet=True)
    card.visit.reply_text("safety.quiet", card.consultation)


def _set_quiet(card: OnCard, *, quiet: bool) -> None:
    changed = replace(
        card.consultation, quiet=quiet, safe_to_contact=not quiet, last_contact_at=card.visit.now
    )
    card.visit.tx.consultations.save(changed, card.visit.by(Actor.RESIDENT))


ON_CARD: Mapping[Tap, Callable[[OnCard], None]] = {
    Tap.CHOOSE: choose,
    Tap.CHOOSE_ANYWAY: choose_anyway,
    Tap.CALL_MYSELF: call_myself,
    Tap.TELL_THEM: tell_them,
    Tap.CONSENT: consent,
    Tap.REFUSE: refuse,
    Tap.WRONG: wrong,
    Tap.PICK: pick,
    Tap.PERSON: person,
    Tap.SAFE: safe,
    Tap.NOT_SAFE: not_safe,
}
