"""Guided intake: five short questions, each of which may be skipped, and one paragraph at the end.

Where it stands is in the open question's kind, so that help in between, or a second phone, changes nothing. Every
answer is a message of its consultation with the step as its note.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.desk.buttons import Tap, Tapped, write_button
from bot.desk.judging import decide, triage_of
from bot.desk.memo import go_on, join_messages, open_consultation
from bot.desk.person import call_person
from bot.desk.reply import QuickReply, Reply, Say
from bot.desk.turn import Turn
from bot.desk.visit import Visit
from bot.desk.worry import answer_worry
from knowledge.areas import AreaId
from routing.consultation import Actor, Consultation, ConsultationId, ConsultationState, ResidentId
from routing.decision import Decision, DecisionKind
from routing.typed import meant_label
from routing.urgency import Triage
from storage.errors import NotThereError
from storage.messages import Message
from storage.timed import Timed, TimedId

KIND = "guided"
NOTE = "guided."
LEFT_AFTER = timedelta(hours=1)
NOTHING_YET = Decision(DecisionKind.PERSON)


class Step(StrEnum):
    """The questions in their order."""

    WHO = "who"
    WHAT = "what"
    SINCE = "since"
    AREA = "area"
    CONTACT = "contact"


STEPS = tuple(Step)
CHOICES = {
    Step.WHO: ("who_me", "who_family", "who_other"),
    Step.CONTACT: ("contact_yes", "contact_no"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which question is open, and of which consultation; None before the first answer."""

    step: Step
    consultation: ConsultationId | None


def begin_guided(visit: Visit, _: Tapped) -> None:
    """Ask the first question."""
    _ask(visit, Standing(Step.WHO, None), first=visit.say("guided.begin"))


def standing_of(visit: Visit) -> Standing | None:
    """Return the question that is open with this person, None for none."""
    awaited = visit.resident.awaited(visit.now)
    kind, _, rest = (awaited.kind if awaited is not None else "").partition("/")
    step, _, consultation = rest.partition("/")
    if kind != KIND or step not in set(STEPS):
        return None
    return Standing(Step(step), ConsultationId(consultation) if consultation else None)


def hear_guided(visit: Visit, messages: tuple[Message, ...], standing: Standing) -> None:
    """Take a text as the answer to the open question."""
    text = "\n".join(message.text for message in messages)
    skip = visit.say("button.skip")
    is_skip = meant_label(text, (skip,)) is not None
    case = _case(visit, standing)
    join_messages(visit, messages, case)
    if not is_skip:
        visit.tx.messages.note([message.id for message in messages], f"{NOTE}{standing.step}")
    _go_on(visit, case, standing.step)


def skip_step(visit: Visit, _: Tapped) -> None:
    """Skip the open question; an old button asks nothing any more."""
    standing = standing_of(visit)
    if standing is None:
        visit.reply_text("menu.consult_prompt")
        return
    _go_on(visit, _case(visit, standing), standing.step)


def _case(visit: Visit, standing: Standing) -> Consultation:
    if standing.consultation is not None:
        try:
            return visit.tx.consultations.get(standing.consultation)
        except NotThereError:
            pass
    made = open_consultation(visit, NOTHING_YET, Triage())
    waiting = replace(made, state=ConsultationState.WAITING_FOR_RESIDENT)
    return visit.tx.consultations.save(waiting, visit.by(Actor.BOT))


def _go_on(visit: Visit, case: Consultation, done: Step) -> None:
    following = STEPS[STEPS.index(done) + 1 :]
    if not following:
        _finish(visit, case)
        return
    visit.tx.timed.add(
        Timed(
            id=TimedId(visit.new_id()),
            municipality=visit.town.slug,
            kind=KIND,
            subject=case.id,
            due_at=visit.now + LEFT_AFTER,
            dedupe_key=f"{KIND}:{case.id}:{following[0]}",
            payload={"step": following[0].value, "resident": visit.resident.id},
        )
    )
    _ask(visit, Standing(following[0], case.id), case=case)


