"""The rules of triage as data; `docs/triage.md` tells how to read and how to add one."""
