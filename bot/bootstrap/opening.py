"""Opening an installation: settings, keys, database. Nothing heavy is imported here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.settings import Settings, read_settings
from storage.database import Database, open_database
from storage.keys import KeyRing, keys_from_file, parse_keys
from storage.schema import upgrade


@dataclass(frozen=True, slots=True)
class Installation:
    """The settings and the keys of one installation; processes open the database after they fork."""

    settings: Settings
    keys: KeyRing

    def database(self) -> Database:
        """Open the database; every process does so for itself."""
        if self.settings.database_url.startswith("sqlite"):
            self.settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        return open_database(self.settings.database_url, self.keys)


def open_installation(environ: Mapping[str, str] | None = None) -> Installation:
    """Read settings and keys; raise `bot.settings.SettingsError` or `storage.keys.KeysError` naming what is wrong."""
    settings = read_settings(os.environ if environ is None else environ)
    keys = parse_keys(settings.data_keys) if settings.data_keys else keys_from_file(key_file(settings))
    return Installation(settings, keys)


def key_file(settings: Settings) -> Path:
    """Return where made keys lie: beside the data directory, so that a copy of the data has no key in it."""
    data = settings.data_dir.resolve()
    return data.with_name(f"{data.name}-keys") / "data-keys"


def ready_database(installation: Installation) -> Database:
    """Open the database and bring its schema up to date."""
    database = installation.database()
    upgrade(database)
    return database
