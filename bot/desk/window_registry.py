"""Running the registry of windows: certified, withdrawn, counted; and what a window's card says."""

import re
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import quote

from bot.desk.access import note
from bot.desk.accounts import Hand
from bot.desk.town import Town
from knowledge.areas import AreaTree
from knowledge.targets import Measure
from knowledge.window_registry import Tally, step_window, tally
from knowledge.windows import Window, WindowStatus
from routing.consultation import Actor, MunicipalitySlug
from routing.permissions import Action
from storage.audit import AuditEntry
from storage.history import By
from storage.transaction import Transaction

CARD_COUNTS = timedelta(days=30)
"""How long a visitor who scanned a card is credited to its window."""

LINE_OPENS = "https://line.me/R/oaMessage/{account}/?{text}"
"""Opens the account's chat with a text typed in. Source: LINE URL scheme, LINE Developers."""

_CODE = re.compile(r"(?:窓口)?(?:コ-ド)?[:\s]*([A-Z0-9]+(?:-[A-Z0-9]+)*)\s*(?:から|より)?")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―ー−ｰ", "-"))


def change_status(
    tx: Transaction, municipality: MunicipalitySlug, id_: str, to: WindowStatus, *, on: date, hand: Hand
) -> Window:
    """Let a window take a step in the registry; everybody of a window that may not relay any more is logged out.

    Raises `storage.errors.NotThereError`, and `knowledge.window_registry.WindowStepError` with nothing written.
    """
    before = tx.windows.get(municipality, id_)
    after = step_window(before, to, on)
    put_window(tx, municipality, after, hand=hand, fields=("status",))
    if to is not WindowStatus.CERTIFIED:
        for account in tx.accounts.of_municipality(municipality):
            if account.window == id_:
                tx.sessions.end_all(account.id)
    return after


def put_window(
    tx: Transaction,
    municipality: MunicipalitySlug,
    window: Window,
    *,
    hand: Hand,
    fields: tuple[str, ...] = ("name", "kind", "area", "address", "phone", "hours", "latitude", "longitude"),
) -> None:
    """Add a window or replace one, with a line in the audit trail."""
    tx.windows.put(municipality, [window])
    if hand.account is not None:
        about = ("window", window.id)
        note(
            tx, hand.account, hand.now, Action.CHANGE_WINDOW, about=about, fields=fields, address=hand.address
        )
        return
    author = By(Actor.OPERATOR, hand.now)
    tx.audit.note(AuditEntry(author, Action.CHANGE_WINDOW, "window", window.id, municipality, fields))


def apply_window(tx: Transaction, municipality: MunicipalitySlug, window: Window, *, hand: Hand) -> Window:
    """Enter a window that has handed in its application (認定申請書); its date stands in `applied_on`."""
    applied = replace(window, status=WindowStatus.APPLIED, certified_on=None, withdrawn_on=None)
    put_window(tx, municipality, applied, hand=hand, fields=("status", "name", "kind", "area"))
    return applied


def tally_of(tx: Transaction, municipality: MunicipalitySlug, areas: AreaTree, *, fiscal_year: int) -> Tally:
    """Count the registry against the plan of a fiscal year (2026 is April 2026 to March 2027)."""
    planned = [
        stored.target.planned or 0
        for stored in tx.targets.of_year(municipality, fiscal_year)
        if stored.target.measure is Measure.CERTIFIED_WINDOWS
    ]
    return tally(tx.windows.of_municipality(municipality), areas, planned=sum(planned))


def card_code(town: Town, window: Window) -> str:
    """Return what a visitor sends to be credited to a window; it stands on its card and poster."""
    return town.texts.say("relay.poster.visitor_code", window=window.id)


def chat_address(town: Town, window: Window) -> str:
    """Return the address that opens the chat with the window's code typed in; empty where the account is not known."""
    account = town.profile.municipality.line_basic_id
    return LINE_OPENS.format(account=quote(account), text=quote(card_code(town, window))) if account else ""


def visitor_address(public_url: str, municipality: MunicipalitySlug, window: Window) -> str:
    """Return what the QR code of a window leads to: a page that works with LINE and without."""
    return f"{public_url}/relay/w/{municipality}/{quote(window.id)}"


def window_named(tx: Transaction, municipality: MunicipalitySlug, said: str) -> Window | None:
    """Return the certified window whose code a whole message is; None for any other message."""
    plain = unicodedata.normalize("NFKC", said).translate(_DASHES).strip().upper()
    found = _CODE.fullmatch(plain)
    if found is None or not any(sign.isdigit() for sign in found[1]):
        return None
    certified = tx.windows.of_municipality(municipality, statuses=(WindowStatus.CERTIFIED,))
    return next((window for window in certified if window.id.upper() == found[1]), None)
