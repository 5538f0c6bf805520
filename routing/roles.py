"""The roles of people with an account."""

from enum import StrEnum


class Role(StrEnum):
    """What an account may be; which actions each role may take stands in one table beside it."""

    WINDOW = "window"
    FACILITY = "facility"
    DESTINATION = "destination"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
