"""The desk: the collaborators that every use case is handed."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.desk.incoming import Incoming
from bot.desk.reply import Renderer
from bot.desk.towns import Towns
from bot.ports import Randomness
from knowledge.emergency_numbers import Registry
from routing.triage_rules import TriageRules
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Desk:
    """What the use cases need. It holds no state of its own: everything remembered is in the database."""

    database: Database
    towns: Towns
    renderer: Renderer
    read_event: Callable[[bytes], Incoming]
    rules: TriageRules
    registry: Registry
    clock: Clock
    randomness: Randomness
    public_url: str
