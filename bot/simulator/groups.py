"""Group chats: the account is invited, people come and go."""

from collections.abc import Sequence

from bot.simulator.account import Account, Group
from bot.simulator.events import user_source
from bot.simulator.ids import group_id
from bot.simulator.phones import Act, Phones
from bot.simulator.wire import JsonObject


def invite(phones: Phones, account: Account, name: str, members: Sequence[str]) -> tuple[Group, Act]:
    """Make a group of these people's keys with the account in it: a join event."""
    users = [account.user_of(member) for member in members]
    group = Group(group_id(name, account.channel.provider), name, users)
    account.groups[group.id] = group
    return group, phones.cause(account, "join", _source(group), {})


def remove_account(phones: Phones, account: Account, group: Group) -> Act:
    """Put the account out of the group: a leave event."""
    group.joined = False
    return phones.cause(account, "leave", _source(group), {})


def enter(phones: Phones, account: Account, group: Group, person: str) -> Act:
    """Let a person join."""
    user = account.user_of(person)
    group.members.append(user)
    return phones.cause(account, "memberJoined", _source(group), {"joined": {"members": [user_source(user)]}})


def depart(phones: Phones, account: Account, group: Group, person: str) -> Act:
    """Let a person leave."""
    user = account.user_of(person)
    group.members = [member for member in group.members if member != user]
    return phones.cause(account, "memberLeft", _source(group), {"left": {"members": [user_source(user)]}})


def _source(group: Group) -> JsonObject:
    return {"type": "group", "groupId": group.id}
