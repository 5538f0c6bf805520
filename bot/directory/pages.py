"""Search, one entry, and its hand-out in large letters."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from bot.clock import Clock, tokyo
from bot.desk.directories import Directories, Listing, TownDirectory, listing_of, numbers_in_danger
from bot.qr import picture_of
from bot.texts import Texts
from knowledge.areas import Area, AreaId
from knowledge.directory import LONGEST_WORDS, Field, Wanted
from routing.consultation import MunicipalitySlug
from storage.database import Database
from storage.errors import NotThereError

ON_A_PAGE = 20
MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a search asks for, whatever somebody wrote there."""

    words: str
    field: Field | None
    area: AreaId | None
    open_now: bool
    near: bool
    page: int

    def address(self, page: int) -> str:
        """Return the same search at another page, as the end of an address."""
        given = {
            "q": self.words,
            "field": self.field.value if self.field else "",
            "area": self.area or "",
            "open": "1" if self.open_now else "",
            "near": "1" if self.near else "",
            "page": str(page) if page > 1 else "",
        }
        return "?" + urlencode({name: value for name, value in given.items() if value})


class DirectoryPages:
    """The three pages; they read, and write nothing."""

    def __init__(
        self,
        database: Database,
        *,
        directories: Directories,
        texts: Texts,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._database = database
        self._directories = directories
        self._texts = texts
        self._clock = clock
        self._public_url = public_url

    def search(self, slug: str) -> Response:
        """Show the search with what was found, twenty to a page."""
        here = self._here(slug)
        if here is None:
            return self._nothing_here()
        asked, now = _asked(here), self._clock.now()
        local = tokyo(now)
        wanted = Wanted(asked.words, asked.field, asked.area, local if asked.open_now else None, asked.near)
        found = here.directory.find(wanted, local.date())
        first = (asked.page - 1) * ON_A_PAGE
        values = {
            "asked": asked,
            "fields": tuple(Field),
            "areas": _choices(here),
            "count": len(found),
            "pages": max(1, -(-len(found) // ON_A_PAGE)),
            "listings": [listing_of(here, entry, now) for entry in found[first : first + ON_A_PAGE]],
            "numbers": numbers_in_danger(here, asked.words, now) if asked.words else (),
            "default": self._listing(here, here.default),
            "listed": len(here.directory),
        }
        return _shown("search.html", here, values)

    def entry(self, slug: str, id_: str) -> Response:
        """Show everything that is known of one destination."""
        return self._one("entry.html", slug, id_)

    def print_out(self, slug: str, id_: str) -> Response:
        """Show one destination in large letters on one page, with its address as a QR code, to be handed out."""
        return self._one("print.html", slug, id_)

    def _one(self, template: str, slug: str, id_: str) -> Response:
        here = self._here(slug)
        listing = self._listing(here, id_) if here is not None else None
        if here is None or listing is None:
            return self._nothing_here(here)
        address = f"{self._public_url}/d/{here.slug}/{listing.id}"
        day = tokyo(self._clock.now()).date()
        values = {"listing": listing, "address": address, "picture": picture_of(address, scale=4), "day": day}
        return _shown(template, here, values)

    def _here(self, slug: str) -> TownDirectory | None:
        try:
            with self._database.reading() as tx:
                return self._directories.of(tx, MunicipalitySlug(slug))
        except NotThereError:
            return None

    def _listing(self, here: TownDirectory, id_: str) -> Listing | None:
        now = self._clock.now()
        found = here.directory.get(id_, tokyo(now).date())
        return listing_of(here, found, now) if found is not None else None

    def _nothing_here(self, here: TownDirectory | None = None) -> Response:
        values = {
            "say": here.texts.say if here else self._texts.say,
            "town": here.town.name if here else "",
            "slug": here.slug if here else "",
        }
        return make_response(render_template("directory/absent.html", **values), 404)


def _asked(here: TownDirectory) -> Asked:
    given = request.args
    field = next((field for field in Field if field.value == given.get("field")), None)
    area = AreaId(given.get("area", ""))
    number = given.get("page", "1")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 5 else 1
    return Asked(
        words=" ".join(given.get("q", "")[:LONGEST_WORDS].split()),
        field=field,
        area=area if area in here.directory.areas else None,
        open_now=given.get("open") == "1",
        near=given.get("near") == "1",
        page=min(max(page, 1), MOST_PAGES),
    )


def _choices(here: TownDirectory) -> tuple[Area, ...]:
    return tuple(area for area in here.directory.areas if area.level > 2)


def _shown(template: str, here: TownDirectory, values: dict[str, object]) -> Response:
    frame: dict[str, object] = {"say": here.texts.say, "town": here.town.name, "slug": here.slug}
    return make_response(render_template(f"directory/{template}", **{**frame, **values}))
