"""The gaps of a town before go-live: its fields, and the kinds of danger that no emergency number answers alone."""

from datetime import date

from knowledge.coverage import Gap, gaps
from knowledge.emergency_numbers import load_registry
from knowledge.profile import Profile
from routing.urgency import Danger


def town_gaps(profile: Profile, day: date) -> tuple[Gap, ...]:
    """Return the gaps on a Tokyo day. Where 110, 118 or 119 is the place to go, no desk of the town is asked for."""
    emergency = {
        danger for number in load_registry().current() if number.emergency for danger in number.dangers
    }
    needed = [
        danger.value for danger in Danger if danger.value not in emergency and danger is not Danger.UNKNOWN
    ]
    return gaps(profile.destinations, profile.municipality.danger_desks, needed, day)
