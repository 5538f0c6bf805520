"""Storage remembers: tables, migrations, and one module per aggregate; returns domain objects, never rows."""
