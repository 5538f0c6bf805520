"""Webhook bodies for tests, in LINE's shape but of our own making."""

import json
from typing import Any

USER = "U" + "1a" * 16
NEIGHBOUR = "U" + "2b" * 16


def text_event(
    text: str = "電球が切れた", *, event_id: str = "01AAA", user: str = USER, **more: Any
) -> dict[str, Any]:
    return {
        "type": "message",
        "mode": "active",
        "timestamp": 1_795_000_000_000,
        "source": {"type": "user", "userId": user},
        "webhookEventId": event_id,
        "deliveryContext": {"isRedelivery": False},
        "replyToken": "token-" + event_id,
        "message": {"id": "5001", "type": "text", "quoteToken": "q", "text": text},
    } | more


def body_of(*events: object) -> bytes:
    return json.dumps({"destination": "U" + "00" * 16, "events": list(events)}).encode()
