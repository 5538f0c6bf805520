"""What a coordinator writes about a case: to the resident, once, and among colleagues, which never goes out."""

import json
from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from bot.desk.case_changes import Edit
from bot.desk.case_words import index_text
from bot.desk.discretion import is_neutral
from bot.desk.reply import Renderer, Reply, Say
from routing.consultation import Actor, Consultation, ConsultationState
from routing.outgoing import Lane, Medium, OutgoingId
from storage.memo import Note
from storage.messages import Direction, Message, MessageId
from storage.outgoing import Owed

LONGEST_MESSAGE = 1000
LONGEST_NOTE = 4000


class Unsent(StrEnum):
    """Why a message does not go to the resident."""

    NOBODY = "nobody"
    QUIET = "quiet"
    NOT_SAFE = "not_safe"


class UnsentError(ValueError):
    """A message was not sent; `why` says what stands against it. Nothing was written."""

    def __init__(self, why: Unsent) -> None:
        super().__init__(why.value)
        self.why = why


def against_writing(edit: Edit) -> Unsent | None:
    """Return what stands against writing unasked: nobody to reach, a wish to be left, violence not said to be safe."""
    case, tx = edit.case, edit.tx
    if case.resident is None or tx.residents.line_user(case.resident) is None:
        return Unsent.NOBODY
    if not tx.residents.get(case.resident).active:
        return Unsent.NOBODY
    if case.quiet:
        return Unsent.QUIET
    return Unsent.NOT_SAFE if is_neutral(case.dangers) and not case.safe_to_contact else None


def write_to_resident(
    edit: Edit,
    text: str,
    *,
    prefix: str,
    renderer: Renderer,
    new_id: Callable[[], str],
    knowingly: bool = False,
) -> Consultation:
    """Owe the resident a message in the coordinator's name; it stands in the conversation with its fate.

    `knowingly` says that the writer was shown what stands against it. Raise `UnsentError` otherwise, or when nobody
    can be reached. Whoever writes takes the case out of the queue.
    """
    hindrance = against_writing(edit)
    if hindrance is Unsent.NOBODY or (hindrance is not None and not knowingly):
        raise UnsentError(hindrance)
    owed = _owed(
        edit, Reply((Say(prefix + text),), neutral=is_neutral(edit.case.dangers)), renderer, new_id()
    )
    edit.tx.outgoing.add(owed)
    _keep_what_was_said(edit, text, owed.id, new_id())
    waited = edit.case.state is ConsultationState.WAITING_FOR_PERSON
    taken = replace(
        edit.case,
        state=ConsultationState.WITH_COORDINATOR if waited else edit.case.state,
        owner=edit.case.owner or edit.by.account,
        last_contact_at=edit.by.at,
    )
    return edit.tx.consultations.save(taken, edit.by)


def _keep_what_was_said(edit: Edit, text: str, owed: OutgoingId, id_: str) -> None:
    edit.tx.messages.add(
        Message(
            id=MessageId(id_),
            municipality=edit.case.municipality,
            resident=edit.case.resident,
            direction=Direction.OUT,
            author=Actor.COORDINATOR,
            kind="text",
            text=text,
            at=edit.by.at,
            received_at=edit.by.at,
            consultation=edit.case.id,
            account=edit.by.account,
            outgoing=owed,
        )
    )


def _owed(edit: Edit, reply: Reply, renderer: Renderer, id_: str) -> Owed:
    case = edit.case
    assert case.resident is not None  # noqa: S101 - nobody to reach was refused before
    return Owed(
        id=OutgoingId(id_),
        municipality=case.municipality,
        dedupe_key=f"console:{id_}",
        lane=Lane.NORMAL,
        medium=Medium.LINE,
        recipient=edit.tx.residents.line_user(case.resident) or "",
        payload=json.dumps(list(renderer.render(reply)), ensure_ascii=False),
        created_at=edit.by.at,
        due_at=edit.by.at,
        resident=case.resident,
        consultation=case.id,
    )


def add_note(edit: Edit, text: str, new_id: Callable[[], str]) -> Note:
    """Keep a note among colleagues and let its words be found. There is no way from a note to the resident."""
    assert edit.by.account is not None  # noqa: S101 - only people with an account write notes
    note = Note(new_id(), edit.case.municipality, edit.case.id, edit.by.account, edit.by.at, text)
    edit.tx.notes.add(note)
    index_text(edit.tx, edit.case, note.id, text)
    return note
