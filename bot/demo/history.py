"""Half a year of the demo's town: the same for the same seed, written in short transactions while the rest starts."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from importlib.resources import files
from random import Random

from bot.clock import TOKYO, tokyo
from bot.demo.history_cases import Kind, Made, Past, write_case
from knowledge.destinations import Destination, DestinationId
from knowledge.profile import Profile
from routing.consultation import AccountId, Channel, MunicipalitySlug
from routing.working_days import is_working_day, latest_digest
from storage.database import Database
from storage.duty import DigestRecord

DAYS = 182
TOGETHER = 3
# Cases on one working day, and on a day of rest: chosen to look like a town of some 40,000 people.
ON_WORKING_DAYS = (2, 3, 3, 4, 5, 6)
ON_DAYS_OF_REST = (0, 0, 1, 1)
CHANNELS = (Channel.LINE,) * 14 + (Channel.PHONE,) * 3 + (Channel.RELAY,) * 2 + (Channel.COUNTER,)
PEOPLE = 260


def load_words() -> Mapping[str, tuple[str, ...]]:
    """Return the texts of `history.toml`."""
    read = tomllib.loads(files("bot.demo").joinpath("history.toml").read_text(encoding="utf-8"))
    return {name: tuple(texts) for name, texts in read.items()}


def tell_half_a_year(
    database: Database, profile: Profile, staff: Sequence[AccountId], *, now: datetime, seed: int
) -> int:
    """Write half a year of cases before `now`; return how many. The present day's digest counts as sent."""
    chance = Random(seed)  # noqa: S311 - a story, no secret
    slug = MunicipalitySlug(profile.municipality.slug)
    past = Past(slug, profile, tuple(staff), now, chance, load_words())
    made = list(_cases(past))
    for start in range(0, len(made), TOGETHER):
        with database.transaction() as tx:
            for case in made[start : start + TOGETHER]:
                write_case(tx, past, case)
    with database.transaction() as tx:
        day = latest_digest(tokyo(now), profile.municipality.digest)
        for account in staff if day is not None else ():
            tx.digests.add(DigestRecord(past.new_id(), slug, account, day or now.date(), None, now, now))
    return len(made)


def _cases(past: Past) -> Iterator[Made]:
    """Yield what came, oldest first."""
    examples: dict[DestinationId, list[str]] = {}
    for phrase in past.profile.phrases:
        examples.setdefault(phrase.destination, []).append(phrase.text)
    desks = [desk for desk in past.profile.destinations if desk.offered and desk.id in examples]
    weights = [_weight(desk) for desk in desks]
    for back in range(DAYS, -1, -1):
        day = (tokyo(past.now) - timedelta(days=back)).date()
        count = past.chance.choice(ON_WORKING_DAYS if is_working_day(day) else ON_DAYS_OF_REST)
        moments = sorted(_moment(past, datetime.combine(day, time(8), TOKYO)) for _ in range(count))
        for at in moments:
            if at < past.now - timedelta(minutes=20):
                desk = past.chance.choices(desks, weights)[0]
                yield _case(past, desk, examples[desk.id], at, back=back)


def _moment(past: Past, morning: datetime) -> datetime:
    return morning + timedelta(minutes=past.chance.randrange(12 * 60))


def _weight(desk: Destination) -> int:
    # Small daily troubles and the elderly come far more often than anything else.
    return {"daily_living": 8, "elderly": 6, "community": 4, "health": 3, "child": 3}.get(
        desk.category.value, 1
    )


def _case(past: Past, desk: Destination, examples: Sequence[str], at: datetime, *, back: int) -> Made:
    chance = past.chance
    roll = chance.random()
    kind = Kind.URGENT if roll < 0.03 else Kind.UNMATCHED if roll < 0.09 else Kind.PLAIN
    texts = {Kind.URGENT: past.words["urgent"], Kind.UNMATCHED: past.words["unmatched"]}
    text = chance.choice(texts.get(kind) or tuple(examples))
    made = Made(
        kind=kind,
        text=text,
        desk=desk,
        at=at,
        channel=chance.choice(CHANNELS),
        person=chance.randrange(PEOPLE),
        # The last two weeks still have open ones; before that a few stay open, as they do.
        is_open=chance.random() < (0.8 if back < 4 else 0.35 if back < 14 else 0.02),
    )
    return replace(made, is_open=True) if back == 0 else made
