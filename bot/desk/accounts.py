"""Accounts: made, invited, disabled, given a new second factor. The last administrator stays."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.desk.access import note
from bot.desk.second_factor import STEP
from bot.ports import Randomness
from knowledge.areas import AreaId
from knowledge.destinations import DestinationId
from routing.consultation import AccountId, Actor, MunicipalitySlug, WindowId
from routing.roles import Role
from storage.accounts import Account, Credentials
from storage.audit import AuditEntry
from storage.errors import NotThereError
from storage.history import By
from storage.sessions import Invitation, Purpose
from storage.transaction import Transaction

ENROLMENT_LIFE = timedelta(days=3)
INVITATION_LIFE = timedelta(days=7)


class LastAdministratorError(Exception):
    """Nobody would be left who can let people in. Make another administrator first."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who is to get an account. An operator names the login; `email` and `line_user` are where alerts go."""

    login: str
    municipality: MunicipalitySlug
    role: Role
    name: str = field(default="", repr=False)
    area: AreaId | None = None
    window: WindowId | None = None
    destination: DestinationId | None = None
    email: str | None = field(default=None, repr=False)
    line_user: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Hand:
    """Whose hand it is: an account in the console, or the operator at the command line (None)."""

    now: datetime
    account: Account | None = None
    address: str = field(default="", repr=False)

    def note(self, tx: Transaction, action: str, about: Account, *, fields: tuple[str, ...] = ()) -> None:
        """Write into the audit trail what was done to an account."""
        if self.account is not None:
            note(
                tx,
                self.account,
                self.now,
                action,
                about=("account", about.id),
                fields=fields,
                address=self.address,
            )
            return
        author = By(Actor.OPERATOR, self.now)
        tx.audit.note(AuditEntry(author, action, "account", about.id, about.municipality, fields))


def add_account(
    tx: Transaction, newcomer: Newcomer, credentials: Credentials, hand: Hand, randomness: Randomness
) -> Account:
    """Add an account; raises `storage.errors.AlreadyThereError` when the login or LINE user is taken."""
    account = tx.accounts.add(
        Account(
            id=AccountId(randomness.new_id()),
            municipality=newcomer.municipality,
            login=newcomer.login,
            name=newcomer.name or newcomer.login,
            role=newcomer.role,
            created_at=hand.now,
            area=newcomer.area,
            window=newcomer.window,
            destination=newcomer.destination,
            email=newcomer.email,
            line_user=newcomer.line_user,
            password_changed_at=hand.now if credentials.password_hash else None,
        ),
        credentials,
    )
    hand.note(tx, "account.add", account, fields=("role",))
    return account


def invite(
    tx: Transaction,
    *,
    municipality: MunicipalitySlug,
    role: Role,
    area: AreaId | None = None,
    window: WindowId | None = None,
    hand: Hand,
    randomness: Randomness,
) -> str:
    """Return the token of an invitation: whoever opens its link within a week makes their own account, once."""
    token = randomness.token()
    inviter = hand.account.id if hand.account is not None else None
    tx.invitations.add(
        token,
        Invitation(
            municipality=municipality,
            purpose=Purpose.INVITATION,
            created_at=hand.now,
            expires_at=hand.now + INVITATION_LIFE,
            role=role,
            area=area,
            window=window,
            invited_by=inviter,
        ),
    )
    actor = Actor.ADMINISTRATOR if inviter else Actor.OPERATOR
    entry = AuditEntry(By(actor, hand.now, inviter), "account.invite", "role", role.value, municipality)
    tx.audit.note(entry, address=hand.address)
    return token


