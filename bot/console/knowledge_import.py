"""Bringing files in and taking them out, and the draft of a change: looked at, confirmed or dropped."""

from flask import Response, make_response, request
from werkzeug.datastructures import FileStorage

from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.desk.access import Needs, Route, by
from bot.desk.drafting import confirm_draft, look, read_report
from bot.desk.importing import LosingImportError, Reader, StaleImportError, present_files
from bot.desk.knowledge_formats import (
    FILE_NAMES,
    Format,
    UnknownFormatError,
    export_file,
    export_zip,
    reader_of_upload,
)
from bot.desk.town import Town
from knowledge.opendata.reading import OpenDataFile
from routing.permissions import Action
from storage.errors import NotThereError
from storage.knowledge_drafts import DraftId, KnowledgeDraft

LARGEST = 30 * 1024 * 1024
LONGEST_NAME = 80
READABLE = (Format.XLSX, Format.OPENDATA, Format.HSDS_JSON, Format.HSDS_TABULAR)


class KnowledgeImportPages:
    """Files in and out, and what is done with a change that was looked at."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing, editing = Needs(Action.SEE_KNOWLEDGE), Needs(Action.EDIT_KNOWLEDGE)
        draft = "/knowledge/drafts/<draft>"
        return (
            Route("GET", "/knowledge/import", "knowledge_import", seeing, self.form),
            Route("POST", "/knowledge/import", "knowledge_look", editing, self.bring, LARGEST),
            Route("GET", "/knowledge/export/<format_>", "knowledge_export", seeing, self.export),
            Route("GET", draft, "knowledge_draft", editing, self.show),
            Route("POST", f"{draft}/confirm", "knowledge_confirm", editing, self.confirm),
            Route("POST", f"{draft}/drop", "knowledge_drop", editing, self.drop),
        )

    def form(self, caller: Caller) -> Response:
        """Show the form for a file, and what can be taken out."""
        town = self._frame.town(caller)
        return self._frame.nothing_known(caller) if town is None else self._form(caller, town)

    def bring(self, caller: Caller) -> Response:
        """Look at a file; nothing of it counts before it is confirmed."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        given = request.files.get("file")
        if given is None or not given.filename:
            return self._form(caller, town, fault="missing")
        try:
            reader = _reader(given)
        except UnknownFormatError:
            return self._form(caller, town, fault="unknown")
        preview = look(self._frame.console.database, town.slug, reader)
        if preview.proposal.refused:
            heading = town.texts.say("knowledge.import.refused")
            return self._frame.refused(caller, town, preview, heading)
        back = "/console/knowledge/import"
        return self._frame.looked_at(caller, preview, source=given.filename[:LONGEST_NAME], back=back)

    def export(self, caller: Caller, format_: str) -> Response:
        """Hand out the whole knowledge in a format."""
        known = next((each for each in Format if each.value == format_), None)
        town = self._frame.town(caller)
        if known is None or town is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        with self._frame.console.database.reading() as tx:
            files, version = present_files(tx, town.slug)
        content = export_zip(files) if known is Format.CSV else export_file(files, known)
        ending, kind = FILE_NAMES[known]
        answer = make_response(content)
        answer.headers["Content-Type"] = kind
        name = f"{town.slug}-{known.value}-{version}.{ending}"
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer

    def show(self, caller: Caller, draft: str) -> Response:
        """Show what a change would do."""
        return self._show(caller, draft)

    def confirm(self, caller: Caller, draft: str) -> Response:
        """Let a change count as a new version."""
        kept = self._draft(caller, draft)
        if kept is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        try:
            confirm_draft(
                self._frame.console.database,
                kept,
                by=by(caller.account, caller.now),
                randomness=self._frame.console.randomness,
                accept_losses=request.form.get("accept") == "1",
            )
        except LosingImportError:
            return self._show(caller, draft, fault="accept_missing")
        except StaleImportError:
            return self._show(caller, draft, fault="stale")
        return self._frame.pages.to("/console/knowledge", done="knowledge_saved")

    def drop(self, caller: Caller, draft: str) -> Response:
        """Forget a change."""
        if self._draft(caller, draft) is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        with self._frame.console.database.transaction() as tx:
            tx.knowledge_drafts.remove(caller.account.municipality, DraftId(draft))
        return self._frame.pages.to("/console/knowledge", done="knowledge_dropped")

    def _show(self, caller: Caller, draft: str, *, fault: str = "") -> Response:
        town, kept = self._frame.town(caller), self._draft(caller, draft)
        if town is None or kept is None:
            return self._frame.pages.error(404, "not_found", caller.who)
        heading = town.texts.say("knowledge.draft.heading")
        values = {"report": read_report(kept.report), "draft": kept, "fault": fault, "heading": heading}
        status = {"": 200, "stale": 409}.get(fault, 422)
        return self._frame.show("knowledge_draft.html", caller, town, values, status=status)

    def _draft(self, caller: Caller, draft: str) -> KnowledgeDraft | None:
        try:
            with self._frame.console.database.reading() as tx:
                return tx.knowledge_drafts.get(caller.account.municipality, DraftId(draft))
        except NotThereError:
            return None

    def _form(self, caller: Caller, town: Town, *, fault: str = "") -> Response:
        values = {"formats": READABLE, "exports": tuple(Format), "fault": fault}
        return self._frame.show("knowledge_import.html", caller, town, values, status=422 if fault else 200)


def _reader(given: FileStorage) -> Reader:
    wanted = next((each for each in READABLE if each.value == request.form.get("format")), None)
    joined = request.files.get("facilities")
    facilities = (
        OpenDataFile(_name(joined), joined.read()) if joined is not None and joined.filename else None
    )
    leave_out = request.form.get("leave_out") == "1"
    return reader_of_upload(_name(given), given.read(), wanted, facilities=facilities, leave_out=leave_out)


def _name(given: FileStorage) -> str:
    return (given.filename or "").replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
