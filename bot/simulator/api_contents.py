"""LINE's endpoints for the bytes of received messages (host api-data)."""

from flask import Blueprint, Response

from bot.simulator.contents import Content
from bot.simulator.door import account, guard, platform
from bot.simulator.pictures import sample_photo
from bot.simulator.wire import JsonObject

contents = guard(Blueprint("line_contents", __name__, url_prefix="/v2/bot/message/<message_id>/content"))


def _answer(found: Content | None) -> Response:
    if found is None:
        return Response(status=202)
    return Response(found.data, mimetype=found.media_type)


@contents.get("")
def content(message_id: str) -> Response:
    """Give the bytes: 200, 202 while they are prepared, 404 unknown, 410 unsent."""
    with platform().changed:
        return _answer(account().contents.fetch(message_id, platform().clock.now()))


@contents.get("/preview")
def content_preview(message_id: str) -> Response:
    """Give a small picture of an image or film."""
    with platform().changed:
        found = account().contents.preview(message_id, platform().clock.now())
        if found is None or found.media_type.startswith("image/"):
            return _answer(found)
        return Response(sample_photo(160, 120), mimetype="image/png")


@contents.get("/transcoding")
def content_transcoding(message_id: str) -> JsonObject:
    """Tell how far sound or film is prepared."""
    with platform().changed:
        return {"status": account().contents.transcoding(message_id, platform().clock.now()).value}
