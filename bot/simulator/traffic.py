"""What went over the wire lately, both ways, for the chat page; no content."""

from bot.simulator.account import Account
from bot.simulator.webhooks import Parcel, Webhooks
from bot.simulator.wire import JsonObject, text

ROWS = 40


def lately(account: Account, webhooks: Webhooks) -> list[JsonObject]:
    """Return the latest webhook tries and calls of one account, newest first."""
    rows = [
        row for parcel in webhooks.parcels[-ROWS:] if parcel.account is account for row in _tries_of(parcel)
    ]
    rows.extend(_call(call) for call in account.calls[-ROWS:])
    return sorted(rows, key=lambda row: str(row["at"]), reverse=True)[:ROWS]


def _tries_of(parcel: Parcel) -> list[JsonObject]:
    what = ", ".join(text(event, "type") for event in parcel.events) or "empty"
    return [
        {
            "at": at.isoformat(),
            "direction": "webhook",
            "what": what,
            "note": "again" if position else "",
            "status": str(ending.status or ending.reason),
            "ok": ending.succeeded,
        }
        for position, (at, ending) in enumerate(zip(parcel.tried_at, parcel.endings, strict=True))
    ]


def _call(call: JsonObject) -> JsonObject:
    status = call["status"]
    return {
        "at": call["at"],
        "direction": "call",
        "what": call["endpoint"],
        "note": call["fault"] or "",
        "status": str(status),
        "ok": isinstance(status, int) and status < 400 and not call["fault"],
    }
