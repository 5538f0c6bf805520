"""People whom a neighbour worried about and whom nobody has spoken with for a while.

The list is for coordinators alone. It stands in no export and no report: it says of people who asked for nothing that
they are alone (制度外ニーズ・気づきの集約).
"""

from datetime import timedelta

from bot.desk.access import allowed
from bot.desk.case_access import reach_of
from bot.desk.turn import Turn
from routing.consultation import Consultation, Subject
from routing.permissions import Action
from storage.accounts import Account
from storage.errors import NotThereError
from storage.selection import Order, Selection

UNSEEN_FOR = timedelta(days=14)
MOST = 100


def people_not_seen(turn: Turn, account: Account) -> tuple[Consultation, ...]:
    """Return open consultations about somebody else without any contact for fourteen days, the oldest first.

    Raises `NotThereError` for whoever may not see the list: out of scope looks like absent.
    """
    if not allowed(account, Action.SEE_NOT_SEEN):
        raise NotThereError("no such list")
    wanted = Selection(
        turn.town.slug,
        open_only=True,
        subjects=(Subject.THIRD_PARTY, Subject.FAMILY),
        quiet_since=turn.now - UNSEEN_FOR,
        reach=reach_of(account, turn.town.profile.areas),
    )
    return turn.tx.consultations.page(wanted, by=Order.NUMBER, newest_first=False, limit=MOST)
