"""Alerts, their steps, and every attempt to reach a person with its fate."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, Select, select, update

from routing.alert import ENDED, UNACKNOWLEDGED, Alert, AlertId, AlertState, AttemptFate
from routing.consultation import AccountId, ConsultationId, ConsultationState, MunicipalitySlug
from routing.outgoing import Medium, OutgoingId
from storage.errors import NotThereError, StaleError
from storage.ground import Ground
from storage.tables.alerts import alert_attempts, alerts
from storage.tables.consultations import consultations

PLAIN = (
    "consultation",
    "level",
    "state",
    "raised_at",
    "deadline",
    "escalation_step",
    "next_step_at",
    "acknowledged_by",
    "acknowledged_at",
    "action_at",
)


@dataclass(frozen=True, slots=True)
class AlertAttempt:
    """One attempt to reach one person by one medium; `outgoing` is the message that carries it."""

    id: str
    municipality: MunicipalitySlug
    alert: AlertId
    step: int
    account: AccountId
    medium: Medium
    at: datetime
    fate: AttemptFate = AttemptFate.QUEUED
    outgoing: OutgoingId | None = None
    reason: str = ""


class Alerts:
    """The alerts of all municipalities."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def add(self, alert: Alert) -> None:
        """Store a new alert."""
        self._ground.run(alerts.insert().values(version=1, **self._row(alert)))

    def get(self, id_: AlertId) -> Alert:
        """Return an alert; raises `NotThereError`."""
        row = self._ground.one(select(alerts).where(alerts.c.id == id_))
        if row is None:
            raise NotThereError("no such alert")
        return self._alert(row)

    def save(self, alert: Alert, *, was: AlertState) -> Alert:
        """Write a changed alert; raises `StaleError` when it is no longer in the state it was read in."""
        statement = update(alerts).where(alerts.c.id == alert.id, alerts.c.state == was)
        values = {**self._row(alert), "version": alerts.c.version + 1}
        if self._ground.run(statement.values(values)).rowcount != 1:
            raise StaleError("the alert was changed by somebody else")
        return alert

    def due(self, now: datetime, *, limit: int = 100) -> tuple[Alert, ...]:
        """Return the alerts whose next step is due, most urgent time first."""
        statement = select(alerts).where(alerts.c.next_step_at <= now).order_by(alerts.c.next_step_at)
        return self._list(statement.limit(limit))

    def take_step(self, alert: Alert, *, until: datetime) -> bool:
        """Take the step of an alert that is due, so that no other worker does; False when somebody was quicker.

        The step belongs to the transaction: undone with it, it is due again.
        """
        statement = update(alerts).where(
            alerts.c.id == alert.id,
            alerts.c.state == alert.state,
            alerts.c.next_step_at == alert.next_step_at,
        )
        return self._ground.run(statement.values(next_step_at=until)).rowcount == 1

    def hurry(self, id_: AlertId, *, now: datetime) -> bool:
        """Let an unacknowledged alert take its next step at once; tell whether it was still to come."""
        statement = update(alerts).where(
            alerts.c.id == id_, alerts.c.state.in_(list(UNACKNOWLEDGED)), alerts.c.next_step_at > now
        )
        return self._ground.run(statement.values(next_step_at=now)).rowcount == 1

    def next_due(self) -> datetime | None:
        """Return when the next step of any alert is due."""
        statement = select(alerts.c.next_step_at).where(alerts.c.next_step_at.is_not(None))
        return self._ground.moment(statement.order_by(alerts.c.next_step_at).limit(1))

    def open_of(self, municipality: MunicipalitySlug) -> tuple[Alert, ...]:
        """Return the alerts that nobody has recorded an action for, by deadline."""
        statement = select(alerts).where(
            alerts.c.municipality == municipality,
            alerts.c.state.in_([s for s in AlertState if s not in ENDED]),
        )
        return self._list(statement.order_by(alerts.c.deadline))

    def of_consultation(self, consultation: ConsultationId) -> tuple[Alert, ...]:
        """Return the alerts of a consultation, oldest first."""
        return self._list(
            select(alerts).where(alerts.c.consultation == consultation).order_by(alerts.c.raised_at)
        )

    def open_of_consultation(self, consultation: ConsultationId) -> Alert | None:
        """Return the alert of a consultation that is still open, so that twenty messages make one alert."""
        statement = select(alerts).where(
            alerts.c.consultation == consultation, alerts.c.state.not_in(list(ENDED))
        )
        found = self._list(statement.order_by(alerts.c.raised_at).limit(1))
        return found[0] if found else None

    def from_later(self, now: datetime) -> tuple[Alert, ...]:
        """Return the open alerts raised at a moment that is still ahead: the clock has been set back since."""
        return self._list(select(alerts).where(alerts.c.raised_at > now, alerts.c.state.not_in(list(ENDED))))

    def settled(self, *, limit: int = 100) -> tuple[Alert, ...]:
        """Return the alerts with a recorded action whose consultation is closed: they may be closed as well."""
        ended = select(consultations.c.id).where(consultations.c.state == ConsultationState.CLOSED)
        statement = select(alerts).where(
            alerts.c.state == AlertState.ACTION_RECORDED, alerts.c.consultation.in_(ended)
        )
        return self._list(statement.order_by(alerts.c.action_at).limit(limit))

    def add_attempt(self, attempt: AlertAttempt) -> None:
        """Store an attempt."""
        self._ground.run(
            alert_attempts.insert().values(
                id=attempt.id,
                municipality=attempt.municipality,
                alert=attempt.alert,
                step=attempt.step,
                account=attempt.account,
                medium=attempt.medium,
                fate=attempt.fate,
                at=attempt.at,
                outgoing=attempt.outgoing,
                reason=attempt.reason[:120],
            )
        )

    def attempts(self, id_: AlertId) -> tuple[AlertAttempt, ...]:
        """Return every attempt of an alert, oldest first."""
        statement = select(alert_attempts).where(alert_attempts.c.alert == id_)
        ordered = statement.order_by(alert_attempts.c.at, alert_attempts.c.id)
        return tuple(_attempt(row) for row in self._ground.rows(ordered))

    def attempts_of(self, ids: Iterable[AlertId]) -> tuple[AlertAttempt, ...]:
        """Return every attempt of several alerts in one question, oldest first."""
        statement = select(alert_attempts).where(alert_attempts.c.alert.in_(list(ids)))
        ordered = statement.order_by(alert_attempts.c.at, alert_attempts.c.id)
        return tuple(_attempt(row) for row in self._ground.rows(ordered))

    def note_fate(self, outgoing: OutgoingId, fate: AttemptFate, *, reason: str = "") -> AlertId | None:
        """Write what became of the attempt a message carried; return its alert, or None if it carried none."""
        row = self._ground.one(
            update(alert_attempts)
            .where(alert_attempts.c.outgoing == outgoing)
            .values(fate=fate, reason=reason[:120])
            .returning(alert_attempts.c.alert)
        )
        return None if row is None else AlertId(row["alert"])

    def _list(self, statement: Select[tuple[object, ...]]) -> tuple[Alert, ...]:
        return tuple(self._alert(row) for row in self._ground.rows(statement))

    def _row(self, alert: Alert) -> dict[str, object]:
        row: dict[str, object] = {name: getattr(alert, name) for name in PLAIN}
        sealed = self._ground.seal(alerts.c.action, alert.id, alert.action)
        return {**row, "id": alert.id, "municipality": alert.municipality, "action": sealed}

    def _alert(self, row: RowMapping) -> Alert:
        return Alert(
            **{name: row[name] for name in PLAIN},
            id=AlertId(row["id"]),
            municipality=MunicipalitySlug(row["municipality"]),
            action=self._ground.open(alerts.c.action, row["id"], row["action"]),
        )


def _attempt(row: RowMapping) -> AlertAttempt:
    return AlertAttempt(
        id=row["id"],
        municipality=MunicipalitySlug(row["municipality"]),
        alert=AlertId(row["alert"]),
        step=row["step"],
        account=row["account"],
        medium=row["medium"],
        at=row["at"],
        fate=row["fate"],
        outgoing=row["outgoing"],
        reason=row["reason"],
    )
