"""The public directory of each municipality, made anew when its knowledge changes, as people read it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import tokyo
from bot.desk.cards import map_uri
from bot.desk.knowing import kept_profile
from bot.texts import Texts
from bot.texts.moments import hours_said, opening_said
from knowledge.destinations import Basis, Destination, DestinationId, Reach
from knowledge.directory import Directory
from knowledge.emergency_numbers import EmergencyNumber, load_registry
from knowledge.municipality import Municipality
from knowledge.profile import Profile
from knowledge.terms import Labelled, Terms
from routing.consultation import MunicipalitySlug
from routing.numbers import choose_numbers
from routing.triage import assess, load_rules
from storage.errors import NotThereError
from storage.transaction import Transaction

TextsOf = Callable[[Profile], Texts]


@dataclass(frozen=True, slots=True)
class TownDirectory:
    """What the public pages of one municipality are made from; of one version of its knowledge, always whole."""

    slug: MunicipalitySlug
    version: int
    town: Municipality
    texts: Texts = field(repr=False)
    directory: Directory = field(repr=False)
    default: DestinationId


@dataclass(frozen=True, slots=True)
class Listing:
    """One destination as residents read it; whoever is reached through the office shows nothing of their own."""

    id: DestinationId
    name: str
    description: str
    opening: str
    open_now: bool | None
    hours: str
    phone: str
    phone_note: str
    address: str
    map_uri: str
    url: str
    more_phones: tuple[Labelled, ...]
    links: tuple[Labelled, ...]
    details: tuple[tuple[str, str], ...]
    area: str
    organisation: str
    from_list: bool


class Directories:
    """Keeps one `TownDirectory` per municipality; safe to share between threads.

    While a new version is being read, which takes seconds for tens of thousands of entries, whoever comes meanwhile
    is served from the version before it, whole.
    """

    def __init__(self, texts_of: TextsOf) -> None:
        self._texts_of = texts_of
        self._kept: dict[MunicipalitySlug, TownDirectory] = {}
        self._lock = threading.Lock()

    def of(self, tx: Transaction, slug: MunicipalitySlug) -> TownDirectory:
        """Return the directory of a municipality; raise `storage.errors.NotThereError` for none."""
        stored = tx.municipalities.get(slug)
        if not stored.knowledge_version or not stored.active:
            raise NotThereError("no such directory")
        kept = self._kept.get(slug)
        if kept is not None and kept.version == stored.knowledge_version:
            return kept
        if not self._lock.acquire(blocking=kept is None):
            assert kept is not None  # noqa: S101 - only then is the lock not waited for
            return kept
        try:
            kept = self._kept.get(slug)
            if kept is None or kept.version != stored.knowledge_version:
                kept = self._kept[slug] = self._make(tx, slug, stored.knowledge_version)
            return kept
        finally:
            self._lock.release()

    def _make(self, tx: Transaction, slug: MunicipalitySlug, version: int) -> TownDirectory:
        profile = kept_profile(tx, slug, version)
        town = profile.municipality
        phrases = ((phrase.destination, phrase.text) for phrase in profile.phrases)
        directory = Directory(profile.destinations, phrases, profile.areas, town.office_hours)
        return TownDirectory(
            slug, version, town, self._texts_of(profile), directory, town.default_destination
        )


def listing_of(here: TownDirectory, found: Destination, now: datetime) -> Listing:
    """Return a destination as residents read it at a moment."""
    via_office = found.reach is Reach.VIA_OFFICE
    hours, texts = here.directory.hours_of(found), here.texts
    phone = here.town.telephone if via_office else found.phone
    address = "" if via_office else found.address
    area = here.directory.areas.get(found.area) if found.area is not None else None
    return Listing(
        id=found.id,
        name=found.name,
        description=found.description,
        opening=opening_said(texts, hours, tokyo(now)) if phone or hours else "",
        open_now=None if hours is None else hours.open_at(tokyo(now)),
        hours=hours_said(texts, hours) if hours is not None else "",
        phone=phone,
        phone_note=_phone_note(here, found, phone),
        address=address,
        map_uri=map_uri(address),
        url="" if via_office else _web(found.url),
        more_phones=() if via_office else found.more_phones,
        links=tuple(link for link in found.links if _web(link.value)),
        details=_details(here, found),
        area=area.name if area is not None and area.level > 2 else "",
        organisation=found.organisation,
        from_list=found.basis is Basis.GENERATED,
    )


def _web(address: str) -> str:
    """Return an address that a browser may be sent to; empty for any other, for lists come from everywhere."""
    return address if address.startswith(("https://", "http://")) else ""


def _phone_note(here: TownDirectory, found: Destination, phone: str) -> str:
    if found.reach is Reach.VIA_OFFICE and phone:
        return here.texts.say("resident.card.via_office")
    if phone:
        return found.phone_note
    if here.town.telephone:
        return here.texts.say("resident.card.phone_via_desk", telephone=here.town.telephone)
    return here.texts.say("resident.card.no_phone")


def _details(here: TownDirectory, found: Destination) -> tuple[tuple[str, str], ...]:
    """Return what else is to be known, as names of texts with what stands there; nothing that is empty."""
    terms = found.terms
    told = (
        ("eligibility", terms.eligibility),
        ("ages_label", _ages(here, terms)),
        ("household", terms.household),
        ("fees", terms.fees),
        ("how_to_apply", terms.how_to_apply),
        ("papers", "、".join(terms.papers)),
        ("languages", "、".join(found.languages)),
    )
    return tuple((name, text) for name, text in told if text)


def _ages(here: TownDirectory, terms: Terms) -> str:
    youngest, oldest = terms.minimum_age, terms.maximum_age
    if youngest is not None and oldest is not None:
        return here.texts.say("directory.entry.ages", youngest=youngest, oldest=oldest)
    if youngest is not None:
        return here.texts.say("directory.entry.ages_from", youngest=youngest)
    return here.texts.say("directory.entry.ages_to", oldest=oldest) if oldest is not None else ""


def numbers_in_danger(here: TownDirectory, words: str, now: datetime) -> tuple[EmergencyNumber, ...]:
    """Return the numbers for whoever writes words of danger into the search; none for other words."""
    triage = assess(words, load_rules())
    if not triage.alert:
        return ()
    return choose_numbers(triage, load_registry(), here.town.regional_numbers, tokyo(now))
