"""Editing one destination with the words residents have for it; the change is looked at before anything is saved."""

import re
from collections.abc import Mapping

from flask import Response, request

from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.desk.access import Needs, Route
from bot.desk.drafting import look
from bot.desk.editing import EDITED, PHRASES, Editable, destination_reader, editable
from bot.desk.importing import Preview, present_files
from bot.desk.knowledge_words import finding_said, sheet_of
from bot.desk.town import Town
from knowledge.destinations import DestinationId
from knowledge.findings import Finding, Weight
from knowledge.profile import FEWEST_PHRASES
from knowledge.tables import DESTINATIONS
from knowledge.workbook.hours_words import hours_from_japanese, hours_in_japanese
from routing.permissions import Action

NEW = DestinationId("")
MAIN = ("name", "aliases", "category", "description", "phone", "phone_note", "hours", "address", "url", "area",
        "reach", "audience", "status")  # fmt: skip
INSIDE = ("basis", "duty_source", "generic", "handles", "checked_on", "checked_by", "agreed_on", "valid_from",
          "valid_to", "source", "note")  # fmt: skip
LONG = frozenset({"description", "handles", "note", "eligibility", "how_to_apply"})
LONGEST_CELL = 2000
FRESH = {"audience": "resident", "status": "operating", "basis": "stated", "reach": "direct"}
_ID = re.compile(r"[A-Za-z0-9-]{1,36}")


class KnowledgeEditPages:
    """The form of one destination, standing or new."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        editing, one = Needs(Action.EDIT_KNOWLEDGE), "/knowledge/destinations/<desk>"
        return (
            Route("GET", "/knowledge/new", "destination_new", editing, self.new_form),
            Route("POST", "/knowledge/new", "destination_add", editing, self.add),
            Route("GET", one, "destination", editing, self.form),
            Route("POST", one, "destination_change", editing, self.change),
        )

    def new_form(self, caller: Caller) -> Response:
        """Show the form of a new destination."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        return self._form(caller, town, NEW, Editable(FRESH, ()), {})

    def form(self, caller: Caller, desk: str) -> Response:
        """Show the form of a destination as it stands."""
        town, standing = self._frame.town(caller), self._standing(caller, desk)
        if town is None or standing is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        return self._form(caller, town, DestinationId(desk), standing, {})

    def add(self, caller: Caller) -> Response:
        """Look at a new destination."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        id_ = request.form.get("id", "").strip()
        fault = _fault_of_id(id_, town)
        if fault:
            faults = {"id": town.texts.say(f"knowledge.edit.{fault}")}
            return self._form(caller, town, NEW, _typed(), faults, status=422)
        return self._look(caller, town, DestinationId(id_), _typed(), new=True)

    def change(self, caller: Caller, desk: str) -> Response:
        """Look at a change of a destination; if somebody else was faster, say so and keep what was typed."""
        town, standing = self._frame.town(caller), self._standing(caller, desk)
        if town is None or standing is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        typed = _typed()
        if typed.seen != standing.seen:
            mine = Editable(typed.cells, typed.phrases, standing.seen)
            return self._form(caller, town, DestinationId(desk), mine, {}, conflict=True, status=409)
        return self._look(caller, town, DestinationId(desk), typed, new=False)

    def _look(
        self, caller: Caller, town: Town, id_: DestinationId, typed: Editable, *, new: bool
    ) -> Response:
        reader = destination_reader(id_, _kept(typed.cells), typed.phrases)
        preview = look(self._frame.console.database, town.slug, reader)
        if preview.proposal.refused:
            faults = _faults(town, preview)
            return self._form(caller, town, NEW if new else id_, typed, faults, status=422)
        source = town.texts.say("knowledge.edit.heading", name=typed.cells.get("name", id_))
        return self._frame.looked_at(caller, preview, source=source)

    def _standing(self, caller: Caller, desk: str) -> Editable | None:
        with self._frame.console.database.reading() as tx:
            if not tx.municipalities.get(caller.account.municipality).knowledge_version:
                return None
            files, _ = present_files(tx, caller.account.municipality)
        found = editable(files, DestinationId(desk))
        return found if found is None else Editable(_shown(found.cells), found.phrases, found.seen)

    def _form(
        self,
        caller: Caller,
        town: Town,
        id_: DestinationId,
        of: Editable,
        faults: Mapping[str, str],
        *,
        conflict: bool = False,
        status: int = 200,
    ) -> Response:
        sheet = sheet_of(DESTINATIONS)
        columns = {column.name: column for column in sheet.columns} if sheet is not None else {}
        more = tuple(name for name in columns if name not in {*MAIN, *INSIDE, "id"})
        values = {
            "id_": id_,
            "typed_id": request.form.get("id", ""),
            "of": of,
            "columns": columns,
            "groups": (("main", MAIN), ("more", more), ("inside", INSIDE)),
            "long": LONG,
            "areas": town.profile.areas,
            "faults": faults,
            "conflict": conflict,
            "fewest": FEWEST_PHRASES,
            "longest": LONGEST_CELL,
        }
        return self._frame.show("knowledge_destination.html", caller, town, values, status=status)


def _typed() -> Editable:
    sheet = sheet_of(DESTINATIONS)
    names = [column.name for column in sheet.columns] if sheet is not None else []
    cells = {name: request.form.get(name, "").strip()[:LONGEST_CELL] for name in names if name != "id"}
    lines = request.form.get("phrases", "").splitlines()
    return Editable(
        cells, tuple(line.strip() for line in lines if line.strip()), request.form.get("seen", "")
    )


def _kept(cells: Mapping[str, str]) -> dict[str, str]:
    """Return typed cells as a profile keeps them."""
    return {**cells, "hours": hours_from_japanese(cells.get("hours", ""))}


def _shown(cells: Mapping[str, str]) -> dict[str, str]:
    return {**cells, "hours": hours_in_japanese(cells.get("hours", ""))}


def _fault_of_id(id_: str, town: Town) -> str:
    if not id_:
        return "missing_id"
    if _ID.fullmatch(id_) is None:
        return "bad_id"
    return "known_id" if DestinationId(id_) in town.desks else ""


def _faults(town: Town, preview: Preview) -> dict[str, str]:
    """Return a message for each field; what belongs to no field of the form stands under `other`."""
    found: dict[str, str] = {}
    for finding in preview.proposal.findings:
        if finding.weight is Weight.PROBLEM:
            found.setdefault(_field_of(finding), finding_said(town.texts, finding))
    return found


def _field_of(finding: Finding) -> str:
    if finding.table == PHRASES:
        return "phrases"
    return finding.column if finding.table == EDITED and finding.column else "other"
