"""One row of open data becomes one destination; every repair and every problem is told with row and column."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.areas import AreaTree
from knowledge.destinations import Audience, Basis, Reach, Status
from knowledge.findings import Finding, FindingKind, Weight
from knowledge.opendata.codes import read_id, read_municipality_code
from knowledge.opendata.coordinates import read_coordinates
from knowledge.opendata.describing import ages_of, category_of, describe
from knowledge.opendata.layouts import Dataset, load_layouts, load_words
from knowledge.opendata.opening import OpeningError, read_opening
from knowledge.phone_numbers import PhoneError, read_phone

_POSTAL = re.compile(r"〒?\s*(\d{3})-?(\d{4})")
_WEB = re.compile(r"https?://[^\s]+")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
# What the import says of a row; every other column of a destination stays as staff have filled it.
PROVIDED = frozenset(
    {"name", "kind", "category", "audience", "status", "basis", "area", "reach", "phone", "phone_note", "address",
     "url", "hours", "description", "handles", "source", "organisation", "email", "fax", "more_phones", "eligibility",
     "minimum_age", "maximum_age", "postal_code", "latitude", "longitude"}
)  # fmt: skip


@dataclass(slots=True)
class Record:
    """A destination in the making: its cells, and what names it for good (`key`, empty where the file has none)."""

    row: int
    cells: dict[str, str]
    key: tuple[str, ...]
    by_name: tuple[str, ...]
    service: str = ""
    block: str = ""


@dataclass(slots=True)
class RecordReader:
    """Reads rows of one data set. `titles` are the titles of the file by our names of columns."""

    dataset: Dataset
    source: str
    table: str
    titles: Mapping[str, str]
    areas: AreaTree
    findings: list[Finding] = field(default_factory=list)

    def read(self, row: int, given: Mapping[str, str]) -> Record:
        """Return the destination of a row; problems stand in `findings`."""
        cells = {name: value.strip() for name, value in given.items() if value.strip()}
        name = unicodedata.normalize("NFC", " ".join(cells.get("name", "").split()))
        address = self._address(row, cells)
        desk = {
            **self._kind_of_desk({**cells, "name": name}),
            **self._ways_to_reach(row, cells),
            **self._place(row, cells, address),
            "name": name,
        }
        return Record(
            row,
            {column: value for column, value in desk.items() if value},
            self._key(row, cells),
            (name, address, cells.get("services", "")),
            cells.get("services", ""),
            cells.get("block", ""),
        )

    def _kind_of_desk(self, cells: Mapping[str, str]) -> dict[str, str]:
        youngest, oldest = ages_of(cells)
        return {
            "kind": self.dataset.kind,
            "category": category_of(self.dataset, cells).value,
            "audience": Audience.RESIDENT.value,
            "status": self._status(cells).value,
            "basis": Basis.GENERATED.value,
            "reach": Reach.DIRECT.value,
            "description": describe(self.dataset, cells),
            "handles": cells.get("services", "") or cells.get("subjects", "") or cells.get("about", "")[:500],
            "organisation": cells.get("body", ""),
            "eligibility": cells.get("ages", ""),
            "minimum_age": youngest,
            "maximum_age": oldest,
            "source": self.source,
        }

    def _ways_to_reach(self, row: int, cells: Mapping[str, str]) -> dict[str, str]:
        phone, extension, more = self._phone(row, cells)
        hours, unread = self._hours(row, cells)
        web, mail = _WEB.search(cells.get("url", "")), cells.get("email", "")
        return {
            "phone": phone,
            "phone_note": "　".join(part for part in (extension, unread) if part),
            "more_phones": more,
            "fax": self._fax(row, cells),
            "email": mail if _MAIL.fullmatch(mail) else "",
            "url": web[0] if web else "",
            "hours": hours,
        }

    def _place(self, row: int, cells: Mapping[str, str], address: str) -> dict[str, str]:
        latitude, longitude = self._coordinates(row, cells)
        return {
            "area": self.areas.named_in(address) or "",
            "address": address,
            "postal_code": self._postal(cells),
            "latitude": latitude,
            "longitude": longitude,
        }

    def _key(self, row: int, cells: Mapping[str, str]) -> tuple[str, ...]:
        if self.dataset.key and all(cells.get(part) for part in self.dataset.key):
            codes = [read_id(cells[part]) for part in self.dataset.key]
            if not any(code.lost for code in codes):
                return tuple(code.text for code in codes)
        code, number = read_municipality_code(cells.get("code", "")), read_id(cells.get("id", ""))
        if code.mended:
            self._tell(Weight.REPAIR, FindingKind.CODE_MENDED, (row, "code"), cells["code"], code.text)
        elif code.lost:
            self._tell(Weight.NOTICE, FindingKind.CODE_UNCLEAR, (row, "code"), cells["code"])
        if number.lost:
            self._tell(Weight.NOTICE, FindingKind.ID_LOST, (row, "id"), cells["id"])
        return (code.text, number.text) if number.text else ()

    def _address(self, row: int, cells: Mapping[str, str]) -> str:
        address = cells.get("address", "")
        if not address:
            parts = [cells.get(name, "") for name in ("prefecture", "city", "block", "lot")]
            address = "".join(parts) if parts[2] or parts[3] else ""
            if address:
                self._tell(Weight.REPAIR, FindingKind.ADDRESS_JOINED, (row, "block"), "", address)
        building = cells.get("building", "")
        joined = f"{address} {building}" if address and building and building not in address else address
        return " ".join(joined.split())

    def _coordinates(self, row: int, cells: Mapping[str, str]) -> tuple[str, str]:
        given = (cells.get("latitude", ""), cells.get("longitude", ""))
        read = read_coordinates(*given)
        if read.wrong:
            self._tell(Weight.PROBLEM, FindingKind.COORDINATES_WRONG, (row, "latitude"), ", ".join(given))
        elif read.mended is not None:
            became = f"{read.latitude}, {read.longitude}"
            self._tell(Weight.REPAIR, read.mended, (row, "latitude"), ", ".join(given), became)
        return read.latitude, read.longitude

    def _phone(self, row: int, cells: Mapping[str, str]) -> tuple[str, str, str]:
        given = cells.get("phone", "")
        try:
            phone = read_phone(given)
        except PhoneError:
            self._tell(Weight.PROBLEM, FindingKind.PHONE_WRONG, (row, "phone"), given)
            return "", "", ""
        if phone.number != given and given:
            self._tell(Weight.REPAIR, FindingKind.PHONE_MENDED, (row, "phone"), given, phone.number)
        extension = cells.get("extension", "").removesuffix(".0") or phone.extension
        note = load_words().extension.format(extension=extension) if extension and phone.number else ""
        return phone.number, note, "|".join(phone.others)

    def _fax(self, row: int, cells: Mapping[str, str]) -> str:
        given = cells.get("fax", "")
        try:
            number = read_phone(given).number
        except PhoneError:
            self._tell(Weight.PROBLEM, FindingKind.PHONE_WRONG, (row, "fax"), given)
            return ""
        if number != given and given:
            self._tell(Weight.REPAIR, FindingKind.PHONE_MENDED, (row, "fax"), given, number)
        return number

    def _hours(self, row: int, cells: Mapping[str, str]) -> tuple[str, str]:
        """Return hours and what of them only people can read."""
        given = [cells.get(name, "") for name in ("days", "opens", "closes")]
        try:
            hours = read_opening(*given)
        except OpeningError as error:
            self._tell(Weight.PROBLEM, FindingKind.HOURS_WRONG, (row, "opens"), str(error))
            return "", ""
        if hours is not None:
            return hours, ""
        text = " ".join(part for part in (*given, cells.get("days_note", "")) if part)
        self._tell(Weight.NOTICE, FindingKind.HOURS_UNREAD, (row, "days"), text)
        return "", load_words().unread_hours.format(text=text[:60])

    def _status(self, cells: Mapping[str, str]) -> Status:
        states = load_layouts().states
        for name in ("state", "note"):
            if cells.get(name, "") in states:
                return states[cells[name]]
        return Status.OPERATING

    def _postal(self, cells: Mapping[str, str]) -> str:
        found = _POSTAL.fullmatch(unicodedata.normalize("NFKC", cells.get("postal_code", "")))
        return f"{found[1]}-{found[2]}" if found else ""

    def _tell(
        self, weight: Weight, kind: FindingKind, place: tuple[int, str], found: str = "", became: str = ""
    ) -> None:
        row, column = place
        title = self.titles.get(column, "")
        self.findings.append(Finding(weight, kind, self.table, row, title, found, became))
