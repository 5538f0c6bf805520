"""LINE's endpoints about people and chats: profile, groups, loading animation, read marks, link tokens."""

from datetime import timedelta

from flask import Blueprint

from bot.simulator.account import LINK_TOKEN_LIFE, Group
from bot.simulator.chats import Author
from bot.simulator.door import account, guard, json_body, platform
from bot.simulator.ids import USER_ID
from bot.simulator.people import Person
from bot.simulator.refusals import Refused, invalid_property, not_found
from bot.simulator.wire import JsonObject, text, whole

people = guard(Blueprint("line_people", __name__, url_prefix="/v2/bot"))


def _profile(user: str, person: Person) -> JsonObject:
    profile: JsonObject = {"displayName": person.name, "userId": user}
    return {**profile, "language": person.language} if person.language else profile


@people.get("/profile/<user>")
def profile(user: str) -> JsonObject:
    """Give a profile; 404 for who is unknown, has blocked, or is no friend and never wrote."""
    with platform().changed:
        relation = account().relations.get(user)
        if relation is None or relation.blocked or not (relation.friend or relation.last_wrote):
            raise not_found()
        return _profile(user, account().people[user])


@people.get("/followers/ids")
def followers() -> JsonObject:
    """Refuse: only verified accounts may list their friends."""
    raise Refused(403, "Access to this API is not available for your account")


def _group(group: str) -> Group:
    found = account().groups.get(group)
    if found is None or not found.joined:
        raise not_found()
    return found


@people.get("/group/<group>/summary")
def group_summary(group: str) -> JsonObject:
    """Give a group's name."""
    with platform().changed:
        return {"groupId": group, "groupName": _group(group).name}


@people.get("/group/<group>/member/<user>")
def group_member(group: str, user: str) -> JsonObject:
    """Give the profile of a member, friend or not."""
    with platform().changed:
        if user not in _group(group).members:
            raise not_found()
        return _profile(user, account().people[user])


@people.post("/chat/loading/start")
def loading() -> tuple[JsonObject, int]:
    """Show the loading animation: 5 to 60 seconds in steps of 5, one-to-one chats only."""
    body = json_body()
    chat = text(body, "chatId")
    seconds = whole(body, "loadingSeconds") if "loadingSeconds" in body else 20
    if not USER_ID.fullmatch(chat):
        raise invalid_property("chatId")
    if seconds is None or not 5 <= seconds <= 60 or seconds % 5:
        raise invalid_property("loadingSeconds")
    with platform().changed:
        relation = account().relations.get(chat)
        if relation is not None and relation.hears(platform().clock.now()):
            account().chat(chat).loading_until = platform().clock.now() + timedelta(seconds=seconds)
            platform().ring()
    return {}, 202


@people.post("/chat/markAsRead")
def mark_as_read() -> JsonObject:
    """Mark a message and all before it as read."""
    token = text(json_body(), "markAsReadToken")
    with platform().changed:
        for chat in account().chats.values():
            tokens = [entry.read_token for entry in chat.entries]
            if token and token in tokens:
                for entry in chat.entries[: tokens.index(token) + 1]:
                    entry.read = entry.read or entry.author is Author.PERSON
                platform().ring()
                return {}
    raise Refused(400, "Invalid markAsReadToken")


@people.post("/user/<user>/linkToken")
def link_token(user: str) -> JsonObject:
    """Give a token for linking an account: ten minutes, once."""
    with platform().changed:
        if user not in account().people:
            raise not_found()
        token = platform().ids.token()
        account().link_tokens[token] = (user, platform().clock.now() + LINK_TOKEN_LIFE)
        return {"linkToken": token}
