"""Other languages: numbers and hand-over in the language of the one who writes, where we have it."""

from bot.desk.answering import Answering
from bot.desk.buttons import Tap
from bot.desk.cards import default_card
from bot.desk.danger import compose_numbers
from bot.desk.reply import Cards, Reply, Say
from knowledge.emergency_numbers import Registry
from routing.urgency import Danger, Level, Triage


def compose_foreign(on: Answering, registry: Registry) -> Reply:
    """Return the answer to a worry in another language: the hand-over, who reads, and the numbers for danger now."""
    said = (on.say_foreign("handover"), on.who_reads_foreign(), on.say_foreign("numbers"))
    triage = Triage(level=Level.EMERGENCY, dangers=(Danger.UNKNOWN,))
    parts = (
        Say("\n".join(said)),
        compose_numbers(on, triage, registry),
        Cards((default_card(on),)),
    )
    return Reply(parts, (on.quick("person", Tap.PERSON),))
