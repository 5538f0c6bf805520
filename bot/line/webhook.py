"""LINE's webhook: check the signature, store every event as it came, answer. Nothing else happens here.

Nothing in this module or in what it imports may be heavy (no LINE SDK, no tokenizer), and nothing calls out: LINE
waits two seconds at most. What is another bot's is stored as well, and forwarded by the worker. The answers are a
contract: 200 stored, 400 not LINE's or unreadable, 404 no such municipality, 413 too large, 500 not stored (so that
LINE delivers again).
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from flask import Blueprint, Response, request
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge

from bot.clock import Clock
from bot.desk.incoming import RawEvent, StoredCount
from bot.line.batches import UnreadableBodyError, split_batch
from bot.line.sharing import SIGNATURE, shared_out
from bot.line.signature import genuine
from routing.sharing import Door, Parcel

logger = logging.getLogger(__name__)

# The longest text (5,000 characters) is 30 KB when LINE escapes it: this holds about fifty of them in a batch.
MAX_BODY = 2 * 1024 * 1024


class Intake(Protocol):
    """Stores what LINE hands over."""

    def door(self, municipality: str, *, fresh: bool = False) -> Door | None:
        """Return the channel secrets that count and the other bot; None when there is no such municipality.

        What is known may be a second old, unless it is asked for `fresh`.
        """
        ...

    def store(
        self,
        municipality: str,
        events: Sequence[RawEvent],
        received_at: datetime,
        *,
        forward: Parcel | None = None,
    ) -> StoredCount:
        """Put the events on disk, each once by its id, and what is forwarded; any exception means nothing stored."""
        ...


def webhook_blueprint(intake: Intake, *, clock: Clock) -> Blueprint:
    """Return the blueprint with `POST /line/<municipality>/webhook`."""
    blueprint = Blueprint("line_webhook", __name__)

    @blueprint.post("/line/<municipality>/webhook")
    def webhook(municipality: str) -> Response:
        try:
            return _take(intake, municipality, clock.now())
        except Exception as error:  # noqa: BLE001 - whatever it is, LINE must be told to come again
            # The error's text may hold what was to be stored, so only its kind is logged.
            logger.error("webhook not stored", extra={"error": type(error).__name__})  # noqa: TRY400
            return _answer(500)

    return blueprint


def _take(intake: Intake, municipality: str, received_at: datetime) -> Response:
    body = _body()
    if body is None:
        return _answer(413)
    signature = request.headers.get(SIGNATURE, "")
    door = intake.door(municipality)
    if door is not None and not genuine(body, signature, door.secrets):
        # The secret may have been changed a moment ago.
        door = intake.door(municipality, fresh=True)
    if door is None:
        return _answer(404)
    if not genuine(body, signature, door.secrets):
        logger.warning("webhook refused: signature missing or wrong")
        return _answer(400)
    try:
        batch = split_batch(body, received_at)
    except UnreadableBodyError as error:
        logger.warning("webhook refused: %s", error)
        return _answer(400)
    shared = shared_out(body, batch.events, door, dict(request.headers))
    count = StoredCount(0, 0)
    if shared.ours or shared.theirs is not None:
        count = intake.store(municipality, shared.ours, received_at, forward=shared.theirs)
    if batch.dropped or batch.dummies:
        logger.warning("webhook pieces dropped", extra={"dropped": batch.dropped, "dummies": batch.dummies})
    logger.info("webhook stored", extra={"new": count.new, "known": count.known})
    return _answer(200)


def _body() -> bytes | None:
    """Return the body's bytes as they came, or None when there are too many."""
    request.max_content_length = MAX_BODY
    try:
        return request.get_data(cache=False)
    except RequestEntityTooLarge:
        return None
    except ClientDisconnected:
        return b""


def _answer(status: int) -> Response:
    return Response(status=status, mimetype="text/plain")
