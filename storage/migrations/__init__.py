"""The schema's steps, numbered; each works on SQLite and PostgreSQL, up and down."""
