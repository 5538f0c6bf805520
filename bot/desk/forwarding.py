"""Forwarding what is another bot's: claimed, handed over outside any transaction, and its fate recorded."""

import logging
from datetime import timedelta

from bot.desk.desk import Desk
from bot.ports import CallResult, Forwarder
from routing.outgoing import CallOutcome
from routing.sharing import AfterForward, ForwardState, OtherBot, after_forward
from storage.forwarded import ClaimedParcel

log = logging.getLogger(__name__)

# Well above the forwarder's own time-outs, so that a lease ends only when its worker is gone.
LEASE = timedelta(seconds=60)


class Forwarding:
    """Hands one body after another to the other bot of its municipality; any number of these may run side by side."""

    def __init__(self, desk: Desk, forwarder: Forwarder) -> None:
        self._desk = desk
        self._forwarder = forwarder

    def forward_next(self, worker: str) -> bool:
        """Forward the body that has been due longest; tell whether there was one."""
        with self._desk.database.transaction() as tx:
            claimed = tx.forwarded.claim(now=self._desk.clock.now(), lease=LEASE, worker=worker)
            other = tx.municipalities.other_bot(claimed.municipality) if claimed else None
        if claimed is None:
            return False
        if other is None:
            self._record(claimed, AfterForward(ForwardState.DEAD), "no other bot is set any more")
            return True
        result = self._call(claimed, other)
        after = after_forward(
            result.outcome, attempts=claimed.attempts, jitter=self._desk.randomness.jitter()
        )
        accepted = result.outcome is CallOutcome.ACCEPTED
        self._record(claimed, after, "" if accepted else f"{result.outcome.value}: {result.reason}")
        return True

    def _call(self, claimed: ClaimedParcel, other: OtherBot) -> CallResult:
        try:
            return self._forwarder.forward(url=other.url, body=claimed.body, headers=claimed.headers)
        except Exception as error:
            log.exception("forward.call_failed", extra={"forwarded": claimed.id})
            return CallResult(CallOutcome.NO_ANSWER, reason=type(error).__name__)

    def _record(self, claimed: ClaimedParcel, after: AfterForward, reason: str) -> None:
        with self._desk.database.transaction() as tx:
            tx.forwarded.record(claimed, after, now=self._desk.clock.now(), reason=reason)
        fields = {"forwarded": claimed.id, "state": after.state.value, "reason": reason}
        if after.state is ForwardState.DEAD:
            log.error("forward.given_up", extra=fields)
        else:
            log.info("forward.tried", extra=fields)
