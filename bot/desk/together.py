"""Group commit: what several threads ask for at the same moment is done in one go, by whoever comes first.

One transaction for all who wait costs one look at the disk instead of many, and nobody waits for company: with a single
thread it is done at once. No thread of its own, so nothing has to be started, stopped, or made again after a fork.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST_AT_ONCE = 64


class LeftUndoneError(Exception):
    """Whoever did it for all was ended in the middle: nothing was done. Ask again."""


@dataclass(slots=True)
class _Ticket(Generic[Asked, Answer]):
    asked: Asked
    answers: tuple[Answer, ...] = ()
    error: Exception | None = None

    @property
    def done(self) -> bool:
        return bool(self.answers) or self.error is not None


class Together(Generic[Asked, Answer]):
    """`do` gets what was asked for, at least one thing, and returns an answer for each or raises for all.

    Where it raises, each is tried alone, so that what cannot be done spoils nothing else.
    """

    def __init__(self, do: Callable[[Sequence[Asked]], Sequence[Answer]]) -> None:
        self._do = do
        self._waiting: deque[_Ticket[Asked, Answer]] = deque()
        self._turn = threading.Lock()

    def ask(self, asked: Asked) -> Answer:
        """Have something done and return its answer; raises what `do` raised for it."""
        ticket: _Ticket[Asked, Answer] = _Ticket(asked)
        self._waiting.append(ticket)
        with self._turn:
            while not ticket.done:
                self._do_next()
        if ticket.error is not None:
            raise ticket.error
        return ticket.answers[0]

    def _do_next(self) -> None:
        tickets = [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]
        try:
            self._settle(tickets)
        finally:
            for ticket in tickets:
                if not ticket.done:
                    ticket.error = LeftUndoneError("ended in the middle")

    def _settle(self, tickets: list[_Ticket[Asked, Answer]]) -> None:
        try:
            answers = self._do([ticket.asked for ticket in tickets])
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            if len(tickets) == 1:
                tickets[0].error = error
                return
            for ticket in tickets:
                self._settle([ticket])
            return
        for ticket, answer in zip(tickets, answers, strict=True):
            ticket.answers = (answer,)
