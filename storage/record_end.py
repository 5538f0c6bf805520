"""The end of an official record: everything in it that says something goes, what counts in figures stays."""

from datetime import datetime

from sqlalchemy import delete, select, update

from storage.erasing import (
    cancel_timed,
    erase_message_texts,
    erase_people,
    erase_sheets,
    erase_taught,
    ids_of,
    strip_reasons,
)
from storage.ground import Ground
from storage.relay_notes import empty_notes
from storage.tables.alerts import alerts
from storage.tables.chat import messages, persons
from storage.tables.consultations import (
    answers,
    consultation_changes,
    consultations,
    intakes,
    notes,
    restricted_members,
    words,
)
from storage.tables.referrals import consents, referral_changes, referrals


def end_record(ground: Ground, consultation: str, *, now: datetime) -> None:
    """Make a closed consultation anonymous: number, dates, area, category, level and outcome are left of it."""
    of = (consultation,)
    erase_message_texts(ground, ids_of(ground, select(messages.c.id).where(messages.c.consultation.in_(of))))
    erase_sheets(ground, of)
    erase_people(ground, persons.c.consultation == consultation)
    erase_taught(ground, of)
    strip_reasons(ground, answers.c.consultation == consultation)
    cancel_timed(ground, of, now=now)
    for table in (notes, words, intakes, consultation_changes, restricted_members):
        ground.run(delete(table).where(table.c.consultation == consultation))
    empty_notes(ground, of)
    _empty_what_staff_wrote(ground, consultation)
    cleared = {"summary": ground.seal(consultations.c.summary, consultation, ""), "notifier": None}
    statement = update(consultations).where(consultations.c.id == consultation)
    ground.run(statement.values(**cleared, cleared_at=now))


def _empty_what_staff_wrote(ground: Ground, consultation: str) -> None:
    sent = ids_of(ground, select(referrals.c.id).where(referrals.c.consultation == consultation))
    ground.run(delete(referral_changes).where(referral_changes.c.referral.in_(sent)))
    for table, column, text in (
        (consents, consents.c.reason, ""),
        (consents, consents.c.must_not_tell, "[]"),
        (referrals, referrals.c.report, ""),
        (alerts, alerts.c.action, ""),
    ):
        for id_ in ids_of(ground, select(table.c.id).where(table.c.consultation == consultation)):
            sealed = ground.seal(column, id_, text)
            ground.run(update(table).where(table.c.id == id_).values({column.name: sealed}))
