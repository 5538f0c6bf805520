"""Referrals with their history, and consents with the grounds that stand in for one."""

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from routing.consent import ConsentState, Ground
from routing.consultation import Actor, Outcome
from routing.referral import DeclineReason, ReferralState
from storage.tables.kinds import (
    ID_LENGTH,
    NAME_LENGTH,
    digest,
    identity,
    metadata,
    moment,
    municipality,
    reference,
    sealed,
    word,
)

consents = Table(
    "consents",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id", index=True),
    reference("subject", "persons.id", optional=True),
    reference("giver", "persons.id", optional=True),
    word("state", ConsentState),
    word("ground", Ground, optional=True),
    Column("text_version", String(NAME_LENGTH), nullable=False),
    moment("at"),
    word("actor", Actor),
    Column("account", String(ID_LENGTH), nullable=True),
    Column("how", String(32), nullable=False),
    sealed("reason"),
    sealed("must_not_tell"),
    Column("position", Integer, nullable=False),
    UniqueConstraint("municipality", "consultation", "position"),
)

consent_texts = Table(
    "consent_texts",
    metadata,
    municipality(key=True),
    Column("version", String(NAME_LENGTH), primary_key=True),
    Column("text", Text, nullable=False),
    moment("first_shown_at"),
)

referrals = Table(
    "referrals",
    metadata,
    identity(),
    municipality(),
    reference("consultation", "consultations.id", index=True),
    Column("destination", String(ID_LENGTH), nullable=False),
    word("state", ReferralState),
    reference("consent", "consents.id", optional=True),
    word("ground", Ground, optional=True),
    word("decline_reason", DeclineReason, optional=True),
    word("outcome", Outcome, optional=True),
    moment("created_at"),
    moment("sent_at", optional=True),
    moment("received_at", optional=True),
    moment("answered_at", optional=True),
    moment("closed_at", optional=True),
    moment("next_date", optional=True),
    Column("handed_back_from", String(ID_LENGTH), nullable=True),
    Column("handed_back_to", String(ID_LENGTH), nullable=True),
    sealed("sheet"),
    sealed("report"),
    digest("token", optional=True),
    moment("token_expires_at", optional=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("municipality", "token"),
)

Index("ix_referrals_municipality_state", referrals.c.municipality, referrals.c.state, referrals.c.sent_at)

referral_changes = Table(
    "referral_changes",
    metadata,
    reference("referral", "referrals.id", key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    municipality(),
    moment("at"),
    word("actor", Actor),
    Column("account", String(ID_LENGTH), nullable=True),
    word("before", ReferralState, optional=True),
    word("after", ReferralState),
    sealed("reason"),
)

sheet_doors = Table(
    "sheet_doors",
    metadata,
    reference("referral", "referrals.id", key=True),
    municipality(),
    digest("code", optional=True),
    moment("code_until", optional=True),
    Column("tries_left", Integer, nullable=False),
    digest("session", optional=True),
    moment("session_until", optional=True),
)
