"""Retention: what each kind of content is kept for ends in slices, so that nobody waits for a purge."""

from datetime import datetime

from sqlalchemy import and_, select

from routing.consultation import MunicipalitySlug
from routing.retention import Kind
from storage.ground import Ground
from storage.retention_rules import RULES, Span

__all__ = ["Kind", "Retention"]


class Retention:
    """Counts and removes what is past its time. Everything is asked for per municipality and moment."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def due(self, municipality: MunicipalitySlug, kind: Kind, *, before: datetime, now: datetime) -> int:
        """Return how much of a kind is past its time: what was received, sent or closed before a moment."""
        rule, span = RULES[kind], Span(municipality, before, now)
        return self._ground.count(rule.table, rule.table.c.municipality == municipality, rule.past(span))

    def purge(
        self, municipality: MunicipalitySlug, kind: Kind, *, before: datetime, now: datetime, limit: int = 500
    ) -> int:
        """Remove up to `limit` of a kind and return how many; 0 means that nothing is left.

        Content goes, rows that count stay. Messages of a consultation go after it was closed before the moment, unless
        it is held. Each call fits one short transaction, so a purge that is interrupted goes on where it was.
        """
        rule, span = RULES[kind], Span(municipality, before, now)
        past = and_(rule.table.c.municipality == municipality, rule.past(span))
        chosen = select(*rule.table.primary_key).where(past).order_by(*rule.table.primary_key).limit(limit)
        keys = [tuple(row) for row in self._ground.connection.execute(chosen).all()]
        if keys:
            rule.remove(self._ground, keys, span)
        return len(keys)
