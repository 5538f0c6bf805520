"""Hearing a text: danger first, then what the bot has open with this person, then the worry itself."""

from bot.desk.alarm import raise_alarm
from bot.desk.area_answers import learn_area, named_area
from bot.desk.bubbles import join_bubbles, wait_for_next
from bot.desk.concern import CONCERN, hear_concern
from bot.desk.contact import answer_contact, ask_to_rephrase, is_first_nonsense
from bot.desk.erasing import ask_before_erasing, say_what_is_kept
from bot.desk.flood import floods, hear_flood
from bot.desk.guided import hear_guided, standing_of
from bot.desk.incoming import TextSaid
from bot.desk.judging import decide, decide_together, triage_of, words_of
from bot.desk.person import call_person, note_for_coordinator
from bot.desk.staff_chat import hear_staff
from bot.desk.taps import press_typed
from bot.desk.turn import Turn
from bot.desk.typed import meant_button, wants_help_page
from bot.desk.visit import Visit, visit_again
from bot.desk.worry import DIFFERENT, take_worry
from routing.consultation import Consultation, ConsultationState, MatchStatus
from routing.continuing import SAME_BREATH
from routing.decision import Decision, DecisionKind, Flag, PrivacyRequest, Smalltalk
from routing.fragment import is_fragment
from routing.urgency import Danger, Triage
from storage.messages import Message, MessageId, MessageState
from storage.timed import Timed


def hear_text(visit: Visit, said: TextSaid) -> None:
    """Handle one text message of a resident."""
    message = visit.keep(kind="text", text=said.text, line_message=said.message)
    if message is not None:
        hear(visit, message)


def hear(visit: Visit, message: Message) -> None:
    """Decide what a text is, and answer it."""
    bubbles = join_bubbles(visit, message)
    triage = triage_of(visit, tuple(bubble.text for bubble in bubbles))
    if visit.awaits(CONCERN) and meant_button(visit, message.text) is None:
        hear_concern(visit, bubbles, triage)
    elif triage.alert and not (triage.dangers == (Danger.UNKNOWN,) and wants_help_page(visit, message.text)):
        raise_alarm(visit, bubbles, triage)
    elif not triage.danger_topic and floods(visit):
        hear_flood(visit, bubbles)
    elif visit.resident.with_coordinator(visit.now):
        _beside_coordinator(visit, bubbles)
    elif (data := meant_button(visit, message.text)) is not None:
        press_typed(visit, bubbles, data)
    elif hear_staff(visit, bubbles, message.text):
        pass
    elif (standing := standing_of(visit)) is not None:
        hear_guided(visit, bubbles, standing)
    elif (area := named_area(visit, message.text)) is not None:
        learn_area(visit, area, bubbles)
    else:
        _judge(visit, bubbles, triage)


def _judge(visit: Visit, bubbles: tuple[Message, ...], triage: Triage) -> None:
    visit, text = _another_matter(visit, _whole(bubbles))
    decision = decide_together(visit, text, _words_before(visit))
    if _may_wait(decision, triage) and is_fragment(text, decide(visit, text)):
        wait_for_next(visit, bubbles[-1])
    else:
        answer(visit, bubbles, decision, triage)


def _may_wait(decision: Decision, triage: Triage) -> bool:
    # Danger never waits for the next bubble, not even as a subject, and neither does somebody who wants to be left.
    return not (triage.alert or triage.danger_topic or Flag.REFUSES_HELP in decision.flags)


def _whole(bubbles: tuple[Message, ...]) -> str:
    # Only a fragment waits for the next bubble, so what follows goes on with the same sentence.
    return "".join(bubble.text for bubble in bubbles)


def _another_matter(visit: Visit, text: str) -> tuple[Visit, str]:
    """Take 「別の相談」 at the beginning of a text as the button of that name, and return what is left."""
    label = visit.say("menu.new_matter")
    rest = text.strip().removeprefix(label)
    if rest == text.strip() or not rest.strip():
        return visit, text
    visit.wait_for_answer(DIFFERENT)
    return visit.refreshed(), rest


def _in_the_same_breath(visit: Visit) -> Consultation | None:
    """Return the open matter that was spoken of within the same breath; None for none."""
    matter = visit.open_consultation()
    if matter is None or visit.awaits(DIFFERENT) or visit.now - matter.last_contact_at > SAME_BREATH:
        return None
    return matter


def _words_before(visit: Visit) -> str:
    """Return what was written in an open matter that waits for more words, if it was within the same breath."""
    matter = _in_the_same_breath(visit)
    if matter is None:
        return ""
    asked = matter.state is ConsultationState.WAITING_FOR_RESIDENT
    unmatched = matter.match_status is MatchStatus.UNMATCHED
    return words_of(visit, matter.id) if asked or unmatched else ""


def hear_waiting(turn: Turn, work: Timed) -> None:
    """Answer bubbles whose next one did not come in time; the reply token may still be good."""
    visit = visit_again(
        turn,
        turn.tx.messages.get(MessageId(work.subject)),
        reply_token=work.payload["reply_token"],
        event_id=work.payload["event"],
    )
    if visit is None:
        return
    last = turn.tx.messages.get(MessageId(work.subject))
    bubbles = join_bubbles(visit, last)
    # A later bubble has its own time to wait for the next, and takes this one along.
    if last.state is not MessageState.WAITING or bubbles[-1].id != last.id:
        return
    triage = triage_of(visit, tuple(bubble.text for bubble in bubbles))
    answer(visit, bubbles, decide_together(visit, _whole(bubbles), _words_before(visit)), triage)


def answer(visit: Visit, bubbles: tuple[Message, ...], decision: Decision, triage: Triage) -> None:
    """Answer what is no danger: mere contact, a wish for a person, a question about data, or a worry."""
    nonsense = Flag.NONSENSE in decision.flags and Flag.OTHER_LANGUAGE not in decision.flags
    matter = _in_the_same_breath(visit)
    if nonsense and matter is not None and matter.state is ConsultationState.WAITING_FOR_PERSON:
        call_person(visit, bubbles, matter)
    elif nonsense and matter is not None and matter.match_status is MatchStatus.MATCHED:
        ask_to_rephrase(visit, bubbles)
    elif decision.kind is DecisionKind.SMALLTALK or (nonsense and is_first_nonsense(visit)):
        answer_contact(visit, bubbles, decision)
    elif decision.kind is DecisionKind.PERSON:
        call_person(visit, bubbles)
    elif decision.kind is DecisionKind.PRIVACY:
        _answer_about_data(visit, bubbles, decision)
    else:
        take_worry(visit, bubbles, decision, triage)


def _answer_about_data(visit: Visit, bubbles: tuple[Message, ...], decision: Decision) -> None:
    if decision.privacy is PrivacyRequest.ERASE:
        ask_before_erasing(visit, bubbles)
    else:
        say_what_is_kept(visit, bubbles, decision)


def _beside_coordinator(visit: Visit, bubbles: tuple[Message, ...]) -> None:
    """Keep quiet while a coordinator talks, except for the two things only the bot can do: help, and own data."""
    decision = decide(visit, _whole(bubbles))
    if decision.smalltalk is Smalltalk.HELP:
        answer_contact(visit, bubbles, decision)
    elif decision.kind is DecisionKind.PRIVACY:
        _answer_about_data(visit, bubbles, decision)
    else:
        note_for_coordinator(visit, bubbles)
