"""Who answers in the chat of a case: taking it over, and giving it back to the bot."""

from flask import Response

from bot.console.console import Console
from bot.console.guard import Caller
from bot.console.pages import Pages
from bot.console.referral_list import Referring
from bot.desk.access import Needs, Route, note
from bot.desk.talking import NobodyThereError, give_back, take_over
from routing.permissions import Action
from storage.errors import NotThereError, StaleError


class TalkPages:
    """Two buttons of the case page."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._shared = Referring(console, pages)
        self._pages = pages

    def routes(self) -> tuple[Route, ...]:
        """Return the forms with what each needs."""
        one, needs = "/consultations/<int:number>/talk", Needs(Action.WRITE_TO_RESIDENT)
        return (
            Route("POST", f"{one}/take", "talk_take", needs, self.take),
            Route("POST", f"{one}/give-back", "talk_give_back", needs, self.give_back),
        )

    def take(self, caller: Caller, number: int) -> Response:
        """Answer in this chat from now on."""
        return self._do(caller, number, taking=True)

    def give_back(self, caller: Caller, number: int) -> Response:
        """Let the bot answer again."""
        return self._do(caller, number, taking=False)

    def _do(self, caller: Caller, number: int, *, taking: bool) -> Response:
        done = "talk_taken" if taking else "talk_given_back"
        try:
            with self._shared.at(caller, number, Action.WRITE_TO_RESIDENT) as desk:
                (take_over if taking else give_back)(desk.office, desk.case)
                about, fields = ("consultation", desk.case.id), ("state", "owner")
                note(
                    desk.office.tx,
                    caller.account,
                    caller.now,
                    Action.WRITE_TO_RESIDENT,
                    about=about,
                    fields=fields,
                )
        except NotThereError:
            return self._shared.absent(caller)
        except NobodyThereError:
            done = "talk_nobody"
        except StaleError:
            done = "already"
        return self._pages.to(f"/console/consultations/{number}", done=done)
