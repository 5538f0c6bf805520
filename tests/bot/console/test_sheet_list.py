"""A large destination with an account: its own list, its own sheets, and nobody else's."""

from dataclasses import replace

import pytest

from bot.desk.office import Office
from bot.desk.places import Places
from bot.desk.referring import draft, send
from bot.desk.sheet_paper import Written
from knowledge.destinations import DestinationId
from routing.consent import ConsentState, How
from routing.consultation import AccountId, Actor
from routing.referral import ReferralId, ReferralState
from routing.roles import Role
from storage.consents import Consent, ConsentId
from storage.history import By
from storage.referrals import Referral
from tests.bot.console.door import PUBLIC, SLUG, CountingRandomness, Door
from tests.storage import rows

SUMMARY = "見守りをお願いしたい世帯です。"


@pytest.fixture
def listed(door: Door) -> tuple[Door, ReferralId]:
    """A town whose council has an account, with one sheet in its list."""
    with door.database.transaction() as tx:
        hana = door.accounts["hana"]
        council = replace(
            hana,
            id=AccountId(rows.new_id()),
            login="shakyo",
            role=Role.DESTINATION,
            destination=DestinationId("H-001"),
            email="list@shakyo.hoozuki.example",
        )
        tx.accounts.add(council, tx.accounts.credentials(hana.id))
        by = By(Actor.COORDINATOR, door.clock.now(), hana.id)
        office = Office(tx, Places().of(tx, SLUG), by, CountingRandomness(), PUBLIC)
        tx.consents.add(
            Consent(ConsentId(rows.new_id()), SLUG, door.urgent.id, ConsentState.REFUSED, by, "1", How.PHONE)
        )
        made = draft(office, door.urgent, DestinationId("H-001"), Written(SUMMARY))
        sent = send(office, tx.consultations.get(door.urgent.id), made)
        other = draft(office, tx.consultations.get(door.urgent.id), DestinationId("H-002"), Written(SUMMARY))
        send(office, tx.consultations.get(door.urgent.id), other)
    return door, sent.id


def stands(door: Door, id_: ReferralId) -> Referral:
    with door.database.reading() as tx:
        return tx.referrals.get(id_)


def test_the_list_has_its_own_sheets_alone_and_no_link_was_mailed(listed: tuple[Door, ReferralId]) -> None:
    door, sheet = listed
    browser = door.browser("shakyo")
    page = browser.get("/console/sheets").text
    assert page.count("/console/sheets/") == 1
    assert f"/console/sheets/{sheet}" in page
    assert SUMMARY not in page
    assert SUMMARY in browser.get(f"/console/sheets/{sheet}").text
    assert browser.get(f"/console/sheets/{sheet}/sheet.pdf").data.startswith(b"%PDF-")
    assert stands(door, sheet).token_expires_at is None


def test_a_sheet_of_another_destination_and_a_draft_look_absent(listed: tuple[Door, ReferralId]) -> None:
    door, _ = listed
    browser = door.browser("shakyo")
    with door.database.reading() as tx:
        others = [r.id for r in tx.referrals.of_consultation(door.urgent.id)]
        mine = [r.id for r in tx.referrals.of_destination(SLUG, DestinationId("H-001")) if r.sent_at]
    for id_ in set(others) - set(mine):
        assert browser.get(f"/console/sheets/{id_}").status_code == 404
        assert browser.post(f"/console/sheets/{id_}/answer", {"answer": "accepted"}).status_code == 404


def test_the_answers_are_those_of_the_link(listed: tuple[Door, ReferralId]) -> None:
    door, sheet = listed
    browser = door.browser("shakyo")
    path = f"/console/sheets/{sheet}"
    assert browser.post(f"{path}/answer", {"answer": "declined"}).status_code == 422
    assert browser.post(f"{path}/receive").status_code == 303
    assert browser.post(f"{path}/answer", {"answer": "accepted"}).status_code == 303
    again = browser.post(f"{path}/answer", {"answer": "accepted", "note": "もう一度"})
    assert again.status_code == 422
    assert "もう一度" in again.text
    assert browser.post(f"{path}/hand-back", {"note": "役割が決まりました"}).status_code == 303
    assert stands(door, sheet).state is ReferralState.HANDED_BACK
    assert SUMMARY not in browser.get(path).text
