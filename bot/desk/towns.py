"""The towns: knowledge, judge and texts of each municipality, made anew when its knowledge changes."""

import threading
from collections.abc import Callable

from bot.desk.knowing import kept_profile
from bot.desk.town import Town
from bot.texts import Texts
from knowledge.profile import Profile
from routing.consultation import MunicipalitySlug
from routing.judge import judge_of_profile
from storage.transaction import Transaction

TextsOf = Callable[[Profile], Texts]


class Towns:
    """Keeps one `Town` per municipality and version of its knowledge; safe to share between threads.

    What is kept can always be made again from the database, so another process's change is seen with the
    next message: the version and the count of learned phrases are read in the message's own transaction.
    """

    def __init__(self, texts_of: TextsOf) -> None:
        self._texts_of = texts_of
        self._towns: dict[MunicipalitySlug, Town] = {}
        self._lock = threading.Lock()

    def of(self, tx: Transaction, slug: MunicipalitySlug) -> Town:
        """Return the municipality as it is known now; raise `storage.errors.NotThereError` for none."""
        stored = tx.municipalities.get(slug)
        version, learned = stored.knowledge_version, stored.learned_version
        kept = self._towns.get(slug)
        if kept is not None and (kept.version, kept.learned) == (version, learned):
            return kept
        with self._lock:
            made = self._make(tx, slug, version, learned)
            self._towns[slug] = made
        return made

    def _make(self, tx: Transaction, slug: MunicipalitySlug, version: int, learned: int) -> Town:
        kept = self._towns.get(slug)
        if kept is not None and kept.version == version:
            judge = kept.judge.with_learned(tx.learning.learned(slug))
            return Town(slug, kept.profile, judge, kept.texts, version, learned)
        profile = kept_profile(tx, slug, version)
        judge = judge_of_profile(profile, tx.learning.learned(slug))
        return Town(slug, profile, judge, self._texts_of(profile), version, learned)
