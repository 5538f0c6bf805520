"""A coordinator sees which language somebody writes, and whom to call to understand it."""

from tests.bot.console.door import SLUG, Door, text_of
from tests.storage import rows


def test_the_language_and_the_interpreters_number_stand_on_the_case(door: Door) -> None:
    with door.database.transaction() as tx:
        resident = rows.resident(tx, "U-vi")
        tx.residents.set_language(resident.id, "vi")
        foreign = rows.stored(tx, resident=resident.id)
        plain = rows.stored(tx, resident=rows.resident(tx, "U-ja").id)
    browser = door.browser("hana")
    said = text_of(browser.get(f"/console/consultations/{foreign.number}"))
    assert "ベトナム語" in said
    assert "0999-02-2067" in said
    assert "通訳" not in text_of(browser.get(f"/console/consultations/{plain.number}"))
    assert foreign.municipality == SLUG
