"""Where the phone itself may be in the wrong hands: nothing a lock screen or a chat list shows names the matter."""

from collections.abc import Sequence

from bot.desk.answering import Answering
from bot.desk.buttons import Tap
from bot.desk.reply import Question
from routing.urgency import Danger, Triage, Voice

NEUTRAL = frozenset(
    {
        Danger.PARTNER_VIOLENCE,
        Danger.VIOLENCE,
        Danger.SEXUAL_VIOLENCE,
        Danger.STALKING,
        Danger.CHILD_ABUSE,
        Danger.ELDER_ABUSE,
        Danger.DISABILITY_ABUSE,
    }
)


def is_neutral(dangers: Sequence[Danger]) -> bool:
    """Tell whether answers on these dangers must show nothing of the matter on a lock screen."""
    return any(danger in NEUTRAL for danger in dangers)


def safe_to_answer(on: Answering, triage: Triage) -> tuple[Question, ...]:
    """Return the question whether answers are safe, where the one who hurts may be beside the one who writes."""
    if not is_neutral(triage.dangers) or triage.voice is Voice.OTHER:
        return ()
    buttons = (on.button("safe", Tap.SAFE), on.button("not_safe", Tap.NOT_SAFE))
    return (Question(on.say("safety.ask"), buttons),)
