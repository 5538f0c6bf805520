"""The towns: knowledge, judge and texts of each municipality, made anew when its knowledge changes."""

import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

from bot.desk.knowing import kept_profile
from bot.desk.town import Town
from bot.texts import Texts
from knowledge.profile import Profile
from routing.consultation import MunicipalitySlug
from routing.judge import judge_of_profile
from storage.database import Database
from storage.errors import NotThereError
from storage.transaction import Transaction

TextsOf = Callable[[Profile], Texts]


class Towns:
    """Keeps one `Town` per municipality and version of its knowledge; safe to share between threads.

    What is kept can always be made again from the database, so another process's change is seen with the
    next message: the version and the count of learned phrases are read in the message's own transaction.
    Reading a new version takes seconds where it has tens of thousands of entries; whoever comes meanwhile is
    answered from the version before it, whole.
    """

    def __init__(self, texts_of: TextsOf) -> None:
        self._texts_of = texts_of
        self._towns: dict[MunicipalitySlug, Town] = {}
        self._locks: defaultdict[MunicipalitySlug, threading.Lock] = defaultdict(threading.Lock)
        self._making = threading.Lock()

    def get_ready(self, database: Database, slug: MunicipalitySlug) -> None:
        """Read what has changed before a transaction that writes is opened: nobody shall wait for the reading.

        A municipality that is not there is left to whoever asks for it.
        """
        with database.reading() as tx, suppress(NotThereError):
            self.of(tx, slug)

    def of(self, tx: Transaction, slug: MunicipalitySlug) -> Town:
        """Return the municipality as it is known now; raise `storage.errors.NotThereError` for none."""
        stored = tx.municipalities.get(slug)
        version, learned = stored.knowledge_version, stored.learned_version
        kept = self._towns.get(slug)
        if kept is not None and (kept.version, kept.learned) == (version, learned):
            return kept
        lock = self._lock_of(slug)
        # What was learned is there in milliseconds, and whoever taught it expects it in the next answer.
        if not lock.acquire(blocking=kept is None or kept.version == version):
            assert kept is not None  # noqa: S101 - only then is the lock not waited for
            return kept
        try:
            made = self._towns[slug] = self._make(tx, slug, version, learned)
            return made
        finally:
            lock.release()

    def _lock_of(self, slug: MunicipalitySlug) -> threading.Lock:
        with self._making:
            return self._locks[slug]

    def _make(self, tx: Transaction, slug: MunicipalitySlug, version: int, learned: int) -> Town:
        kept = self._towns.get(slug)
        if kept is not None and (kept.version, kept.learned) == (version, learned):
            return kept
        if kept is not None and kept.version == version:
            judge = kept.judge.with_learned(tx.learning.learned(slug))
            return Town(slug, kept.profile, judge, kept.texts, version, learned)
        profile = kept_profile(tx, slug, version)
        judge = judge_of_profile(profile, tx.learning.learned(slug))
        return Town(slug, profile, judge, self._texts_of(profile), version, learned)
