"""Buttons tapped in a chat: each acts on the consultation and answer it was shown with, and on no other."""

from bot.desk.asking_back import ANSWERS, hear_how_it_went
from bot.desk.buttons import Tap, Tapped, read_button
from bot.desk.card_taps import ON_CARD
from bot.desk.contact import help_reply, menu
from bot.desk.incoming import ButtonTapped
from bot.desk.memo import join_messages, open_consultation, remember_answer
from bot.desk.menu_taps import ON_MENU
from bot.desk.on_card import OnCard
from bot.desk.person import call_person
from bot.desk.reply import Reply, Say
from bot.desk.visit import Visit
from routing.decision import Candidate, Decision, DecisionKind
from routing.urgency import Triage
from storage.answers import AnswerId
from storage.errors import NotThereError
from storage.messages import Message

TYPED = "button"
PICKED_BY_HAND = "本人が選んだ"


def hear_tap(visit: Visit, tapped: ButtonTapped) -> None:
    """Handle a tapped button; data that is not ours is answered with how to use the desk."""
    button = read_button(tapped.data)
    if button is None:
        visit.reply(help_reply(visit))
    elif button.tap in ANSWERS:
        hear_how_it_went(visit, button)
    elif button.tap in ON_MENU:
        ON_MENU[button.tap](visit, button)
    else:
        _on_card(visit, button)


def press_typed(visit: Visit, messages: tuple[Message, ...], data: str) -> None:
    """Handle the words of a button typed instead of tapped; they belong to the consultation of the button."""
    button = read_button(data)
    card = _card(visit, button) if button is not None else None
    if card is not None:
        join_messages(visit, messages, card.consultation)
    elif button is not None and button.tap is Tap.PERSON:
        call_person(visit, messages)
        return
    else:
        visit.as_contact(messages, TYPED)
    hear_tap(visit, ButtonTapped(data))


def _on_card(visit: Visit, button: Tapped) -> None:
    card = _card(visit, button)
    if card is None and button.tap is Tap.CHOOSE and not button.consultation:
        card = _card_without_worry(visit, button)
    if card is not None:
        ON_CARD[button.tap](card)
    elif button.tap is Tap.PERSON:
        call_person(visit, ())
    elif not button.consultation:
        visit.reply_text("menu.consult_prompt")
    else:
        visit.reply(Reply((Say(visit.say("matter.old_card")),), menu(visit)))


def _card(visit: Visit, button: Tapped) -> OnCard | None:
    """Return the open consultation and the answer of a button, if they are this person's and belong together."""
    try:
        answer = visit.tx.answers.get(AnswerId(button.answer))
        consultation = visit.tx.consultations.get(answer.consultation)
    except NotThereError:
        return None
    if answer.consultation != button.consultation:
        return None
    if consultation.resident != visit.resident.id or not consultation.is_open:
        return None
    return OnCard(visit, consultation, answer, button.value)


def _card_without_worry(visit: Visit, button: Tapped) -> OnCard | None:
    """Open a consultation for a desk picked from a list that answered no worry: windows near by, the default."""
    destination = visit.town.offered(button.value)
    if destination is None:
        return None
    decision = Decision(DecisionKind.ANSWER, (Candidate(destination.id, 1.0, (PICKED_BY_HAND,)),))
    consultation = open_consultation(visit, decision, Triage())
    return OnCard(visit, consultation, remember_answer(visit, consultation, decision), button.value)
