"""What a text is, apart from any chat: its danger, and what matching makes of it."""

from bot.clock import tokyo
from bot.desk.visit import Visit
from knowledge.areas import AreaId
from routing.consultation import ConsultationId
from routing.decision import Decision, DecisionKind
from routing.question import Question
from routing.triage import assess
from routing.urgency import Triage
from storage.messages import Direction, MessageState

LONGEST_TOGETHER = 2000


def triage_of(visit: Visit, bubbles: tuple[str, ...]) -> Triage:
    """Return the verdict on the bubbles of one thought, read as one sentence and as a line each; the graver counts."""
    verdicts = [assess(joined.join(bubbles), visit.desk.rules) for joined in ("", "\n")]
    return next((verdict for verdict in verdicts if verdict.alert), verdicts[0])


def decide(visit: Visit, text: str, area: AreaId | None = None) -> Decision:
    """Ask the judge about a text, with what is known of the person's area and the time."""
    return visit.town.judge.judge(Question(text, area or visit.resident.area, tokyo(visit.now)))


def decide_together(visit: Visit, text: str, earlier: str) -> Decision:
    """Decide on a text that may answer what the bot asked: with the words before it, unless it is clear alone."""
    alone = decide(visit, text)
    if not earlier or alone.kind not in {DecisionKind.ASK, DecisionKind.HANDOVER}:
        return alone
    together = decide(visit, f"{earlier}\n{text}")
    return alone if together.kind is DecisionKind.HANDOVER else together


def words_of(visit: Visit, consultation: ConsultationId) -> str:
    """Return what the person wrote in a consultation, oldest first, the last two thousand characters of it."""
    said = visit.tx.messages.of_consultation(consultation)
    texts = [
        m.text for m in said if m.direction is Direction.IN and m.state is not MessageState.ERASED and m.text
    ]
    return "\n".join(texts)[-LONGEST_TOGETHER:]