def _ask(visit: Visit, standing: Standing, *, first: str = "", case: Consultation | None = None) -> None:
    visit.wait_for_answer(f"{KIND}/{standing.step}/{standing.consultation or ''}")
    question = visit.say(f"guided.ask_{standing.step}")
    words = [visit.say(f"guided.{key}") for key in CHOICES.get(standing.step, ())]
    choices = tuple(QuickReply(word, write_button(Tap.GUIDED_SAY, value=word), word) for word in words)
    skip = visit.say("button.skip")
    buttons = (*choices, QuickReply(skip, write_button(Tap.GUIDED_SKIP), skip))
    parts = (Say(first), Say(question)) if first else (Say(question),)
    visit.reply(Reply(parts, buttons), case)


def say_choice(visit: Visit, button: Tapped) -> None:
    """Take a tapped choice like the same words typed."""
    standing = standing_of(visit)
    if standing is None:
        visit.reply_text("menu.consult_prompt")
        return
    kept = visit.keep(kind="text", text=button.value, line_message=f"tap-{visit.origin.event_id}"[:64])
    if kept is not None:
        hear_guided(visit, (kept,), standing)


def _finish(visit: Visit, case: Consultation) -> None:
    """Write the summary, and answer what the trouble is; without one, a person takes it."""
    visit.stop_waiting()
    visit = visit.refreshed()
    answers = answers_of(visit.turn, case.id)
    what = answers.get(Step.WHAT, "")
    triage = triage_of(visit, (what,)) if what else Triage()
    decision = decide(visit, what, _area(visit, answers)) if what else NOTHING_YET
    contact = answers.get(Step.CONTACT, "")
    case = go_on(visit, case, decision, triage) if what else case
    case = visit.tx.consultations.save(
        replace(
            case,
            summary=summary_of(answers),
            area=_area(visit, answers) or case.area,
            quiet=case.quiet or contact == visit.say("guided.contact_no"),
        ),
        visit.by(Actor.BOT),
    )
    if not what or decision.kind is DecisionKind.PERSON:
        call_person(visit, (), case)
        return
    noted = visit.say("guided.done", summary=case.summary) if case.summary else ""
    answer_worry(visit, case, decision, triage, first=noted)


def _area(visit: Visit, answers: dict[Step, str]) -> AreaId | None:
    return visit.town.profile.areas.named_in(answers.get(Step.AREA, ""))


def answers_of(turn: Turn, case: ConsultationId) -> dict[Step, str]:
    """Return what was answered to each question; skipped ones are not in it."""
    found: dict[Step, str] = {}
    for message in turn.tx.messages.of_consultation(case):
        name = message.note.removeprefix(NOTE)
        if message.note.startswith(NOTE) and name in set(STEPS) and message.text:
            step = Step(name)
            found[step] = f"{found[step]}\n{message.text}" if step in found else message.text
    return found


def summary_of(answers: dict[Step, str]) -> str:
    """Return every given answer in the order of the questions as one paragraph, and nothing else."""
    given = (" ".join(answers[step].split()).rstrip("。") for step in STEPS if step in answers)
    said = "。".join(text for text in given if text)
    return f"{said}。" if said else ""


def left_in_between(turn: Turn, work: Timed) -> None:
    """Hand what was left in between to a person: the memo keeps what was answered, and says that it is not all."""
    case = turn.tx.consultations.get(ConsultationId(work.subject))
    resident = turn.tx.residents.get(ResidentId(work.payload["resident"]))
    awaited = resident.awaiting
    still = awaited is not None and awaited.kind == f"{KIND}/{work.payload['step']}/{case.id}"
    if not still or not case.is_open:
        return
    turn.tx.residents.set_awaiting(resident.id, None)
    left = replace(
        case,
        incomplete=True,
        summary=summary_of(answers_of(turn, case.id)),
        state=ConsultationState.WAITING_FOR_PERSON,
    )
    turn.tx.consultations.save(left, turn.by(Actor.BOT))
