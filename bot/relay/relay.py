"""What the relay pages are handed."""

from dataclasses import dataclass

from bot.desk.desk import Desk
from bot.desk.relay_door import RelayDoor
from bot.texts import Texts, load_texts


@dataclass(frozen=True, slots=True)
class RelayDesk:
    """The collaborators of all relay pages. `secure` is false only where the public address is plain http: the demo."""

    desk: Desk
    door: RelayDoor
    texts: Texts
    secure: bool


def make_relay(desk: Desk) -> RelayDesk:
    """Return the relay pages' collaborators on this desk."""
    return RelayDesk(
        desk=desk,
        door=RelayDoor(desk.database, clock=desk.clock, randomness=desk.randomness),
        texts=load_texts(standing={"town": ""}),
        secure=desk.public_url.startswith("https://"),
    )