def renew_second_factor(
    tx: Transaction, account: Account, hand: Hand, randomness: Randomness, *, forget_password: bool = False
) -> str:
    """Return the token of a link that sets up a new second factor; codes, recovery codes and sessions end now.

    The link asks for the password as well, unless that is lost too and `forget_password` lets it be set anew.
    """
    kept = tx.accounts.credentials(account.id)
    # The step stays behind the present, so that no code of the old secret could count for the new one.
    step = max(kept.totp_step, int(hand.now.timestamp()) // int(STEP.total_seconds()) - 1)
    after = Credentials(None if forget_password else kept.password_hash, None, step, ())
    tx.accounts.set_credentials(account.id, after, at=account.password_changed_at or hand.now)
    tx.sessions.end_all(account.id)
    hand.note(tx, "account.renew_second_factor", account, fields=("totp_secret", "recovery_codes"))
    return enrolment_link(tx, account, hand, randomness)


def enrolment_link(tx: Transaction, account: Account, hand: Hand, randomness: Randomness) -> str:
    """Return the token of an enrolment link, valid for three days; earlier ones end."""
    tx.invitations.revoke_for(account.id, now=hand.now)
    token = randomness.token()
    tx.invitations.add(
        token,
        Invitation(
            municipality=account.municipality,
            purpose=Purpose.ENROLMENT,
            created_at=hand.now,
            expires_at=hand.now + ENROLMENT_LIFE,
            account=account.id,
            invited_by=hand.account.id if hand.account is not None else None,
        ),
    )
    return token


@dataclass(frozen=True, slots=True)
class Post:
    """What somebody is here: a role, with the area or the window it reaches; area None is the whole municipality."""

    role: Role
    area: AreaId | None = None
    window: WindowId | None = None


def move(tx: Transaction, account: Account, post: Post, hand: Hand) -> Account:
    """Give an account another role or reach; whoever it is signs in anew. Raises `LastAdministratorError`."""
    if post.role is not Role.ADMINISTRATOR:
        _keep_an_administrator(tx, account)
    changed = [name for name in ("role", "area", "window") if getattr(account, name) != getattr(post, name)]
    after = tx.accounts.save(replace(account, role=post.role, area=post.area, window=post.window))
    tx.sessions.end_all(account.id)
    hand.note(tx, "account.move", account, fields=tuple(changed))
    return after


def take_back_invitation(tx: Transaction, municipality: MunicipalitySlug, key: str, hand: Hand) -> None:
    """End an invitation that nobody has used; raises `NotThereError` when there is none by this key any more."""
    if not tx.invitations.revoke(municipality, key, now=hand.now):
        raise NotThereError("no such invitation")
    inviter = hand.account.id if hand.account is not None else None
    author = By(Actor.ADMINISTRATOR if inviter else Actor.OPERATOR, hand.now, inviter)
    entry = AuditEntry(author, "account.uninvite", "invitation", key[:60], municipality)
    tx.audit.note(entry, address=hand.address)


def _keep_an_administrator(tx: Transaction, account: Account) -> None:
    if account.role is not Role.ADMINISTRATOR:
        return
    others = tx.accounts.of_municipality(account.municipality, roles=(Role.ADMINISTRATOR,), lock=True)
    if not any(other.id != account.id for other in others):
        raise LastAdministratorError("the last administrator stays")


def disable(tx: Transaction, account: Account, hand: Hand) -> Account:
    """Take an account out of use: sessions and links end; raises `LastAdministratorError`."""
    _keep_an_administrator(tx, account)
    after = tx.accounts.save(replace(account, active=False))
    tx.sessions.end_all(account.id)
    tx.invitations.revoke_for(account.id, now=hand.now)
    hand.note(tx, "account.disable", account, fields=("active",))
    return after


def enable(tx: Transaction, account: Account, hand: Hand) -> Account:
    """Take an account into use again."""
    after = tx.accounts.save(replace(account, active=True))
    hand.note(tx, "account.enable", account, fields=("active",))
    return after


def end_sessions(tx: Transaction, account: Account, hand: Hand) -> int:
    """Log an account out everywhere; return of how many browsers."""
    ended = tx.sessions.end_all(account.id)
    hand.note(tx, "account.end_sessions", account)
    return ended


def link_of(public_url: str, purpose: Purpose, token: str) -> str:
    """Return the address that is handed to one person: of an invitation, or of an enrolment."""
    page = "invitation" if purpose is Purpose.INVITATION else "enrol"
    return f"{public_url}/console/{page}/{token}"
