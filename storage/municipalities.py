"""Municipalities with the secrets of their LINE channels, and the pointer to the knowledge that counts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from routing.consultation import MunicipalitySlug
from storage.errors import NotThereError
from storage.ground import Ground
from storage.tables.municipalities import municipalities


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
        row = self._ground.one(select(municipalities).where(municipalities.c.slug == slug))
        if row is None:
            raise NotThereError("no such municipality")
        return _municipality(row)

    def all(self) -> Sequence[StoredMunicipality]:
        """Return every municipality, by slug."""
        statement = select(municipalities).order_by(municipalities.c.slug)
        return [_municipality(row) for row in self._ground.rows(statement)]

    def channel(self, slug: MunicipalitySlug) -> ChannelSecrets:
        """Return the secrets of a municipality's LINE channel; raises `NotThereError`."""
        row = self._ground.one(select(municipalities).where(municipalities.c.slug == slug))
        if row is None:
            raise NotThereError("no such municipality")
        secrets = self._ground.open(municipalities.c.channel_secrets, slug, row["channel_secrets"])
        token = self._ground.open(municipalities.c.access_token, slug, row["access_token"])
        return ChannelSecrets(tuple(json.loads(secrets)), token)

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

    def _sealed(self, slug: MunicipalitySlug, channel: ChannelSecrets) -> dict[str, object]:
        secrets = json.dumps(list(channel.secrets), ensure_ascii=False)
        return {
            "channel_secrets": self._ground.seal(municipalities.c.channel_secrets, slug, secrets),
            "access_token": self._ground.seal(municipalities.c.access_token, slug, channel.access_token),
        }

    def _set(self, slug: MunicipalitySlug, values: dict[str, object]) -> None:
        statement = update(municipalities).where(municipalities.c.slug == slug).values(values)
        if self._ground.run(statement).rowcount != 1:
            raise NotThereError("no such municipality")


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
