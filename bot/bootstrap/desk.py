"""The desk with all its collaborators: what the worker and the commands use."""

from bot.bootstrap.opening import Installation
from bot.clock import Clock, SystemClock
from bot.desk.desk import Desk
from bot.desk.towns import Towns
from bot.line.events import read_event
from bot.line.render import LineRenderer
from bot.randomness import SystemRandomness
from bot.texts import Texts, load_texts, texts_of_town
from knowledge.emergency_numbers import load_registry
from knowledge.profile import Profile
from routing.triage import load_rules
from storage.database import Database


def texts_of(profile: Profile) -> Texts:
    """Return the sentences of a municipality: the common ones, its own wording, its name and telephone."""
    town = profile.municipality
    standing: dict[str, str | int] = {"town": town.name}
    if town.telephone:
        standing["telephone"] = town.telephone
    return texts_of_town(profile.texts or {}, standing=standing)


def make_desk(installation: Installation, database: Database, clock: Clock | None = None) -> Desk:
    """Return the desk of this installation; loading the tokenizer's dictionary waits for the first message."""
    return Desk(
        database=database,
        towns=Towns(texts_of),
        renderer=LineRenderer(load_texts()),
        read_event=read_event,
        rules=load_rules(),
        registry=load_registry(),
        clock=clock or SystemClock(),
        randomness=SystemRandomness(),
        public_url=installation.settings.public_url,
    )
