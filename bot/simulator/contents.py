"""The bytes behind pictures, voice, film and files that people sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.simulator.refusals import Refused, not_found


class Transcoding(StrEnum):
    """How far the platform is with sound or film."""

    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(slots=True)
class Content:
    """One attachment; `ready_at` is when the platform has prepared it."""

    data: bytes
    media_type: str
    ready_at: datetime
    unsent: bool = False


class Contents:
    """All attachments of one account, by message id."""

    def __init__(self, media_delay_seconds: float) -> None:
        self._kept: dict[str, Content] = {}
        self._delay = timedelta(seconds=media_delay_seconds)

    def keep(self, message_id: str, *, data: bytes, media_type: str, now: datetime) -> None:
        """Take in an attachment; sound and film take a while to be ready."""
        slow = media_type.startswith(("audio/", "video/"))
        self._kept[message_id] = Content(data, media_type, now + self._delay if slow else now)

    def unsend(self, message_id: str) -> None:
        """Take an attachment back: its bytes are gone."""
        if message_id in self._kept:
            self._kept[message_id].unsent = True
            self._kept[message_id].data = b""

    def fetch(self, message_id: str, now: datetime) -> Content | None:
        """Return the attachment, or None while it is being prepared.

        Raises Refused: 404 for an unknown id, 410 for an unsent message.
        """
        content = self._known(message_id)
        return content if now >= content.ready_at else None

    def preview(self, message_id: str, now: datetime) -> Content | None:
        """Return the small picture of an image or film; 404 for what has none."""
        if not self._known(message_id).media_type.startswith(("image/", "video/")):
            raise not_found()
        return self.fetch(message_id, now)

    def transcoding(self, message_id: str, now: datetime) -> Transcoding:
        """Return the state of preparation of sound or film; 404 for anything else."""
        if not self._known(message_id).media_type.startswith(("audio/", "video/")):
            raise not_found()
        return Transcoding.SUCCEEDED if self.fetch(message_id, now) else Transcoding.PROCESSING

    def _known(self, message_id: str) -> Content:
        content = self._kept.get(message_id)
        if content is None:
            raise not_found()
        if content.unsent:
            raise Refused(410, "Gone")
        return content
