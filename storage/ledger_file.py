"""The ledger of erasures as a file beside the backups: keyed hashes, no persons."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from routing.consultation import MunicipalitySlug
from storage.database import Database
from storage.erasures import ErasedKind, Erasure
from storage.errors import BackupError


def write_ledger(database: Database, path: Path) -> int:
    """Write the ledger of erasures beside the backups; return its length. It holds keyed hashes, no persons."""
    with database.reading() as tx:
        lines = tx.erasures.ledger()
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    written = (json.dumps({**asdict(line), "at": line.at.isoformat()}) + "\n" for line in lines)
    beside.write_text("".join(written), encoding="utf-8")
    beside.replace(path)
    return len(lines)


def read_ledger(path: Path) -> tuple[Erasure, ...]:
    """Read what `write_ledger` wrote; raises `BackupError` for anything else."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
        return tuple(
            Erasure(
                MunicipalitySlug(row["municipality"]),
                ErasedKind(row["kind"]),
                str(row["subject"]),
                datetime.fromisoformat(row["at"]),
                str(row["reason"]),
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{path.name} is no ledger of erasures") from error
