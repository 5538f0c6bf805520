"""Who should be visited: neighbours somebody worried about and nobody has spoken with."""

import pytest

from bot.desk.exporting import COLUMNS, export_rows
from bot.desk.not_seen import people_not_seen
from bot.desk.turn import Turn
from routing.consultation import AccountId, Consultation
from routing.permissions import PERMISSIONS, Action
from routing.roles import Role
from storage.accounts import Account
from storage.errors import NotThereError
from tests.bot.desk.chat import Chat

WORRY = "となりのおばあちゃんが心配です。最近さみしそうにしています"


def account(chat: Chat, role: Role = Role.COORDINATOR) -> Account:
    return Account(
        id=AccountId(f"looks-{role}"), municipality=chat.slug, login=str(role), name="", role=role,
        created_at=chat.clock.now(),
    )  # fmt: skip


def not_seen(chat: Chat, role: Role = Role.COORDINATOR) -> tuple[Consultation, ...]:
    with chat.database.reading() as tx:
        turn = Turn(chat.desk, tx, chat.desk.towns.of(tx, chat.slug), chat.clock.now())
        return people_not_seen(turn, account(chat, role))


def test_s45_a_neighbour_nobody_spoke_with_stands_in_the_list_after_two_weeks(one_desk: Chat) -> None:
    one_desk.say("aki", WORRY)
    one_desk.say("ben", "庭の草が伸びて困っています")
    assert not_seen(one_desk) == ()
    one_desk.clock.advance(days=15)
    assert [case.number for case in not_seen(one_desk)] == [1]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_s45_the_list_is_for_coordinators_alone(one_desk: Chat, role: Role) -> None:
    assert Action.SEE_NOT_SEEN not in PERMISSIONS[role]
    with pytest.raises(NotThereError):
        not_seen(one_desk, role)


def test_s45_no_export_tells_who_was_not_seen(one_desk: Chat) -> None:
    one_desk.say("aki", WORRY)
    one_desk.clock.advance(days=15)
    assert set(COLUMNS).isdisjoint({"last_contact_at", "dangers", "summary", "not_seen"})
    with one_desk.database.reading() as tx:
        now = one_desk.clock.now()
        (row,) = export_rows(tx, one_desk.slug, first=None, last=None, zone_moment=now)
    assert set(row) == set(COLUMNS)
    assert not any("おばあちゃん" in cell for cell in row.values())
