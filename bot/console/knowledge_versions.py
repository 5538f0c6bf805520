"""The versions of the knowledge: who made which from what, what changed, and the way back."""

from flask import Response

from bot.console.guard import Caller
from bot.console.knowledge_frame import KnowledgeFrame
from bot.desk.access import Needs, Route
from bot.desk.drafting import changes_shown, look, version_reader
from bot.desk.importing import changes_of_version
from routing.consultation import AccountId
from routing.permissions import Action
from storage.errors import NotThereError
from storage.transaction import Transaction


class KnowledgeVersionPages:
    """The history, and older versions that come back as changes to be looked at."""

    def __init__(self, frame: KnowledgeFrame) -> None:
        self._frame = frame

    def routes(self) -> tuple[Route, ...]:
        """Return the pages with what each needs."""
        seeing, one = Needs(Action.SEE_KNOWLEDGE), "/knowledge/versions/<int:version>"
        restoring = Needs(Action.EDIT_KNOWLEDGE)
        return (
            Route("GET", "/knowledge/versions", "knowledge_versions", seeing, self.list),
            Route("GET", one, "knowledge_version", seeing, self.show),
            Route("POST", f"{one}/restore", "knowledge_restore", restoring, self.restore),
        )

    def list(self, caller: Caller) -> Response:
        """List the versions, newest first."""
        town = self._frame.town(caller)
        if town is None:
            return self._frame.nothing_known(caller)
        with self._frame.console.database.reading() as tx:
            versions = tx.knowledge.versions(town.slug)
            values = {"versions": versions, "people": _people(tx, caller), "current": town.version}
        return self._frame.show("knowledge_versions.html", caller, town, values)

    def show(self, caller: Caller, version: int) -> Response:
        """Show what one version changed."""
        town = self._frame.town(caller)
        try:
            with self._frame.console.database.reading() as tx:
                changes = changes_of_version(tx, caller.account.municipality, version)
        except NotThereError:
            return self._frame.pages.error(404, "not_found", caller.who)
        if town is None:
            return self._frame.nothing_known(caller)
        report = changes_shown(() if version == 1 else changes)
        values = {"version": version, "report": report, "current": town.version}
        return self._frame.show("knowledge_version.html", caller, town, values)

    def restore(self, caller: Caller, version: int) -> Response:
        """Look at what it would change to go back to a version."""
        town = self._frame.town(caller)
        try:
            reader = version_reader(self._frame.console.database, caller.account.municipality, version)
        except NotThereError:
            return self._frame.pages.error(404, "not_found", caller.who)
        if town is None:
            return self._frame.nothing_known(caller)
        preview = look(self._frame.console.database, town.slug, reader)
        if preview.proposal.refused:
            return self._frame.refused(caller, town, preview, town.texts.say("knowledge.draft.problems"))
        back = "/console/knowledge/versions"
        return self._frame.looked_at(caller, preview, source=f"version {version} restored", back=back)


def _people(tx: Transaction, caller: Caller) -> dict[AccountId, str]:
    accounts = tx.accounts.of_municipality(caller.account.municipality, active_only=False)
    return {account.id: account.name for account in accounts}
