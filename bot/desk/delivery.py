"""Delivery: what is owed is claimed, sent outside any transaction, and its fate recorded."""

import json
import logging
from datetime import timedelta

from bot.desk.desk import Desk
from bot.desk.escalation import note_fate
from bot.ports import CallResult, LineSenders, Mailer
from routing.after_call import Trial, after_call
from routing.outgoing import (
    LANES,
    AfterCall,
    CallOutcome,
    Lane,
    Medium,
    OutgoingState,
    Via,
    key_has_ended,
)
from storage.outgoing import ClaimedOutgoing, Owed

log = logging.getLogger(__name__)

# Well above the sender's own time-outs, so that a lease ends only when its worker is gone.
LEASE = timedelta(seconds=60)


class Delivery:
    """Sends one owed message after another; any number of these may run side by side."""

    def __init__(
        self, desk: Desk, *, lines: LineSenders, mailer: Mailer, lanes: tuple[Lane, ...] = LANES
    ) -> None:
        self._desk = desk
        self._lines = lines
        self._mailer = mailer
        self._lanes = lanes

    def send_next(self, worker: str) -> bool:
        """Send the next owed message of the lanes; tell whether there was one.

        The claim is committed before the call, and nothing is held open while LINE or the mail server works.
        """
        with self._desk.database.transaction() as tx:
            claimed = tx.outgoing.claim(
                now=self._desk.clock.now(), lease=LEASE, worker=worker, lanes=self._lanes
            )
        if claimed is None:
            return False
        via = self._way_of(claimed)
        if via is Via.REPLY:
            # From here on an unknown outcome is "uncertain": the token may be spent although no answer came.
            with self._desk.database.transaction() as tx:
                tx.outgoing.reply_started(claimed)
        elif claimed.state is OutgoingState.REPLY_STARTED and not claimed.owed.dangerous:
            # Whether the earlier reply arrived cannot be found out any more; a push might be seen as a second answer.
            self._end(claimed, OutgoingState.UNCERTAIN, "reply without an answer")
            return True
        elif claimed.attempts and key_has_ended(claimed.first_tried_at, self._desk.clock.now()):
            self._end(claimed, OutgoingState.DEAD, "not sent within the life of its retry key")
            return True
        self._record(claimed, via, self._call(claimed.owed, via))
        return True

    def _way_of(self, claimed: ClaimedOutgoing) -> Via:
        """Return how to send: by the reply token while it lives, even a second time, as it works only once.

        What is about danger does not wait for a token that may be spent.
        """
        owed = claimed.owed
        if owed.medium is Medium.MAIL:
            return Via.MAIL
        fresh = owed.reply_expires_at is not None and self._desk.clock.now() < owed.reply_expires_at
        pressing = owed.dangerous and claimed.state is OutgoingState.REPLY_STARTED
        return Via.REPLY if owed.reply_token and fresh and not pressing else Via.PUSH

    def _call(self, owed: Owed, via: Via) -> CallResult:
        """Make the call; whatever is raised on the way becomes an outcome, so that no row is claimed for ever."""
        try:
            payload = json.loads(owed.payload)
            if via is Via.MAIL:
                return self._mailer.send(
                    to=owed.recipient, subject=payload["subject"], body=payload["body"], message_id=owed.id
                )
            sender = self._lines.of(owed.municipality)
        except (ValueError, KeyError, TypeError) as error:
            return CallResult(CallOutcome.REJECTED, reason=f"unreadable: {type(error).__name__}")
        except LookupError:
            return CallResult(CallOutcome.UNAUTHORISED, reason="no LINE channel")
        try:
            if via is Via.REPLY:
                return sender.reply(reply_token=owed.reply_token or "", messages=payload)
            return sender.push(to=owed.recipient, messages=payload, retry_key=owed.id, silent=owed.silent)
        except Exception as error:
            log.exception("delivery.call_failed", extra={"outgoing": owed.id})
            return CallResult(CallOutcome.NO_ANSWER, reason=type(error).__name__)

    def _record(self, claimed: ClaimedOutgoing, via: Via, result: CallResult) -> None:
        now = self._desk.clock.now()
        trial = Trial(
            via=via,
            attempts=claimed.attempts + 1,
            first_tried_at=claimed.first_tried_at,
            dangerous=claimed.owed.dangerous,
            unknown=claimed.state is OutgoingState.REPLY_STARTED,
        )
        after = after_call(
            trial,
            result.outcome,
            now=now,
            jitter=self._desk.randomness.jitter(),
            retry_after=result.retry_after,
        )
        with self._desk.database.transaction() as tx:
            tx.outgoing.record(
                claimed,
                via=via,
                outcome=result.outcome,
                after=after,
                request_id=result.request_id,
                reason=result.reason,
                now=now,
            )
            note_fate(tx, claimed.owed, after.state, reason=result.outcome.value, now=now)
        _tell_operator(claimed.owed, result, after)

    def _end(self, claimed: ClaimedOutgoing, state: OutgoingState, reason: str) -> None:
        now = self._desk.clock.now()
        with self._desk.database.transaction() as tx:
            tx.outgoing.give_up(claimed, now=now, state=state, reason=reason)
            note_fate(tx, claimed.owed, state, reason=reason, now=now)
        log.warning("delivery.ended", extra={"outgoing": claimed.owed.id, "state": state.value})


def _tell_operator(owed: Owed, result: CallResult, after: AfterCall) -> None:
    fields = {
        "outgoing": owed.id,
        "medium": owed.medium.value,
        "lane": owed.lane.value,
        "outcome": result.outcome.value,
        "request_id": result.request_id,
        "state": after.state.value,
    }
    if after.operator_alarm:
        log.error("delivery.needs_operator", extra=fields)
    else:
        log.info("delivery.tried", extra=fields)
