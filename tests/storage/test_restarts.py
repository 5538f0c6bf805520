"""A process that ends and one that begins: what was remembered is told in the same order by the next."""

from dataclasses import replace
from datetime import timedelta

from knowledge.destinations import DestinationId
from routing.consultation import Actor
from routing.referral import ReferralId, ReferralState
from storage.database import Database, open_database
from storage.history import By
from storage.referrals import Referral
from tests.databases import RING
from tests.storage.rows import NOW, TOWN, new_id, stored, town

CARE_MANAGER, CENTRE = "care-manager", DestinationId("D002-001")


def restarted(database: Database) -> Database:
    """Close everything and open the same database as another process does."""
    url = database.engine.url.render_as_string(hide_password=False)
    database.close()
    return open_database(url, RING)


def test_s30_the_hand_backs_of_a_case_are_told_in_order_by_every_process_that_comes_after(
    database: Database,
) -> None:
    """The ordinary care manager passes an abuse of an old person on, gets it back, and passes it on once more."""
    with database.transaction() as tx:
        tx.municipalities.add(town())
        case = stored(tx).id
    steps = (ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.HANDED_BACK)
    ids = []
    for turn in range(2):
        with database.transaction() as tx:
            drafted = Referral(ReferralId(new_id()), TOWN, case, CENTRE, ReferralState.DRAFTED, NOW)
            referral = tx.referrals.add(drafted, By(Actor.COORDINATOR, NOW))
            ids.append(referral.id)
        for number, state in enumerate(steps):
            database = restarted(database)
            by = By(Actor.COORDINATOR, NOW + timedelta(days=turn, hours=number))
            with database.transaction() as tx:
                now = replace(tx.referrals.get(referral.id), state=state)
                if state is ReferralState.HANDED_BACK:
                    now = replace(now, handed_back_from=CENTRE, handed_back_to=CARE_MANAGER)
                tx.referrals.save(now, by, reason=f"{turn} {state.value}")
    database = restarted(database)
    with database.reading() as tx:
        assert [r.id for r in tx.referrals.of_consultation(case)] == ids
        for turn, id_ in enumerate(ids):
            back = tx.referrals.get(id_)
            assert (back.handed_back_from, back.handed_back_to) == (CENTRE, CARE_MANAGER)
            told = [(change.after, change.reason) for change in tx.referrals.changes(id_)]
            assert told == [
                (ReferralState.DRAFTED, ""),
                *[(state, f"{turn} {state.value}") for state in steps],
            ]
    database.close()
