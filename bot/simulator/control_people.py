"""The control API for what people do and see: `/_/people/...`."""

from flask import Blueprint, Response, request

from bot.simulator import id_tokens
from bot.simulator.account import Account
from bot.simulator.chats import entry_as_json
from bot.simulator.control_door import chosen_account, control_body, guard_control
from bot.simulator.doings import DOINGS
from bot.simulator.door import platform
from bot.simulator.phones import Act
from bot.simulator.refusals import not_found
from bot.simulator.screen import preview
from bot.simulator.wire import JsonObject, text

people = guard_control(Blueprint("control_people", __name__, url_prefix="/_"))


@people.get("/people")
def everybody() -> JsonObject:
    """List the people with their chat's last line and unread count."""
    account = chosen_account()
    with platform().changed:
        return {"people": [_person(account, user) for user in account.people], "version": platform().version}


@people.get("/people/<person>/chat")
def chat(person: str) -> JsonObject:
    """Give a person's chat as it is displayed; `?group=` one of their groups instead."""
    account = chosen_account()
    with platform().changed:
        user = account.user_of(person)
        found = account.chat(request.args.get("group") or user)
        return {
            **_person(account, user),
            "entries": [entry_as_json(entry) for entry in found.entries],
            "quick_replies": found.quick_replies(),
            "loading": found.is_loading(platform().clock.now()),
            "version": platform().version,
        }


@people.post("/people/<person>/seen")
def seen(person: str) -> JsonObject:
    """Note that the person has looked at the chat."""
    account = chosen_account()
    control_body()
    with platform().changed:
        found = account.chat(account.user_of(person))
        if found.seen != len(found.entries):
            found.seen = len(found.entries)
            platform().ring()
    return {}


@people.post("/people/<person>/id-token")
def id_token(person: str) -> JsonObject:
    """Give the ID token a LIFF page would get for this person."""
    account, body = chosen_account(), control_body()
    user = account.user_of(person)
    return {
        "id_token": id_tokens.issue(
            user=user,
            client_id=text(body, "client_id", account.channel.channel_id),
            name=account.people[user].name,
            nonce=text(body, "nonce") or None,
            secret=account.channel.secret,
            now=platform().clock.now(),
        )
    }


@people.post("/people/<person>/<doing>")
def act(person: str, doing: str) -> JsonObject:
    """Do what a person does with the phone; waits for the bot's 200 unless `wait` is false."""
    if doing not in DOINGS:
        raise not_found()
    account, body = chosen_account(), control_body()
    return outcome(DOINGS[doing](account, person, body), wait=body.get("wait", True) is not False)


@people.get("/content/<message_id>")
def content(message_id: str) -> Response:
    """Give the picture or sound of a message to the chat page."""
    account = chosen_account()
    with platform().changed:
        found = account.contents.fetch(message_id, platform().clock.now())
    return Response(found.data, mimetype=found.media_type) if found else Response(status=202)


@people.get("/rich-menus/<menu_id>/picture")
def rich_menu_picture(menu_id: str) -> Response:
    """Give the picture of a rich menu to the chat page."""
    account = chosen_account()
    with platform().changed:
        menu = account.rich_menus.get(menu_id)
    return Response(menu.picture, mimetype=menu.media_type)


def outcome(done: Act, *, wait: bool) -> JsonObject:
    """Return what came of an act; with `wait`, after the first try of its webhook has ended."""
    parcel = done.parcel
    if parcel is not None and wait and platform().webhooks.held is None:
        platform().webhooks.wait_for(parcel, 1)
    ending = parcel.endings[0] if parcel is not None and parcel.endings else None
    return {
        "event": done.event,
        "message_id": done.message_id,
        "opened": done.opened,
        "arrived": ending.succeeded if ending is not None else False,
        "status": ending.status if ending is not None else None,
        "reason": ending.reason if ending is not None else "",
    }


def _person(account: Account, user: str) -> JsonObject:
    person, relation, chat_shown = account.people[user], account.relations[user], account.chat(user)
    last = chat_shown.entries[-1] if chat_shown.entries else None
    menu = account.rich_menus.shown_to(user)
    shown: JsonObject = (
        {"type": "unsent"} if last is not None and last.unsent else last.message if last else {}
    )
    return {
        "key": person.key,
        "name": person.name,
        "note": person.note,
        "face": person.face,
        "user_id": user,
        "friend": relation.friend,
        "blocked": relation.blocked,
        "unread": chat_shown.unread(),
        "preview": preview(shown) if last is not None else "",
        "at": last.at.isoformat() if last is not None else None,
        "rich_menu": {"id": menu.id, **menu.body} if menu is not None else None,
    }
