"""Asking once how it went, some days after an answer, and what the three answers do."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.clock import tokyo
from bot.desk.alerting import tell_on_duty
from bot.desk.buttons import Tap, Tapped, write_button
from bot.desk.discretion import is_neutral
from bot.desk.owing import About, owe_push
from bot.desk.presence import say_other_ways
from bot.desk.quota import keeps_for_alerts
from bot.desk.reply import Button, Question, Reply, Say
from bot.desk.turn import Turn
from bot.desk.visit import Visit
from bot.texts.moments import when_said
from routing.consultation import Actor, Consultation, ConsultationId, ConsultationState, MatchStatus, Outcome
from routing.follow_up import Circumstances, asks_later, decent_moment, due_moment, may_ask
from storage.errors import NotThereError
from storage.timed import Timed, TimedId

KIND = "follow_up"
HOW_IT_WENT = "how_it_went"


def plan_follow_up(turn: Turn, case: Consultation) -> None:
    """Plan the one question of a case; a case that has it already keeps its time."""
    plan = turn.town.profile.municipality.follow_up
    turn.tx.timed.add(
        Timed(
            id=TimedId(turn.new_id()),
            municipality=case.municipality,
            kind=KIND,
            subject=case.id,
            due_at=due_moment(tokyo(turn.now), plan),
            dedupe_key=f"{KIND}:{case.id}",
        )
    )


def ask_how_it_went(turn: Turn, work: Timed) -> None:
    """Ask, if it may be asked now; put off to a decent hour or to the next day where that is better."""
    case = turn.tx.consultations.get(ConsultationId(work.subject))
    if case.resident is None or not may_ask(case, _circumstances(turn, case)) or keeps_for_alerts(turn):
        return
    plan, now = turn.town.profile.municipality.follow_up, tokyo(turn.now)
    decent = decent_moment(
        due_moment(now, replace(plan, days=1)) if asks_later(case, turn.now) else now, plan
    )
    if decent > now:
        # The worker was away, or the person is just writing: the question waits under a key of its own.
        later = replace(work, id=TimedId(turn.new_id()), due_at=decent)
        turn.tx.timed.add(replace(later, dedupe_key=f"{KIND}:{case.id}:{decent.date().isoformat()}"))
        return
    say = turn.town.texts.say
    buttons = tuple(
        Button(
            say(f"resident.button.{name}"),
            write_button(tap, consultation=case.id),
            say(f"resident.button.{name}"),
        )
        for name, tap in (
            ("connected", Tap.CONNECTED),
            ("not_yet", Tap.NOT_YET),
            ("not_right", Tap.NOT_RIGHT),
        )
    )
    reply = Reply((Question(say("resident.follow_up.ask"), buttons),), neutral=is_neutral(case.dangers))
    owe_push(turn, case.resident, reply, About(case.id, note=HOW_IT_WENT), dedupe_key=f"{KIND}:{case.id}")


def _circumstances(turn: Turn, case: Consultation) -> Circumstances:
    resident = turn.tx.residents.get(case.resident) if case.resident is not None else None
    return Circumstances(
        violent=is_neutral(case.dangers),
        reachable=resident is not None and resident.active,
        with_coordinator=resident is not None and resident.with_coordinator(turn.now),
    )


def hear_how_it_went(visit: Visit, button: Tapped) -> None:
    """Take one of the three answers; an old button of a case that ended is heard as well: it may not have worked."""
    case = _case_of(visit, button)
    if case is None:
        visit.reply_text("menu.consult_prompt")
        return
    ANSWERS[button.tap](visit, case)


def _connected(visit: Visit, case: Consultation) -> None:
    if case.is_open and visit.tx.alerts.open_of_consultation(case.id) is None:
        closed = replace(
            case,
            state=ConsultationState.CLOSED,
            outcome=Outcome.CONNECTED,
            closed_at=visit.now,
            next_date=None,
            last_contact_at=visit.now,
        )
        visit.tx.consultations.save(closed, visit.by(Actor.RESIDENT))
    visit.reply_text("follow_up.connected", case)


def _not_yet(visit: Visit, case: Consultation) -> None:
    _back_to_a_person(visit, case, "follow_up.not_yet", unmatched=False)


def _not_right(visit: Visit, case: Consultation) -> None:
    answer = visit.tx.answers.latest_of(case.id)
    if answer is not None:
        visit.tx.answers.reject(answer.id, at=visit.now)
    _back_to_a_person(visit, case, "follow_up.not_right", unmatched=True)


ANSWERS: Mapping[Tap, Callable[[Visit, Consultation], None]] = {
    Tap.CONNECTED: _connected,
    Tap.NOT_YET: _not_yet,
    Tap.NOT_RIGHT: _not_right,
}


def _back_to_a_person(visit: Visit, case: Consultation, key: str, *, unmatched: bool) -> None:
    with_somebody = case.state is ConsultationState.WITH_COORDINATOR
    waiting = replace(
        case,
        state=case.state if with_somebody else ConsultationState.WAITING_FOR_PERSON,
        match_status=MatchStatus.UNMATCHED if unmatched else case.match_status,
        outcome=None,
        closed_at=None,
        next_date=visit.now,
        last_contact_at=visit.now,
    )
    saved = visit.tx.consultations.save(waiting, visit.by(Actor.RESIDENT))
    tell_on_duty(visit.turn, saved)
    visit.reply(Reply((Say("\n".join((visit.say(key), _who_thinks_next(visit, saved)))),)), saved)


def _who_thinks_next(visit: Visit, case: Consultation) -> str:
    there = visit.presence(case.area)
    if there.somebody:
        return visit.say("follow_up.next_on_duty")
    if there.next_duty is not None and visit.town.telephone:
        when = when_said(visit.town.texts, tokyo(there.next_duty), tokyo(visit.now))
        return visit.say("follow_up.next_nobody", when=when)
    return "\n".join(
        line for line in (visit.say("reads.nobody_unknown"), say_other_ways(visit.town, visit.now)) if line
    )


def _case_of(visit: Visit, button: Tapped) -> Consultation | None:
    """Return the case of a button; None for another person's and for none."""
    try:
        case = visit.tx.consultations.get(ConsultationId(button.consultation))
    except NotThereError:
        return None
    return case if case.resident == visit.resident.id else None
