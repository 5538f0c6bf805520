"""What every page of the knowledge has around it: the town as it is known now, and the way from page to page."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.desk.access import allowed
from bot.desk.drafting import keep_draft, report_of
from bot.desk.importing import Preview
from bot.desk.knowledge_words import cell_said, column_said, finding_said, table_said
from bot.desk.town import Town
from bot.texts import Texts
from routing.permissions import Action
from storage.errors import NotThereError


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the way through the knowledge: where it leads, and the name of its text."""

    path: str
    name: str


NAV = (
    NavEntry("/console/knowledge", "list"),
    NavEntry("/console/knowledge/phrases", "phrases"),
    NavEntry("/console/knowledge/try", "try"),
    NavEntry("/console/knowledge/samples", "samples"),
    NavEntry("/console/knowledge/import", "import"),
    NavEntry("/console/knowledge/versions", "versions"),
)


class KnowledgeFrame:
    """Shared by the pages of the knowledge."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self.console = console
        self.pages = pages

    def town(self, caller: Caller) -> Town | None:
        """Return the municipality of whoever is signed in; None where nothing was ever brought in."""
        try:
            with self.console.database.reading() as tx:
                return self.console.desk.towns.of(tx, caller.account.municipality)
        except NotThereError:
            return None

    def nothing_known(self, caller: Caller) -> Response:
        """Say that there is no knowledge yet."""
        return self.pages.error(409, "no_knowledge", caller.who)

    def show(
        self,
        template: str,
        caller: Caller,
        town: Town,
        values: Mapping[str, object],
        *,
        status: int = 200,
    ) -> Response:
        """Return a page with the way to the others."""
        teaches = allowed(caller.account, Action.TEACH_PHRASES)
        nav = tuple(entry for entry in NAV if teaches or entry.name != "phrases")
        waiting = 0
        if teaches:
            with self.console.database.reading() as tx:
                waiting = tx.learning.count_open(town.slug)
        frame: dict[str, object] = {"nav": nav, "suggestions_open": waiting, "slug": town.slug}
        return self.pages.show(template, caller.who, {**frame, **words(town.texts), **values}, status=status)

    def looked_at(
        self, caller: Caller, preview: Preview, *, source: str, back: str = "/console/knowledge"
    ) -> Response:
        """Keep a change that may be confirmed and lead to it; back where nothing would change."""
        if preview.nothing_new:
            return self.pages.to(back, done="knowledge_same")
        with self.console.database.transaction() as tx:
            id_ = keep_draft(
                tx,
                preview,
                source=source,
                account=caller.account.id,
                now=caller.now,
                randomness=self.console.randomness,
            )
        return self.pages.to(f"/console/knowledge/drafts/{id_}")

    def refused(self, caller: Caller, town: Town, preview: Preview, heading: str) -> Response:
        """Show why a change cannot be kept."""
        values = {"report": report_of(preview), "heading": heading, "draft": None, "fault": ""}
        return self.show("knowledge_draft.html", caller, town, values, status=422)


def words(texts: Texts) -> dict[str, object]:
    """Return what templates call findings, tables, columns and cells by."""
    return {
        "finding_said": lambda finding: finding_said(texts, finding),
        "table_said": lambda file: table_said(texts, file),
        "column_said": column_said,
        "cell_said": cell_said,
    }
