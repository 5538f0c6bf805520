"""The note of a relay as JSON text, both ways, and how it is relieved of whom it names."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date

from sqlalchemy import select, update

from routing.consultation import Subject
from routing.relay import RelayNote, nameless
from routing.urgency import Level
from storage.ground import Ground
from storage.tables.relays import relays


def note_text(note: RelayNote) -> str:
    """Return a note as JSON text."""
    values = asdict(note)
    values["told_on"] = note.told_on.isoformat() if note.told_on is not None else None
    return json.dumps(values, ensure_ascii=False)


def note_of(text: str) -> RelayNote:
    """Return the note that `note_text` wrote."""
    values = json.loads(text)
    told_on, haste = values["told_on"], values["haste"]
    return RelayNote(
        **{
            **values,
            "about": Subject(values["about"]),
            "haste": Level(haste) if haste is not None else None,
            "told_on": date.fromisoformat(told_on) if told_on is not None else None,
        }
    )


def take_names(ground: Ground, of: Sequence[str]) -> None:
    """Leave of the notes that told of these consultations what names nobody."""
    _rewrite(ground, of, nameless)


def empty_notes(ground: Ground, of: Sequence[str]) -> None:
    """Empty the notes that told of these consultations; that something was relayed stays, for the counts."""
    _rewrite(ground, of, lambda _: RelayNote())


def _rewrite(ground: Ground, of: Sequence[str], after: Callable[[RelayNote], RelayNote]) -> None:
    statement = select(relays.c.id, relays.c.note).where(relays.c.consultation.in_(list(of)))
    for row in ground.rows(statement):
        left = after(note_of(ground.open(relays.c.note, row["id"], row["note"])))
        sealed = ground.seal(relays.c.note, row["id"], note_text(left))
        # A page that was read before this must not write the old note back.
        changed = {"note": sealed, "version": relays.c.version + 1}
        ground.run(update(relays).where(relays.c.id == row["id"]).values(**changed))
