"""Faults on demand: what a test asks to go wrong with the next calls."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.simulator import wire
from bot.simulator.refusals import Refused


class FaultKind(StrEnum):
    """What goes wrong; the kinds with `_after` do it once the call was accepted."""

    LATENCY = "latency"
    ERROR = "error"
    ERROR_AFTER = "error_after"
    HANG = "hang"
    HANG_AFTER = "hang_after"
    RESET = "reset"
    RESET_AFTER = "reset_after"
    NOT_JSON = "not_json"
    NOT_JSON_AFTER = "not_json_after"
    RATE_LIMIT = "rate_limit"
    MONTHLY_LIMIT = "monthly_limit"

    @property
    def waits_for_acceptance(self) -> bool:
        """Tell whether the call is carried out before it goes wrong."""
        return self.value.endswith("_after")


@dataclass(slots=True)
class Fault:
    """One order: on which endpoint (`*`: any), how often (None: until cleared), and how likely."""

    kind: FaultKind
    on: str = "*"
    count: int | None = 1
    probability: float = 1.0
    status: int = 500
    seconds: float = 1.0


class Faults:
    """The waiting faults, first ordered first used. `chance` gives numbers from 0 up to 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._waiting: list[Fault] = []

    def order(self, faults: Sequence[Fault]) -> None:
        """Add faults behind those already waiting."""
        self._waiting.extend(faults)

    def clear(self) -> None:
        """Let everything work again."""
        self._waiting.clear()

    def waiting(self) -> Sequence[Fault]:
        """Return the faults still to come."""
        return tuple(self._waiting)

    def next_for(self, endpoint: str) -> Fault | None:
        """Return the fault this call meets, counting it down, or None."""
        for fault in self._waiting:
            if fault.on in ("*", endpoint) and self._chance() < fault.probability:
                self._count_down(fault)
                return fault
        return None

    def _count_down(self, fault: Fault) -> None:
        if fault.count is None:
            return
        fault.count -= 1
        if fault.count <= 0:
            self._waiting = [other for other in self._waiting if other is not fault]


def read_fault(raw: wire.JsonObject) -> Fault:
    """Return the fault described by a control request; raises Refused (400) for an unknown kind."""
    try:
        kind = FaultKind(wire.text(raw, "kind"))
    except ValueError as fault:
        raise Refused(400, f"kind must be one of {', '.join(FaultKind)}") from fault
    forever = "count" in raw and raw["count"] is None
    return Fault(
        kind=kind,
        on=wire.text(raw, "on", "*"),
        count=None if forever else wire.whole(raw, "count") or 1,
        probability=wire.number(raw, "probability", 1.0),
        status=wire.whole(raw, "status") or 500,
        seconds=wire.number(raw, "seconds", 1.0),
    )
