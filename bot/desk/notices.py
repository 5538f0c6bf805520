"""Notices to people with an account: alerts and digests, by LINE and by e-mail, never with content."""

import json
from dataclasses import dataclass

from bot.desk.reply import Button, LinkButton, Notice, Reply
from bot.desk.turn import Turn
from routing.alert import AlertId
from routing.consultation import AccountId
from routing.outgoing import Lane, Medium, OutgoingId
from storage.alerts import AlertAttempt
from storage.outgoing import Owed


@dataclass(frozen=True, slots=True)
class AlertNotice:
    """What one person with an account is told; `dedupe_key` makes sure that it is told once."""

    subject: str
    text: str
    dedupe_key: str
    button: str = ""
    button_data: str = ""
    link_label: str = ""
    link: str = ""
    alert: AlertId | None = None
    step: int = 0
    lane: Lane = Lane.URGENT


def is_reachable(turn: Turn, account: AccountId) -> bool:
    """Tell whether an account gets alerts: active, wanting them, and with at least one channel."""
    person = turn.tx.accounts.get(account)
    return person.active and person.wants_alerts and bool(person.line_user or person.email)


def owe_notice(turn: Turn, account: AccountId, notice: AlertNotice, *, by_line: bool = True) -> int:
    """Owe a notice on every channel the account has; return on how many. An inactive account gets nothing."""
    person = turn.tx.accounts.get(account)
    if not person.active:
        return 0
    count = owe_mail(turn, account, notice)
    if person.line_user and by_line:
        payload = json.dumps(list(turn.desk.renderer.render(_reply(notice))), ensure_ascii=False)
        count += _owe(turn, account, notice, _Way(Medium.LINE, person.line_user, payload))
    return count


def owe_mail(turn: Turn, account: AccountId, notice: AlertNotice) -> int:
    """Owe a notice by e-mail alone; return 0 when the account has no address, or had the notice already."""
    person = turn.tx.accounts.get(account)
    if not person.active or not person.email:
        return 0
    body = turn.town.texts.say("alert.mail.body", text=notice.text)
    payload = json.dumps({"subject": notice.subject, "body": body}, ensure_ascii=False)
    return int(_owe(turn, account, notice, _Way(Medium.MAIL, person.email, payload)))


def dedupe_key(key: str, account: AccountId, medium: Medium) -> str:
    """Return the key under which one notice to one account by one medium stands in the outbox."""
    return f"{key}:{account}:{medium.value}"


@dataclass(frozen=True, slots=True)
class _Way:
    medium: Medium
    recipient: str
    payload: str


def _reply(notice: AlertNotice) -> Reply:
    buttons: list[Button | LinkButton] = []
    if notice.button:
        buttons.append(Button(notice.button, notice.button_data, notice.button))
    if notice.link:
        buttons.append(LinkButton(notice.link_label, notice.link))
    # The button opens the page, so its address need not stand there in letters too.
    heading, *lines = [
        line for line in notice.text.splitlines() if not notice.link or notice.link not in line
    ]
    return Reply((Notice(heading, tuple(lines), tuple(buttons)),))


def _owe(turn: Turn, account: AccountId, notice: AlertNotice, way: _Way) -> bool:
    owed = Owed(
        id=OutgoingId(turn.new_id()),
        municipality=turn.town.slug,
        dedupe_key=dedupe_key(notice.dedupe_key, account, way.medium),
        lane=notice.lane,
        medium=way.medium,
        recipient=way.recipient,
        payload=way.payload,
        created_at=turn.now,
        due_at=turn.now,
        account=account,
        alert=notice.alert,
        dangerous=notice.lane is Lane.URGENT,
    )
    added = turn.tx.outgoing.add(owed)
    if added and notice.alert is not None:
        turn.tx.alerts.add_attempt(
            AlertAttempt(
                id=turn.new_id(),
                municipality=turn.town.slug,
                alert=notice.alert,
                step=notice.step,
                account=account,
                medium=way.medium,
                at=turn.now,
                outgoing=owed.id,
            )
        )
    return added
