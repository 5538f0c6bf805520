"""Options that name a person, and the entry that `forget` and `disclose` leave in the audit trail."""

import argparse
import sys
from datetime import datetime

from bot.desk.whose import Whose
from routing.consultation import Actor, MunicipalitySlug
from storage.audit import AuditEntry
from storage.history import By
from storage.residents import Resident
from storage.transaction import Transaction


def add_person_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare how a person is named. A LINE user id is read from standard input: a command line is seen by others."""
    parser.add_argument("--municipality", required=True, metavar="SLUG")
    named = parser.add_mutually_exclusive_group(required=True)
    named.add_argument("--case", type=int, metavar="NUMBER", help="who wrote the consultation of this number")
    named.add_argument(
        "--line-user-stdin", action="store_true", help="read the LINE user id from standard input"
    )


def whose_of(arguments: argparse.Namespace) -> Whose:
    """Return whom the options name."""
    line_user = sys.stdin.readline().strip() if arguments.line_user_stdin else ""
    return Whose(MunicipalitySlug(arguments.municipality), arguments.case, line_user)


def note_operator(tx: Transaction, action: str, resident: Resident, now: datetime) -> None:
    """Write into the audit trail what the operator did about a person."""
    by = By(Actor.OPERATOR, now)
    tx.audit.note(AuditEntry(by, action, "resident", resident.id, resident.municipality))


def said_yes(arguments: argparse.Namespace, question: str) -> bool:
    """Ask once more before something goes for good; `--yes` answers for scripts, and silence is a no."""
    if arguments.yes:
        return True
    sys.stderr.write(f"{question} Type yes to go on: ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() == "yes"
