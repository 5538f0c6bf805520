"""Roles and reach of accounts, and invitations that are taken back, in the console."""

import re

from routing.roles import Role
from tests.bot.console.door import Door


def test_a_coordinator_gets_another_area_and_signs_in_anew(door: Door) -> None:
    hana, administrator = door.browser("hana"), door.browser("kanri")
    administrator.confirm()
    area = door.accounts["minami"].area
    path = f"/console/accounts/{door.accounts['hana'].id}"
    assert administrator.post(f"{path}/post", {"role": "coordinator", "area": str(area)}).status_code == 303
    with door.database.reading() as tx:
        assert tx.accounts.get(door.accounts["hana"].id).area == area
        entry = tx.audit.page(None, action="account.move", limit=1)[0]
    assert entry.fields == ("area",)
    assert hana.get("/console/").status_code == 303
    again = door.browser("hana")
    assert (
        again.get(f"/console/consultations/{door.urgent.number}").status_code == 200
    )  # she was called to it
    assert door.browser("minami").get(f"/console/consultations/{door.urgent.number}").status_code == 404


def test_a_role_that_does_not_fit_is_refused_at_its_field(door: Door) -> None:
    administrator = door.browser("kanri")
    administrator.confirm()
    path = f"/console/accounts/{door.accounts['hana'].id}/post"
    for form in ({"role": "window"}, {"role": "operator"}, {"role": "coordinator", "area": "nowhere"}):
        assert administrator.post(path, form).status_code == 422
    with door.database.reading() as tx:
        assert tx.accounts.get(door.accounts["hana"].id).role is Role.COORDINATOR


def test_the_last_administrator_keeps_the_role(door: Door) -> None:
    administrator = door.browser("kanri")
    administrator.confirm()
    path = f"/console/accounts/{door.accounts['kanri'].id}/post"
    assert administrator.post(path, {"role": "coordinator"}).status_code == 409
    with door.database.reading() as tx:
        assert tx.accounts.get(door.accounts["kanri"].id).role is Role.ADMINISTRATOR


def test_an_invitation_is_taken_back_before_anybody_uses_it(door: Door) -> None:
    administrator = door.browser("kanri")
    administrator.confirm()
    page = administrator.post("/console/accounts/invite", {"role": "coordinator"}).text
    link = re.findall(r"(/console/invitation/[\w-]+)", page)[0]
    stranger = door.browser(address="198.51.100.7")
    assert stranger.get(link).status_code == 200
    end = re.findall(
        r'action="(/console/accounts/invitations/[^"]+/end)"', administrator.get("/console/accounts").text
    )
    assert administrator.post(end[0]).status_code == 303
    assert stranger.get(link).status_code == 404
    assert administrator.post(end[0]).status_code == 404
    assert "account.uninvite" in door.actions()
