"""From a decision to what is said: cards, a choice, a short question, or an honest "I don't know"."""

from collections.abc import Sequence

from bot.desk.answering import Answering
from bot.desk.buttons import Tap
from bot.desk.cards import candidate_cards, default_card
from bot.desk.reply import Button, Cards, Part, Question, QuickReply, Reply, Say
from routing.decision import Candidate, Decision, DecisionKind, Flag
from routing.urgency import Level, Triage

SHOWN = 3


def compose_answer(on: Answering, decision: Decision, triage: Triage) -> Reply:
    """Return what is said to a worry that is no danger."""
    if Flag.REFUSES_HELP in decision.flags:
        return Reply((Say(on.say("quiet.respected")),))
    if decision.kind is DecisionKind.ANSWER:
        return _answer(on, decision, triage)
    if decision.kind is DecisionKind.CHOOSE:
        return _choose(on, decision, triage)
    if decision.kind is DecisionKind.ASK and decision.options:
        return _ask(on, decision)
    return compose_unsure(on, decision, triage)


def _answer(on: Answering, decision: Decision, triage: Triage) -> Reply:
    best, rest = decision.candidates[:1], decision.candidates[1:SHOWN]
    say_why = _may_say_why(decision)
    cards = candidate_cards(on, best, badge=on.say("card.best"), say_why=say_why)
    cards += candidate_cards(on, _near(best[0], rest), badge=on.say("card.other"), say_why=say_why)
    return Reply((Say(on.say(_intro_key(decision, triage))), Cards(cards)), after_cards(on))


def _may_say_why(decision: Decision) -> bool:
    # An example such as 「近所の人が…」 under an accusation would sound like agreeing with it.
    return Flag.ACCUSATION not in decision.flags


def _near(best: Candidate, rest: Sequence[Candidate]) -> tuple[Candidate, ...]:
    # Far weaker candidates beside a clear answer only make an old person choose between noise.
    return tuple(candidate for candidate in rest if candidate.confidence >= best.confidence / 3)


def _intro_key(decision: Decision, triage: Triage) -> str:
    if Flag.ACCUSATION in decision.flags:
        return "answer.accusation"
    if triage.danger_topic:
        return "answer.danger_topic"
    if triage.level is Level.SAME_DAY:
        return "answer.intro_same_day"
    if Flag.MULTIPLE_NEEDS in decision.flags:
        return "answer.multiple"
    if Flag.THIRD_PERSON in decision.flags:
        return "answer.third_person"
    return "answer.intro"


def _choose(on: Answering, decision: Decision, triage: Triage) -> Reply:
    chosen = decision.candidates[:SHOWN]
    key = _intro_key(decision, triage)
    intro = on.say("ask.desks") if key == "answer.intro" else on.say(key)
    cards = candidate_cards(on, chosen, say_why=_may_say_why(decision))
    desks = [
        (c.destination, on.town.desks[c.destination].name) for c in chosen if c.destination in on.town.desks
    ]
    names = tuple(QuickReply(name, on.data(Tap.CHOOSE, desk), name) for desk, name in desks)
    return Reply((Say(intro), Cards(cards)), names + after_cards(on))


def _ask(on: Answering, decision: Decision) -> Reply:
    buttons = tuple(
        Button(option.label, on.data(Tap.PICK, str(number)), option.label)
        for number, option in enumerate(decision.options)
    )
    key = "ask.which" if len(buttons) == 2 else "ask.which_of_many"
    neither = on.button("neither", Tap.PICK, "none")
    return Reply((Question(on.say(key), (*buttons, neither)),), (on.quick("person", Tap.PERSON),))


def compose_unsure(on: Answering, decision: Decision, triage: Triage) -> Reply:
    """Return the honest answer: the default destination, who will look at it, and what can be tried."""
    default = on.town.profile.default
    key = "answer.out_of_scope" if Flag.OUT_OF_SCOPE in decision.flags else "answer.unsure"
    special = _intro_key(decision, triage)
    if special in {"answer.accusation", "answer.danger_topic", "answer.third_person"}:
        key = special
    parts: tuple[Part, ...] = (
        Say(on.say(key, destination=default.name)),
        Cards((default_card(on),)),
        Say(on.who_looks()),
    )
    return Reply(parts, after_cards(on))


def after_cards(on: Answering) -> tuple[QuickReply, ...]:
    """Return the small buttons under cards."""
    return (
        on.quick("wrong", Tap.WRONG),
        on.quick("person", Tap.PERSON),
        on.quick("new_matter", Tap.DIFFERENT),
    )
