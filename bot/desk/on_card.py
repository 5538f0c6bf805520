"""A button of a card: the consultation and the answer it belongs to."""

from dataclasses import dataclass

from bot.desk.answering import Answering
from bot.desk.visit import Visit
from knowledge.destinations import Destination
from routing.consultation import Consultation
from storage.answers import Answer


@dataclass(frozen=True, slots=True)
class OnCard:
    """What a button of a card acts on; `value` is the destination or the number of the option it carries."""

    visit: Visit
    consultation: Consultation
    answer: Answer
    value: str

    @property
    def on(self) -> Answering:
        """What composing an answer needs."""
        return self.visit.answering(self.consultation.id, self.answer.id)

    @property
    def destination(self) -> Destination:
        """The destination the button carries, or the default where it may no longer be offered."""
        return self.visit.town.offered(self.value) or self.visit.town.profile.default
