"""The doctor's questions about one installation: each answers with findings, and asks nobody outside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import tokyo
from bot.desk.town import Town
from bot.desk.town_gaps import stale_destinations, town_gaps
from bot.desk.turn import Turn
from knowledge.coverage import GapKind
from routing.duty import uncovered
from routing.roles import Role
from routing.working_days import day_bounds
from storage.municipalities import ChannelSecrets

SHOWN_GAPS = 3
LOOKED_AT = 20
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
MUST_HAVE_COME = timedelta(minutes=2)
_CHANNEL_SECRET = re.compile(r"[0-9a-f]{32}")
_CHANNEL_ID = re.compile(r"[0-9]{6,12}")


class Grade(StrEnum):
    """A `PROBLEM` refuses a go-live; a `WARNING` should be known."""

    PROBLEM = "problem"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor found, in English, free of secrets and of anything personal."""

    grade: Grade
    about: str
    text: str


def look_at_town(turn: Turn, channel: ChannelSecrets) -> Iterator[Finding]:
    """Yield what is wrong with one municipality: channel, people, rota, night route, destinations."""
    slug = turn.town.slug
    if not channel.access_token or not channel.secrets:
        yield Finding(Grade.PROBLEM, slug, f"no LINE channel is set (madoguchi municipality secret {slug})")
    yield from _secrets(slug, channel)
    yield from _clock(turn)
    yield from _people(turn)
    yield from _rota(turn)
    yield from _numbers(turn.town)
    yield from _destinations(turn.town, turn.now)


def _secrets(slug: str, channel: ChannelSecrets) -> Iterator[Finding]:
    """Secrets and tokens are copied by hand from three fields that lie side by side in LINE Developers."""
    if _CHANNEL_SECRET.fullmatch(channel.access_token):
        yield Finding(
            Grade.PROBLEM, slug, "the access token looks like a channel secret; the two were swapped"
        )
    for secret in channel.secrets:
        if _CHANNEL_ID.fullmatch(secret):
            yield Finding(Grade.PROBLEM, slug, "the channel secret is a number: that is the channel's id")
        elif not _CHANNEL_SECRET.fullmatch(secret):
            text = "the channel secret does not look like one (32 digits and letters from a to f)"
            yield Finding(Grade.WARNING, slug, text)


def _clock(turn: Turn) -> Iterator[Finding]:
    """The youngest of the last events tells: a redelivered one is old, but none comes before it happened."""
    ages = turn.tx.events.ages_at_receipt(turn.town.slug, newest=LOOKED_AT)
    youngest = min(ages, default=timedelta(0))
    if youngest < -CLOCKS_MAY_DIFFER:
        behind = f"{-youngest.total_seconds():.0f} seconds behind LINE's"
        yield Finding(Grade.PROBLEM, turn.town.slug, f"the clock of this machine is {behind}: set it by NTP")
    elif len(ages) == LOOKED_AT and youngest > MUST_HAVE_COME:
        late = f"{youngest.total_seconds():.0f} seconds"
        text = (
            f"all of the last {LOOKED_AT} events came {late} late or later: this machine's clock may be ahead"
        )
        yield Finding(Grade.WARNING, turn.town.slug, text)


def _people(turn: Turn) -> Iterator[Finding]:
    slug = turn.town.slug
    people = turn.tx.accounts.of_municipality(slug)
    coordinators = [person for person in people if person.role is Role.COORDINATOR]
    if not coordinators:
        yield Finding(
            Grade.PROBLEM, slug, "there is no coordinator (madoguchi user add NAME --role coordinator)"
        )
    if not any(person.role is Role.ADMINISTRATOR for person in people):
        yield Finding(Grade.PROBLEM, slug, "there is no administrator")
    for person in coordinators:
        if not person.line_user and not person.email:
            yield Finding(
                Grade.PROBLEM, slug, f"coordinator {person.login} has neither LINE nor e-mail for alerts"
            )
        elif not person.email:
            yield Finding(Grade.WARNING, slug, f"coordinator {person.login} has no e-mail as second channel")


def _rota(turn: Turn) -> Iterator[Finding]:
    """Hours in which nobody is on duty are allowed only where the night route says who answers then."""
    slug, here = turn.town.slug, tokyo(turn.now)
    monday = day_bounds(here.date() - timedelta(days=here.weekday()), here)[0]
    gaps = uncovered(turn.tx.duty.rota(slug), turn.town.profile.areas, monday)
    if not gaps:
        return
    total = sum((end - start for start, end in gaps), timedelta())
    shown = ", ".join(f"{start:%a %H:%M}-{end:%a %H:%M}" for start, end in gaps[:SHOWN_GAPS])
    text = f"nobody is on duty in {total.total_seconds() / 3600:.0f} of 168 hours a week ({shown}, ...)"
    if turn.town.profile.municipality.night.telephone:
        yield Finding(Grade.WARNING, slug, f"{text}; the night route is told then")
    else:
        yield Finding(
            Grade.PROBLEM, slug, f"{text}, and no night route is set ([night] in municipality.toml)"
        )


def _numbers(town: Town) -> Iterator[Finding]:
    if not town.telephone:
        yield Finding(Grade.PROBLEM, town.slug, "the desk has no telephone number to show")
    if town.profile.municipality.office_hours is None:
        yield Finding(Grade.WARNING, town.slug, "the office hours are not known")


def _destinations(town: Town, now: datetime) -> Iterator[Finding]:
    today = tokyo(now).date()
    missing: dict[GapKind, list[str]] = {}
    for gap in town_gaps(town.profile, today):
        missing.setdefault(gap.kind, []).append(f"{gap.of} {gap.name}")
    for kind, names in missing.items():
        yield Finding(Grade.PROBLEM, town.slug, f"{kind}: {', '.join(names)} (madoguchi knowledge check)")
    if stale := stale_destinations(town.profile.matched, today):
        text = f"{len(stale)} destinations were not checked for 180 days"
        yield Finding(Grade.WARNING, town.slug, text)
