"""Every sentence that people read, as data: the common texts, and what a municipality words differently."""

from bot.texts.moments import clock_said, opening_said, when_said
from bot.texts.reading import TextsError, load_texts, texts_of_town
from bot.texts.texts import MissingTextError, Texts

__all__ = [
    "MissingTextError",
    "Texts",
    "TextsError",
    "clock_said",
    "load_texts",
    "opening_said",
    "texts_of_town",
    "when_said",
]
