"""Accounts of people who work here, their sessions, invitations, and token buckets against guessing."""

from enum import StrEnum

from sqlalchemy import Boolean, Column, Float, Integer, String, Table, UniqueConstraint

from routing.roles import Role
from storage.tables.kinds import (
    HASH_LENGTH,
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


class Door(StrEnum):
    """Which pages a session opens; one that came in without a password opens the relay pages alone."""

    CONSOLE = "console"
    RELAY = "relay"


class Purpose(StrEnum):
    """What a link, given once to one person, opens."""

    INVITATION = "invitation"
    ENROLMENT = "enrolment"
    RELAY = "relay"
    CHAT_CODE = "chat_code"


accounts = Table(
    "accounts",
    metadata,
    identity(),
    municipality(),
    digest("login_hash"),
    sealed("login"),
    sealed("name"),
    word("role", Role),
    Column("area", String(ID_LENGTH), nullable=True),
    Column("window", String(ID_LENGTH), nullable=True),
    Column("destination", String(ID_LENGTH), nullable=True),
    sealed("password_hash", optional=True),
    sealed("totp_secret", optional=True),
    Column("totp_step", Integer, nullable=False),
    sealed("recovery_codes"),
    sealed("email", optional=True),
    sealed("line_user", optional=True),
    digest("line_user_hash", optional=True),
    Column("active", Boolean, nullable=False),
    Column("wants_alerts", Boolean, nullable=False),
    Column("wants_digest", Boolean, nullable=False),
    moment("created_at"),
    moment("password_changed_at", optional=True),
    moment("last_signed_in_at", optional=True),
    Column("rich_menu", String(NAME_LENGTH), nullable=True),
    Column("version", Integer, nullable=False),
    UniqueConstraint("municipality", "login_hash"),
    UniqueConstraint("municipality", "line_user_hash"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token", String(HASH_LENGTH), primary_key=True),
    municipality(),
    reference("account", "accounts.id", index=True),
    word("door", Door),
    moment("created_at"),
    moment("seen_at"),
    moment("idle_until"),
    moment("ends_at"),
    moment("confirmed_until", optional=True),
    sealed("form_secret"),
    digest("address", optional=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token", String(HASH_LENGTH), primary_key=True),
    municipality(),
    word("purpose", Purpose),
    word("role", Role, optional=True),
    reference("account", "accounts.id", optional=True, index=True),
    Column("window", String(ID_LENGTH), nullable=True),
    Column("area", String(ID_LENGTH), nullable=True),
    reference("invited_by", "accounts.id", optional=True),
    moment("created_at"),
    moment("expires_at"),
    moment("used_at", optional=True),
    moment("revoked_at", optional=True),
)

buckets = Table(
    "buckets",
    metadata,
    Column("key", String(HASH_LENGTH), primary_key=True),
    Column("tokens", Float, nullable=False),
    moment("updated_at"),
)
