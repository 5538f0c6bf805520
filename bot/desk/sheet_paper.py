"""The paper of a referral: what staff wrote into the draft, and the fields that were frozen when it went out."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from routing.sheet import SheetField
from storage.consents import PersonId


@dataclass(frozen=True, slots=True)
class Written:
    """What staff wrote: a summary, what is asked of the receiver, whom it is about, and fields to leave out."""

    summary: str = field(default="", repr=False)
    request: str = field(default="", repr=False)
    subject: PersonId | None = None
    left_out: frozenset[SheetField] = frozenset()


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet: `fields` is empty while it is a draft."""

    written: Written
    fields: Mapping[SheetField, str] = field(default_factory=dict, repr=False)


def write_paper(paper: Paper) -> str:
    """Return the paper as the JSON that is sealed in the referral; a field that is not shown is absent."""
    written = paper.written
    return json.dumps(
        {
            "written": {
                "summary": written.summary,
                "request": written.request,
                "subject": written.subject,
                "left_out": sorted(written.left_out),
            },
            "fields": {name.value: text for name, text in paper.fields.items()},
        },
        ensure_ascii=False,
    )


def read_paper(text: str) -> Paper:
    """Return the paper of a referral; an erased or empty one has nothing on it."""
    if not text:
        return Paper(Written())
    read = json.loads(text)
    written = read.get("written", {})
    return Paper(
        Written(
            written.get("summary", ""),
            written.get("request", ""),
            PersonId(written["subject"]) if written.get("subject") else None,
            frozenset(SheetField(name) for name in written.get("left_out", ())),
        ),
        {SheetField(name): said for name, said in read.get("fields", {}).items()},
    )
