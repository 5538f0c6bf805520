"""What the control API lets a person do with the phone, and how each request is read."""

import base64
import binascii
from collections.abc import Callable, Mapping

from bot.simulator import groups
from bot.simulator.account import Account
from bot.simulator.door import platform
from bot.simulator.events import user_source
from bot.simulator.phones import Act, Attachment, Phones
from bot.simulator.pictures import sample_photo
from bot.simulator.refusals import Refused
from bot.simulator.tapping import Fingers
from bot.simulator.wire import JsonObject, number, obj, text, texts, whole

Doing = Callable[[Account, str, JsonObject], Act]


def _say(account: Account, person: str, body: JsonObject) -> Act:
    message: JsonObject = {"type": "text", "text": text(body, "text")}
    group, quote = text(body, "group"), text(body, "quote")
    return Phones(platform()).send(account, person, message, group=group, quote=quote)


def _sticker(account: Account, person: str, body: JsonObject) -> Act:
    message: JsonObject = {
        "type": "sticker",
        "packageId": text(body, "package_id", "446"),
        "stickerId": text(body, "sticker_id", "1988"),
        "stickerResourceType": "STATIC",
    }
    if texts(body, "keywords"):
        message["keywords"] = texts(body, "keywords")
    return Phones(platform()).send(account, person, message)


def _location(account: Account, person: str, body: JsonObject) -> Act:
    message: JsonObject = {
        "type": "location",
        "title": text(body, "title") or None,
        "address": text(body, "address") or None,
        "latitude": number(body, "latitude"),
        "longitude": number(body, "longitude"),
    }
    kept = {name: value for name, value in message.items() if value is not None}
    return Phones(platform()).send(account, person, kept)


def _attach(kind: str, media_type: str, sample: Callable[[], bytes]) -> Doing:
    def send(account: Account, person: str, body: JsonObject) -> Act:
        message: JsonObject = {"type": kind, "contentProvider": {"type": "line"}}
        if kind in ("audio", "video"):
            message["duration"] = whole(body, "duration") or 4_000
        data = _bytes(body) or sample()
        if kind == "file":
            message = {"type": "file", "fileName": text(body, "name", "memo.txt"), "fileSize": len(data)}
        attachment = Attachment(data, text(body, "media_type", media_type))
        return Phones(platform()).send(account, person, message, attachment=attachment)

    return send


def _bytes(body: JsonObject) -> bytes:
    try:
        return base64.b64decode(text(body, "data"), validate=True)
    except binascii.Error as fault:
        raise Refused(400, "data must be base64") from fault


def _tap(account: Account, person: str, body: JsonObject) -> Act:
    fingers, params = Fingers(Phones(platform())), obj(body, "params")
    if obj(body, "action"):
        return fingers.perform(account, person, obj(body, "action"), params)
    return fingers.tap(account, person, text(body, "what"), params)


def _postback(account: Account, person: str, body: JsonObject) -> Act:
    data, shown = text(body, "data"), text(body, "shown")
    return Phones(platform()).postback(account, person, data, shown=shown, params=obj(body, "params"))


def _unsend(account: Account, person: str, body: JsonObject) -> Act:
    return Phones(platform()).unsend(account, person, text(body, "message_id"), group=text(body, "group"))


def _edit(account: Account, person: str, body: JsonObject) -> Act:
    message_id, words, group = text(body, "message_id"), text(body, "text"), text(body, "group")
    return Phones(platform()).edit(account, person, message_id, words, group=group)


def _follow(account: Account, person: str, _body: JsonObject) -> Act:
    return Phones(platform()).follow(account, person)


def _block(account: Account, person: str, _body: JsonObject) -> Act:
    return Phones(platform()).block(account, person)


def _link(account: Account, person: str, body: JsonObject) -> Act:
    """Finish account linking; an expired or used token brings no event, as with LINE."""
    user, token = account.user_of(person), text(body, "token")
    linked, until = account.link_tokens.pop(token, ("", platform().clock.now()))
    if linked != user or platform().clock.now() >= until:
        return Act()
    link: JsonObject = {"link": {"result": "ok", "nonce": text(body, "nonce")}}
    return Phones(platform()).cause(account, "accountLink", user_source(user), link)


def _invite(account: Account, person: str, body: JsonObject) -> Act:
    members = [person, *texts(body, "members")]
    return groups.invite(Phones(platform()), account, text(body, "name", "町内会"), members)[1]


DOINGS: Mapping[str, Doing] = {
    "say": _say,
    "sticker": _sticker,
    "photo": _attach("image", "image/png", sample_photo),
    "voice": _attach("audio", "audio/x-m4a", lambda: b"\x00\x00\x00\x18ftypM4A "),
    "video": _attach("video", "video/mp4", lambda: b"\x00\x00\x00\x18ftypmp42"),
    "file": _attach("file", "text/plain", lambda: b"memo"),
    "location": _location,
    "tap": _tap,
    "postback": _postback,
    "unsend": _unsend,
    "edit": _edit,
    "follow": _follow,
    "unblock": _follow,
    "block": _block,
    "link": _link,
    "invite": _invite,
}
"""What can be done with a phone, by its name in the control API."""
