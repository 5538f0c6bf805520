"""Searching consultations: what was asked for as a closed set of names, turned into one selection."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from bot.clock import tokyo
from bot.desk.case_access import reach_of
from bot.desk.case_words import telling_words
from knowledge.areas import AreaId, AreaTree
from knowledge.destinations import Category, DestinationId
from routing.consultation import (
    AccountId,
    Channel,
    ConsultationState,
    MatchStatus,
    Outcome,
    WindowId,
)
from routing.urgency import Level
from routing.working_days import day_bounds
from storage.accounts import Account
from storage.selection import Selection

Query = Mapping[str, tuple[str, ...]]
Word = TypeVar("Word", bound=StrEnum)

FIELDS = (
    "q",
    "open",
    "state",
    "level",
    "category",
    "channel",
    "match_status",
    "outcome",
    "area",
    "window",
    "destination",
    "owner",
    "first",
    "last",
)
"""The names of a search; `q` holds words, which stand in no address."""

MOST_WORDS = 10
LONGEST_VALUE = 200


def query_of(given: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Return what was asked for: known names alone, nothing empty, nothing too long."""
    found = {
        name: tuple(v.strip()[:LONGEST_VALUE] for v in given.get(name, []) if v.strip()) for name in FIELDS
    }
    return {name: values for name, values in found.items() if values}


def number_in(query: Query) -> int | None:
    """Return the number of a case that was typed in place of words, or None."""
    said = query.get("q", ("",))[0].strip("番号 　")
    return int(said) if said.isdecimal() and len(said) < 10 and int(said) else None


def selection_of(account: Account, areas: AreaTree, query: Query, now: datetime) -> Selection:
    """Return the selection of a search, as far as an account reaches; values nobody knows find nothing by themselves.

    An area stands for everything below it. Days are Tokyo days, both included.
    """
    here = tokyo(now)
    first, last = _day(query, "first"), _day(query, "last")
    return replace(
        Selection(account.municipality, reach=reach_of(account, areas)),
        open_only="open" in query,
        states=_words(query, "state", ConsultationState),
        levels=_words(query, "level", Level),
        categories=_words(query, "category", Category),
        channels=_words(query, "channel", Channel),
        match_statuses=_words(query, "match_status", MatchStatus),
        outcomes=_words(query, "outcome", Outcome),
        areas=_areas(query, areas),
        windows=tuple(WindowId(id_) for id_ in query.get("window", ())),
        chosen=tuple(DestinationId(id_) for id_ in query.get("destination", ())),
        owner=AccountId(query["owner"][0]) if "owner" in query else None,
        received_from=day_bounds(first, here)[0] if first else None,
        received_until=day_bounds(last, here)[1] if last else None,
        words=_telling(query),
    )


def _telling(query: Query) -> tuple[str, ...]:
    said = query.get("q", ("",))[0]
    if not said or number_in(query) is not None:
        return ()
    # Words that tell nothing find nothing: an empty condition would find everything.
    return tuple(sorted(telling_words(said)))[:MOST_WORDS] or (said,)


def _words(query: Query, name: str, kinds: type[Word]) -> tuple[Word, ...]:
    known = {kind.value: kind for kind in kinds}
    return tuple(known[value] for value in query.get(name, ()) if value in known)


def _areas(query: Query, areas: AreaTree) -> tuple[AreaId, ...]:
    wanted = [AreaId(id_) for id_ in query.get("area", ())]
    return tuple(area.id for area in areas if any(areas.within(area.id, id_) for id_ in wanted))


def _day(query: Query, name: str) -> date | None:
    try:
        return date.fromisoformat(query.get(name, ("",))[0])
    except ValueError:
        return None
