"""E-mails to destinations: that there is a sheet, a one-time code, a stop. Never a word of the matter."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.desk.office import Office
from routing.consultation import Consultation
from routing.outgoing import Lane, Medium, OutgoingId
from storage.accounts import Account
from storage.outgoing import Owed
from storage.referrals import Referral

Said = tuple[str, Mapping[str, str | int]]
"""The last part of a text's key, and its fields."""


def mail_new_sheet(
    office: Office, case: Consultation, referral: Referral, token: str, expires: datetime
) -> None:
    """Owe the link of a sheet; a version that went out before is named as a reminder."""
    _owe(
        office,
        office.place.mailboxes[referral.destination],
        ("new", {"link": sheet_link(office, token), "until": office.when(expires), "number": case.number}),
        f"sheet:{referral.id}:{office.new_id()}",
    )


def mail_list(office: Office, case: Consultation, referral: Referral, accounts: Iterable[Account]) -> None:
    """Owe every account of a destination the word that its list has something new."""
    link = f"{office.public_url}/console/sheets"
    for account in accounts:
        if account.email:
            said: Said = ("list", {"link": link, "number": case.number})
            _owe(office, account.email, said, f"sheet:{referral.id}:{referral.version}:{account.id}")


def mail_reminder(
    office: Office, case: Consultation, referral: Referral, link: str, addresses: Iterable[str]
) -> None:
    """Owe a receiver the question what became of a sheet."""
    for address in addresses:
        said: Said = ("reminder", {"link": link, "number": case.number})
        _owe(office, address, said, f"sheet-reminder:{referral.id}:{referral.version}:{office.new_id()}")


def mail_code(office: Office, referral: Referral, code: str, until: datetime) -> None:
    """Owe the one-time code, to the address we know and to no other."""
    address = office.place.mailboxes[referral.destination]
    said: Said = ("code", {"code": code, "until": office.when(until)})
    _owe(office, address, said, f"sheet-code:{office.new_id()}", lane=Lane.REPLY)


def mail_stopped(office: Office, case: Consultation, referral: Referral) -> None:
    """Owe the receiver the word that a sheet counts no more."""
    address = office.place.mailboxes.get(referral.destination)
    if address:
        _owe(office, address, ("stopped", {"number": case.number}), f"sheet-stopped:{referral.id}")


def sheet_link(office: Office, token: str) -> str:
    """Return the address of a sheet: an unguessable token, nothing personal."""
    return f"{office.public_url}/sheet/{token}"


def _owe(
    office: Office,
    address: str,
    said: Said,
    dedupe_key: str,
    *,
    lane: Lane = Lane.NORMAL,
) -> None:
    key, fields = said
    body = office.say(f"sheet.mail.{key}", **fields) + "\n\n" + office.say("sheet.mail.foot")
    payload = {"subject": office.say(f"sheet.mail.subject_{key}"), "body": body}
    office.tx.outgoing.add(
        Owed(
            id=OutgoingId(office.new_id()),
            municipality=office.place.slug,
            dedupe_key=dedupe_key,
            lane=lane,
            medium=Medium.MAIL,
            recipient=address,
            payload=json.dumps(payload, ensure_ascii=False),
            created_at=office.now,
            due_at=office.now,
        )
    )
