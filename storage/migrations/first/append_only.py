"""Triggers that keep the audit trail append-only, whoever writes to the database.

Nothing is ever changed. Rows are removed only while `audit_purge` holds a later moment, which the retention purge puts
there and takes away within one transaction.
"""

from alembic import op

SQLITE = (
    """
    CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
    """
    CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    WHEN NOT EXISTS (SELECT 1 FROM audit_purge WHERE audit_purge.before > OLD.at)
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
    """,
)
POSTGRES = (
    """
    CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM audit_purge WHERE audit_purge.before > OLD.at) THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'check_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()
    """,
    """
    CREATE FUNCTION audit_is_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'check_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_never_emptied()
    """,
)


def create() -> None:
    """Put the triggers in place."""
    for statement in POSTGRES if _on_postgres() else SQLITE:
        op.execute(statement)


def drop() -> None:
    """Take the triggers away."""
    if _on_postgres():
        op.execute("DROP TRIGGER audit_no_truncate ON audit")
        op.execute("DROP TRIGGER audit_append_only ON audit")
        op.execute("DROP FUNCTION audit_is_never_emptied()")
        op.execute("DROP FUNCTION audit_is_append_only()")
    else:
        op.execute("DROP TRIGGER audit_no_delete")
        op.execute("DROP TRIGGER audit_no_update")


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"
