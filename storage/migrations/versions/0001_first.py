"""Everything the front desk remembers, subject by subject; and the audit trail that only grows."""

from storage.migrations.first import (
    accounts,
    alerts,
    append_only,
    audit,
    chat,
    consultations,
    duty,
    events,
    forwarded,
    knowledge,
    municipalities,
    outgoing,
    referrals,
    relays,
    residents,
    rich_menus,
    targets,
    timed,
    upkeep,
    wording,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SUBJECTS = (
    municipalities,
    accounts,
    events,
    forwarded,
    residents,
    consultations,
    chat,
    alerts,
    referrals,
    relays,
    outgoing,
    timed,
    duty,
    knowledge,
    audit,
    upkeep,
    targets,
    wording,
    rich_menus,
    append_only,
)


def upgrade() -> None:
    for subject in SUBJECTS:
        subject.create()


def downgrade() -> None:
    for subject in reversed(SUBJECTS):
        subject.drop()
