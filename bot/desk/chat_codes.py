"""Invitation codes: made for one person, typed or scanned into the chat once, bound to a role and a window."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.desk.access import note
from bot.desk.accounts import Hand
from bot.desk.codes import make_code
from bot.desk.limit import Limit
from bot.desk.visit import Visit
from bot.ports import Randomness
from knowledge.areas import AreaId
from routing.consultation import AccountId, Actor, MunicipalitySlug, WindowId
from routing.roles import Role
from storage.accounts import Account
from storage.audit import AuditEntry
from storage.errors import NotThereError
from storage.history import By
from storage.sessions import Invitation, Purpose
from storage.transaction import Transaction

CODE_LIFE = timedelta(days=14)
CHAT_ROLES = (Role.WINDOW, Role.FACILITY, Role.COORDINATOR)
AT_WINDOWS = frozenset({Role.WINDOW, Role.FACILITY})

# 38 bits that live two weeks: five tries of one person an hour, and a hundred of a whole town, find none.
BY_USER = Limit("chat_code.user", 5, timedelta(hours=1))
BY_TOWN = Limit("chat_code.town", 100, timedelta(hours=1))


class Answer(StrEnum):
    """What came of a code; each has its sentence."""

    WAIT = "wait"
    WRONG = "wrong"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom a code is for: a role with its window or area, or an account that is to get its alerts by LINE."""

    role: Role
    window: WindowId | None = None
    area: AreaId | None = None
    account: AccountId | None = None


def make_chat_code(
    tx: Transaction, municipality: MunicipalitySlug, guest: Guest, hand: Hand, randomness: Randomness
) -> str:
    """Return a code that opens once within two weeks.

    Raises `storage.errors.NotThereError` for a window that is not in the registry; staff of a window need one.
    """
    if guest.role in AT_WINDOWS:
        tx.windows.get(municipality, guest.window or "")
    code = make_code(randomness.token())
    inviter = hand.account.id if hand.account is not None else None
    tx.invitations.add(
        _token(municipality, code),
        Invitation(
            municipality=municipality,
            purpose=Purpose.CHAT_CODE,
            created_at=hand.now,
            expires_at=hand.now + CODE_LIFE,
            role=guest.role,
            account=guest.account,
            window=guest.window,
            area=guest.area,
            invited_by=inviter,
        ),
    )
    actor = Actor.ADMINISTRATOR if inviter else Actor.OPERATOR
    author = By(actor, hand.now, inviter)
    entry = AuditEntry(author, "account.invite_chat", "role", guest.role.value, municipality)
    tx.audit.note(entry, address=hand.address)
    return code


def open_codes(tx: Transaction, municipality: MunicipalitySlug, hand: Hand) -> tuple[Invitation, ...]:
    """Return the codes that still wait to be typed, oldest first; the codes themselves are not kept."""
    found = tx.invitations.open_of(municipality, now=hand.now)
    return tuple(invitation for invitation in found if invitation.purpose is Purpose.CHAT_CODE)


def revoke_code(tx: Transaction, municipality: MunicipalitySlug, key: str, hand: Hand) -> bool:
    """Revoke a code of the list, and tell whether it was open."""
    revoked = tx.invitations.revoke(municipality, key, now=hand.now)
    if revoked and hand.account is not None:
        about = ("municipality", municipality)
        note(tx, hand.account, hand.now, "account.revoke_code", about=about, address=hand.address)
    return revoked


def redeem(visit: Visit, code: str) -> Account | Answer:
    """Spend a code and return the account it made or bound; every try counts before anything is looked at."""
    tx, slug = visit.tx, visit.town.slug
    free = BY_USER.take(tx, f"{slug}:{visit.origin.user}", visit.now) and BY_TOWN.take(tx, slug, visit.now)
    if not free:
        return Answer.WAIT
    invitation = tx.invitations.find(_token(slug, code), Purpose.CHAT_CODE, now=visit.now)
    if invitation is None or invitation.role is None:
        return Answer.WRONG
    if tx.accounts.by_line_user(slug, visit.origin.user) is not None:
        return Answer.TAKEN
    tx.invitations.use(_token(slug, code), Purpose.CHAT_CODE, now=visit.now)
    _free_from_former(visit)
    account = _bind(visit, invitation) if invitation.account is not None else _join(visit, invitation)
    note(tx, account, visit.now, "account.join_chat", about=("account", account.id), fields=("line_user",))
    return account


def _bind(visit: Visit, invitation: Invitation) -> Account:
    if invitation.account is None:
        raise NotThereError("the code is for no account")
    account = visit.tx.accounts.get(invitation.account)
    return visit.tx.accounts.save(replace(account, line_user=visit.origin.user, rich_menu=None))


def _join(visit: Visit, invitation: Invitation) -> Account:
    window = invitation.window
    name = visit.tx.windows.get(visit.town.slug, window).name if window is not None else visit.town.slug
    id_ = AccountId(visit.new_id())
    return visit.tx.accounts.add(
        Account(
            id=id_,
            municipality=visit.town.slug,
            login=f"line-{id_}",
            name=visit.town.texts.say("relay.chat.staff_name", window=name),
            role=invitation.role or Role.WINDOW,
            created_at=visit.now,
            area=invitation.area,
            window=window,
            line_user=visit.origin.user,
        )
    )


def _free_from_former(visit: Visit) -> None:
    """Take the LINE user from an account that is out of use, so that somebody who comes back can begin anew."""
    for former in visit.tx.accounts.of_municipality(visit.town.slug, active_only=False):
        if former.line_user == visit.origin.user and not former.active:
            visit.tx.accounts.save(replace(former, line_user=None, rich_menu=None))


def _token(municipality: MunicipalitySlug, code: str) -> str:
    return f"chat:{municipality}:{code}"
