"""Residents: who writes to the desk, known by a keyed hash of the LINE user id and nothing else."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, bindparam, select

from knowledge.areas import AreaId
from routing.consultation import MunicipalitySlug, ResidentId, WindowId
from storage.errors import NotThereError
from storage.ground import Ground, Lookup
from storage.tables.residents import Talk, households, residents

__all__ = ["Awaiting", "Resident", "Residents", "Talk"]

BY_LINE_USER = select(residents).where(
    residents.c.municipality == bindparam("of"),
    residents.c.line_user_hash.in_(bindparam("hashes", expanding=True)),
)


@dataclass(frozen=True, slots=True)
class Awaiting:
    """The question that the bot has open with a resident: its kind, what it carries, and until when it counts."""

    kind: str
    until: datetime
    carries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resident:
    """One resident. `active` is false while the account is blocked or after erasure: nothing may be sent then.

    `talk` says who answers: the bot, or a coordinator until `talk_until`.
    """

    id: ResidentId
    municipality: MunicipalitySlug
    created_at: datetime
    last_seen_at: datetime
    area: AreaId | None = None
    language: str = "ja"
    active: bool = True
    blocked_at: datetime | None = None
    greeted_at: datetime | None = None
    household: str | None = None
    awaiting: Awaiting | None = None
    talk: Talk = Talk.BOT
    talk_until: datetime | None = None
    erased_at: datetime | None = None
    window: WindowId | None = None
    window_until: datetime | None = None

    def sent_by(self, now: datetime) -> WindowId | None:
        """Return the window whose card or poster brought this person, while that still counts."""
        return self.window if self.window_until is not None and now < self.window_until else None

    def awaited(self, now: datetime) -> Awaiting | None:
        """Return the open question if it still counts."""
        return self.awaiting if self.awaiting is not None and now < self.awaiting.until else None

    def with_coordinator(self, now: datetime) -> bool:
        """Tell whether a coordinator talks in this chat, so that the bot keeps quiet except for danger."""
        return self.talk is Talk.COORDINATOR and (self.talk_until is None or now < self.talk_until)


class Residents:
    """The residents of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def of_line_user(
        self, municipality: MunicipalitySlug, line_user: str, *, create_id: ResidentId, now: datetime
    ) -> Resident:
        """Return the resident with this LINE user id, making one with `create_id` if there is none."""
        found = self.find_line_user(municipality, line_user)
        if found is not None:
            return found
        self._ground.insert_new(
            residents,
            {
                "id": create_id,
                "municipality": municipality,
                "line_user_hash": self._ground.sealing.hash(Lookup.LINE_USER, municipality, line_user),
                "line_user": self._ground.seal(residents.c.line_user, create_id, line_user),
                "language": "ja",
                "active": True,
                "talk": Talk.BOT,
                "created_at": now,
                "last_seen_at": now,
            },
        )
        made = self.find_line_user(municipality, line_user)
        if made is None:
            raise NotThereError("the resident was erased at this moment")
        return made

    def find_line_user(self, municipality: MunicipalitySlug, line_user: str) -> Resident | None:
        """Return the resident with this LINE user id, or None."""
        hashes = self._ground.sealing.hashes(Lookup.LINE_USER, municipality, line_user)
        row = self._ground.one(BY_LINE_USER, {"of": municipality, "hashes": list(hashes)})
        return None if row is None else self._resident(row)

    def get(self, id_: ResidentId) -> Resident:
        """Return a resident; raises `NotThereError`."""
        row = self._ground.find(residents, {"id": id_})
        if row is None:
            raise NotThereError("no such resident")
        return self._resident(row)

    def line_user(self, id_: ResidentId) -> str | None:
        """Return the LINE user id to send to; None after erasure. Handed out apart so that few ever hold it."""
        row = self._ground.one(select(residents.c.line_user).where(residents.c.id == id_))
        return (
            None if row is None else self._ground.open_optional(residents.c.line_user, id_, row["line_user"])
        )

    def seen(self, id_: ResidentId, *, at: datetime) -> None:
        """Note that the resident wrote; whoever writes is reachable again."""
        self._set(id_, last_seen_at=at, active=True, blocked_at=None)

    def blocked(self, id_: ResidentId, *, at: datetime) -> None:
        """Note that the resident blocked the account: nothing may be sent any more."""
        self._set(id_, active=False, blocked_at=at)

    def greeted(self, id_: ResidentId, *, at: datetime) -> None:
        """Note that the greeting was said."""
        self._set(id_, greeted_at=at)

    def set_area(self, id_: ResidentId, area: AreaId | None) -> None:
        """Remember where the resident lives, as an area of the municipality's tree."""
        self._set(id_, area=area)

    def set_window(self, id_: ResidentId, window: WindowId, *, until: datetime) -> None:
        """Remember which window's card or poster brought the resident, and how long that counts."""
        self._set(id_, window=window, window_until=until)

    def set_language(self, id_: ResidentId, language: str) -> None:
        """Remember the language (ISO 639 code)."""
        self._set(id_, language=language)

    def set_awaiting(self, id_: ResidentId, awaiting: Awaiting | None) -> None:
        """Remember the one question that is open, or forget it."""
        if awaiting is None:
            self._set(id_, awaiting=None, awaiting_until=None)
            return
        text = json.dumps({"kind": awaiting.kind, "carries": dict(awaiting.carries)}, ensure_ascii=False)
        sealed = self._ground.seal(residents.c.awaiting, id_, text)
        self._set(id_, awaiting=sealed, awaiting_until=awaiting.until)

    def set_talk(self, id_: ResidentId, talk: Talk, *, until: datetime | None = None) -> None:
        """Say who answers in the chat from now on."""
        self._set(id_, talk=talk, talk_until=until)

    def join_household(self, id_: ResidentId, household: str, *, now: datetime) -> None:
        """Put the resident into a household, making it if it is new; people in one keep separate consents."""
        municipality = self.get(id_).municipality
        self._ground.insert_new(
            households, {"id": household, "municipality": municipality, "created_at": now}
        )
        self._set(id_, household=household)

    def _set(self, id_: ResidentId, **values: object) -> None:
        if self._ground.change(residents, {"id": id_}, values) != 1:
            raise NotThereError("no such resident")

    def _resident(self, row: RowMapping) -> Resident:
        return Resident(
            id=ResidentId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            created_at=row["created_at"],
            last_seen_at=row["last_seen_at"],
            area=row["area"],
            language=row["language"],
            active=row["active"],
            blocked_at=row["blocked_at"],
            greeted_at=row["greeted_at"],
            household=row["household"],
            awaiting=self._awaiting(row),
            talk=row["talk"],
            talk_until=row["talk_until"],
            erased_at=row["erased_at"],
            window=row["window"],
            window_until=row["window_until"],
        )

    def _awaiting(self, row: RowMapping) -> Awaiting | None:
        text = self._ground.open_optional(residents.c.awaiting, row["id"], row["awaiting"])
        if text is None:
            return None
        read = json.loads(text)
        return Awaiting(read["kind"], row["awaiting_until"], read["carries"])
