"""Municipalities with the secrets of their LINE channels, and the pointer to the knowledge that counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, select

from routing.consultation import MunicipalitySlug
from routing.sharing import Door, OtherBot
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.municipalities import municipalities

OTHER_BOT = "other_bot"


@dataclass(frozen=True, slots=True)
class ChannelSecrets:
    """What a LINE channel is signed and called with; several secrets while one is being changed."""

    secrets: tuple[str, ...] = field(default=(), repr=False)
    access_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class StoredMunicipality:
    """One municipality. `settings` is JSON text; `knowledge_version` 0 means that nothing was imported yet.

    `learned_version` grows with every learned phrase, so that each process notices.
    """

    slug: MunicipalitySlug
    name: str
    created_at: datetime
    active: bool = True
    settings: str = "{}"
    knowledge_version: int = 0
    learned_version: int = 0


class Municipalities:
    """The municipalities of this installation."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, municipality: StoredMunicipality, channel: ChannelSecrets | None = None) -> bool:
        """Add a municipality; False when there is one with this slug."""
        slug, given = municipality.slug, channel or ChannelSecrets()
        return self._ground.insert_new(
            municipalities,
            {
                "slug": slug,
                "name": municipality.name,
                "active": municipality.active,
                "created_at": municipality.created_at,
                **self._sealed(slug, given),
                "settings": municipality.settings,
                "last_number": 0,
                "knowledge_version": municipality.knowledge_version,
                "learned_version": municipality.learned_version,
            },
        )

    def get(self, slug: MunicipalitySlug) -> StoredMunicipality:
        """Return a municipality; raises `NotThereError`."""
        return _municipality(self._row(slug))

    def all(self) -> Sequence[StoredMunicipality]:
        """Return every municipality, by slug."""
        statement = select(municipalities).order_by(municipalities.c.slug)
        return [_municipality(row) for row in self._ground.rows(statement)]

    def channel(self, slug: MunicipalitySlug) -> ChannelSecrets:
        """Return the secrets of a municipality's LINE channel; raises `NotThereError`."""
        row = self._row(slug)
        token = self._ground.open(municipalities.c.access_token, slug, row["access_token"])
        return ChannelSecrets(self._secrets(row), token)

    def door(self, slug: MunicipalitySlug) -> Door:
        """Return what the webhook of a municipality needs, in one look; raises `NotThereError`."""
        row = self._row(slug)
        return Door(self._secrets(row), _other_bot(row))

    def other_bot(self, slug: MunicipalitySlug) -> OtherBot | None:
        """Return the other bot of the account, None where ours is alone; raises `NotThereError`."""
        return _other_bot(self._row(slug))

    def set_other_bot(self, slug: MunicipalitySlug, other: OtherBot | None) -> None:
        """Set the other bot of the account, or take it away; raises `NotThereError`."""
        settings = json.loads(self._row(slug)["settings"])
        told = None if other is None else {"url": other.url, "words": list(other.words)}
        self._set(slug, {"settings": json.dumps({**settings, OTHER_BOT: told}, ensure_ascii=False)})

    def set_channel(self, slug: MunicipalitySlug, channel: ChannelSecrets) -> None:
        """Replace the secrets of a channel; raises `NotThereError`."""
        self._set(slug, self._sealed(slug, channel))

    def set_settings(self, slug: MunicipalitySlug, settings: str) -> None:
        """Replace the settings (JSON text)."""
        self._set(slug, {"settings": settings})

    def set_active(self, slug: MunicipalitySlug, *, active: bool) -> None:
        """Open or close a municipality's desk."""
        self._set(slug, {"active": active})

    def versions(self) -> dict[MunicipalitySlug, tuple[int, int]]:
        """Return (knowledge version, learned version) of each: one cheap look tells what to load again."""
        columns = municipalities.c
        statement = select(columns.slug, columns.knowledge_version, columns.learned_version)
        return {
            MunicipalitySlug(row["slug"]): (row["knowledge_version"], row["learned_version"])
            for row in self._ground.rows(statement)
        }

    def _row(self, slug: MunicipalitySlug) -> RowMapping:
        row = self._ground.find(municipalities, {"slug": slug})
        if row is None:
            raise NotThereError("no such municipality")
        return row

    def _secrets(self, row: RowMapping) -> tuple[str, ...]:
        opened = self._ground.open(municipalities.c.channel_secrets, row["slug"], row["channel_secrets"])
        return tuple(json.loads(opened))

    def _sealed(self, slug: MunicipalitySlug, channel: ChannelSecrets) -> dict[str, object]:
        secrets = json.dumps(list(channel.secrets), ensure_ascii=False)
        return {
            "channel_secrets": self._ground.seal(municipalities.c.channel_secrets, slug, secrets),
            "access_token": self._ground.seal(municipalities.c.access_token, slug, channel.access_token),
        }

    def _set(self, slug: MunicipalitySlug, values: dict[str, object]) -> None:
        if self._ground.change(municipalities, {"slug": slug}, values) != 1:
            raise NotThereError("no such municipality")


def _other_bot(row: RowMapping) -> OtherBot | None:
    told = json.loads(row["settings"]).get(OTHER_BOT)
    return OtherBot(told["url"], tuple(told["words"])) if told else None


def _municipality(row: RowMapping) -> StoredMunicipality:
    return StoredMunicipality(
        slug=MunicipalitySlug(row["slug"]),
        name=row["name"],
        created_at=row["created_at"],
        active=row["active"],
        settings=row["settings"],
        knowledge_version=row["knowledge_version"],
        learned_version=row["learned_version"],
    )
