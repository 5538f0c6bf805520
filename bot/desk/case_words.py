"""The words by which sealed texts are found: of messages, notes and the memo's summary."""

from collections.abc import Iterable

from knowledge.tokens import analyse
from routing.consultation import Consultation
from storage.memo import SUMMARY
from storage.messages import Message, MessageState
from storage.transaction import Transaction

LONGEST_WORD = 64


def telling_words(text: str) -> frozenset[str]:
    """Return the words of a text that say something about a matter, in their dictionary form."""
    return frozenset(word.lemma for word in analyse(text).telling if len(word.lemma) <= LONGEST_WORD)


def index_messages(tx: Transaction, consultation: Consultation, messages: Iterable[Message]) -> None:
    """Let the words of messages lead to their consultation; what was erased leads nowhere."""
    for message in messages:
        if message.text and message.state is not MessageState.ERASED:
            index_text(tx, consultation, message.id, message.text)


def index_summary(tx: Transaction, consultation: Consultation) -> None:
    """Let the words of the summary lead to the consultation, in place of those of an earlier summary."""
    index_text(tx, consultation, SUMMARY, consultation.summary)


def index_text(tx: Transaction, consultation: Consultation, source: str, text: str) -> None:
    """Let the words of one text lead to a consultation."""
    tx.words.index(consultation.municipality, consultation.id, source, telling_words(text))
