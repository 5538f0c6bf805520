"""Setting up a municipality: its row, its LINE channel, its knowledge, its rota."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk.knowing import keep_profile
from bot.ports import Randomness
from knowledge.data_files import ProfileFiles
from knowledge.hours_writing import write_hours
from knowledge.profile import Profile, read_profile
from routing.consultation import MunicipalitySlug
from storage.duty import StoredShift
from storage.municipalities import ChannelSecrets, StoredMunicipality
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Founded:
    """What became of it: `new` is false for a municipality that stood already and was left as it is."""

    profile: Profile
    new: bool


def found_municipality(
    tx: Transaction, files: ProfileFiles, channel: ChannelSecrets | None, *, now: datetime
) -> Founded:
    """Add a municipality from its profile, once; from then on the database rules.

    Raise `knowledge.problems.DataError` naming every mistake of the profile.
    """
    profile = read_profile(files)
    town = profile.municipality
    slug = MunicipalitySlug(town.slug)
    new = tx.municipalities.add(StoredMunicipality(slug, town.name, now), channel)
    if new:
        keep_profile(tx, slug, files, source=f"profile {files.folder}", now=now)
        tx.windows.put(slug, profile.windows)
        tx.targets.plan(slug, profile.targets)
    return Founded(profile, new)


def plan_rota(tx: Transaction, profile: Profile, randomness: Randomness) -> tuple[str, ...]:
    """Put the profile's shifts into the rota; return the logins it names that have no account."""
    slug = MunicipalitySlug(profile.municipality.slug)
    planned: list[StoredShift] = []
    missing: dict[str, None] = {}
    for shift in profile.rota:
        account = tx.accounts.by_login(slug, shift.login)
        if account is None:
            missing[shift.login] = None
            continue
        hours = write_hours(shift.hours)
        planned.append(StoredShift(randomness.new_id(), slug, account.id, hours, shift.area, shift.order))
    tx.duty.replace_shifts(slug, planned)
    return tuple(missing)
