"""The gaps of a town before go-live: its fields, and the kinds of danger that no emergency number answers alone."""

from collections.abc import Iterable
from datetime import date, timedelta

from knowledge.coverage import Gap, gaps
from knowledge.destinations import Destination
from knowledge.emergency_numbers import load_registry
from knowledge.profile import Profile
from routing.urgency import Danger

CHECK_HOLDS = timedelta(days=180)


def town_gaps(profile: Profile, day: date) -> tuple[Gap, ...]:
    """Return the gaps on a Tokyo day. Where 110, 118 or 119 is the place to go, no desk of the town is asked for."""
    emergency = {
        danger for number in load_registry().current() if number.emergency for danger in number.dangers
    }
    needed = [
        danger.value for danger in Danger if danger.value not in emergency and danger is not Danger.UNKNOWN
    ]
    return gaps(profile.destinations, profile.municipality.danger_desks, needed, day)


def is_stale(destination: Destination, day: date) -> bool:
    """Tell whether a destination that residents are shown was last checked more than 180 days ago, or never."""
    if not destination.offered or not destination.valid_on(day):
        return False
    return destination.checked_on is None or day - destination.checked_on > CHECK_HOLDS


def stale_destinations(destinations: Iterable[Destination], day: date) -> tuple[Destination, ...]:
    """Return those of some destinations that somebody should check again."""
    return tuple(destination for destination in destinations if is_stale(destination, day))
