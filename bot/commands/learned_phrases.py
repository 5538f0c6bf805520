"""What the database has learned for a municipality, for `match --live` and `evaluate --live`."""

from bot.bootstrap.opening import open_installation, ready_database
from bot.settings import SettingsError
from knowledge.entries import LearnedPhrase
from routing.consultation import MunicipalitySlug
from storage.keys import KeysError


class NoDatabaseError(RuntimeError):
    """The database cannot be opened with these settings; the message names what is wrong. Mend the settings."""


def learned_phrases_of(slug: str) -> tuple[LearnedPhrase, ...]:
    """Return the learned phrases in use; raise `NoDatabaseError` when settings or keys are wrong."""
    try:
        installation = open_installation()
    except (SettingsError, KeysError) as error:
        raise NoDatabaseError(str(error)) from error
    with ready_database(installation).reading() as tx:
        return tx.learning.learned(MunicipalitySlug(slug))
