from bot.demo.history import tell_half_a_year
from routing.consultation import ConsultationState
from storage.database import Database
from storage.selection import Selection
from tests.bot.console.door import SLUG, furnish
from tests.clocks import StillClock


def told(database: Database, seed: int) -> list[tuple[object, ...]]:
    furniture = furnish(database)
    staff = [furniture.accounts["hana"].id, furniture.accounts["kita"].id]
    tell_half_a_year(database, furniture.profile, staff, now=StillClock().now(), seed=seed)
    with database.reading() as tx:
        return [
            (case.received_at, case.category, case.area, case.state, case.outcome)
            for case in tx.consultations.stream(Selection(SLUG))
        ]


def test_the_demos_half_year_is_believable_and_holds_the_rules(sqlite_database: Database) -> None:
    cases = told(sqlite_database, 7)
    assert 350 < len(cases) < 800
    with sqlite_database.reading() as tx:
        still_open = tx.consultations.count(Selection(SLUG, open_only=True))
        unmet = tx.consultations.count(Selection(SLUG, states=(ConsultationState.CLOSED,)))
        found = tx.consultations.count(Selection(SLUG, words=("亀",)))
    assert 5 <= still_open < 80
    assert unmet > 300
    assert found > 0
    assert all(outcome is not None for *_, state, outcome in cases if state is ConsultationState.CLOSED)
