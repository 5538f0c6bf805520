"""The door of a sheet: a one-time code for the address we know, and the one browser that has come in by it."""

from datetime import datetime

from sqlalchemy import RowMapping, delete, select, update

from routing.consultation import MunicipalitySlug
from routing.referral import ReferralId
from storage.ground import Ground, Lookup
from storage.tables.referrals import sheet_doors


class SheetDoors:
    """One door for each sheet: a new code ends the one before, a new browser the one before. Only hashes are kept."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def set_code(
        self, referral: ReferralId, municipality: MunicipalitySlug, code: str, *, until: datetime, tries: int
    ) -> None:
        """Let a code count until a moment, for so many tries; the browser that is inside stays."""
        values = {"code": self._hash(referral, code), "code_until": until, "tries_left": tries}
        made = {"referral": referral, "municipality": municipality, **values}
        if not self._ground.insert_new(sheet_doors, made):
            self._ground.run(update(sheet_doors).where(sheet_doors.c.referral == referral).values(**values))

    def try_code(self, referral: ReferralId, code: str, *, now: datetime) -> bool:
        """Tell whether a code counts; it is spent by that, and every try costs one, right or wrong."""
        spent = (
            update(sheet_doors)
            .where(
                sheet_doors.c.referral == referral,
                sheet_doors.c.code.is_not(None),
                sheet_doors.c.code_until > now,
                sheet_doors.c.tries_left > 0,
            )
            .values(tries_left=sheet_doors.c.tries_left - 1)
            .returning(sheet_doors)
        )
        row = self._ground.one(spent)
        if row is None or row["code"] not in self._ground.sealing.hashes(Lookup.TOKEN, referral, code):
            return False
        used = update(sheet_doors).where(
            sheet_doors.c.referral == referral, sheet_doors.c.code == row["code"]
        )
        return self._ground.run(used.values(code=None, code_until=None)).rowcount == 1

    def open(self, referral: ReferralId, session: str, *, until: datetime) -> None:
        """Let one browser in; another one that was inside is out."""
        values = {"session": self._hash(referral, session), "session_until": until}
        self._ground.run(update(sheet_doors).where(sheet_doors.c.referral == referral).values(**values))

    def is_inside(self, referral: ReferralId, session: str, *, now: datetime) -> bool:
        """Tell whether this browser is the one inside."""
        row = self._row(referral)
        if row is None or row["session"] is None or row["session_until"] <= now:
            return False
        return row["session"] in self._ground.sealing.hashes(Lookup.TOKEN, referral, session)

    def shut(self, referral: ReferralId) -> None:
        """Put everybody out and forget the code."""
        self._ground.run(delete(sheet_doors).where(sheet_doors.c.referral == referral))

    def _hash(self, referral: ReferralId, secret: str) -> str:
        return self._ground.sealing.hash(Lookup.TOKEN, referral, secret)

    def _row(self, referral: ReferralId) -> RowMapping | None:
        return self._ground.one(select(sheet_doors).where(sheet_doors.c.referral == referral))
