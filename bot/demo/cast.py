"""The people of the demo: coordinators, an administrator and a pharmacist, with made-up names and known passwords."""

from dataclasses import dataclass
from datetime import datetime

import pyotp

from bot.desk.founding import found_municipality, plan_rota
from bot.desk.passwords import Passwords
from bot.ports import Randomness
from knowledge.data_files import ProfileFiles
from knowledge.profile import Profile
from knowledge.windows import WindowStatus
from routing.consultation import AccountId, MunicipalitySlug, WindowId
from routing.roles import Role
from storage.accounts import Account, Credentials
from storage.database import Database
from storage.duty import StoredShift
from storage.municipalities import ChannelSecrets

OFFICE_HOURS = "mon-fri 08:30-17:15"
EVERY_HOUR = "daily 24h"


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How to sign in as one person of the demo; `chat` names the phone of the stand-in that is theirs."""

    login: str
    name: str
    role: Role
    password: str
    totp_secret: str
    chat: str = ""
    email: str = ""


def demo_logins() -> tuple[DemoLogin, ...]:
    """Return the people of the demo, with new secrets for their authenticator apps."""
    people = (
        ("hana", "はな", Role.COORDINATOR, "coordinator_a", "hana@hoozuki.example"),
        ("sora", "そら", Role.COORDINATOR, "coordinator_b", "sora@hoozuki.example"),
        ("kanri", "かんり", Role.ADMINISTRATOR, "", ""),
        ("mado", "窓口の方", Role.WINDOW, "pharmacist", ""),
    )
    return tuple(
        DemoLogin(login, name, role, f"hoozuki-{login}-demo", pyotp.random_base32(), chat, email)
        for login, name, role, chat, email in people
    )


@dataclass(frozen=True, slots=True)
class Staging:
    """What the demo sets up in an empty database; `phones` gives the LINE user id of a chat of the stand-in.

    `around_the_clock` puts the coordinators on duty at every hour, so that whoever tries the demo sees an alert.
    """

    files: ProfileFiles
    channel: ChannelSecrets
    people: tuple[DemoLogin, ...]
    phones: dict[str, str]
    now: datetime
    around_the_clock: bool = False


def stage(database: Database, staging: Staging, randomness: Randomness) -> Profile:
    """Found the town, give its people accounts, and put them on duty."""
    with database.transaction() as tx:
        profile = found_municipality(tx, staging.files, staging.channel, now=staging.now).profile
        slug = MunicipalitySlug(profile.municipality.slug)
        accounts = {}
        for person in staging.people:
            accounts[person.login] = tx.accounts.add(
                _account(person, profile, staging, randomness),
                Credentials(Passwords().hash(person.password), person.totp_secret),
            )
        plan_rota(tx, profile, randomness)
        if staging.around_the_clock or not profile.rota:
            # A real town's profile names nobody; then the demo puts its own two on duty.
            on_duty = [accounts["hana"], accounts["sora"]]
            hours = EVERY_HOUR if staging.around_the_clock else OFFICE_HOURS
            shifts = [
                StoredShift(randomness.new_id(), slug, account.id, hours, None, order)
                for order, account in enumerate(on_duty, start=1)
            ]
            tx.duty.replace_shifts(slug, shifts)
    return profile


def _account(person: DemoLogin, profile: Profile, staging: Staging, randomness: Randomness) -> Account:
    certified = [window.id for window in profile.windows if window.status is WindowStatus.CERTIFIED]
    return Account(
        id=AccountId(randomness.new_id()),
        municipality=MunicipalitySlug(profile.municipality.slug),
        login=person.login,
        name=person.name,
        role=person.role,
        created_at=staging.now,
        email=person.email or None,
        line_user=staging.phones.get(person.chat),
        window=WindowId(certified[0]) if certified and person.role is Role.WINDOW else None,
    )
