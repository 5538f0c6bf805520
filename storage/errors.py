"""What can go wrong with the database, in words the rest of the product may know."""


class StorageError(Exception):
    """The root of what storage raises."""


class StorageUnavailableError(StorageError):
    """The database is locked, full, read-only or away. Nothing was stored; try again later."""


class AlreadyThereError(StorageError):
    """A unique key is taken or a rule of the schema is broken. Nothing was stored; do not retry."""


class StaleError(StorageError):
    """Somebody else changed the record in between. Read it again, decide again."""


class NotThereError(StorageError, LookupError):
    """There is no such record (any more). Do not retry."""


class BackupError(StorageError):
    """The file is no backup, was changed, or was made under keys that are not here; or the database is not empty."""
