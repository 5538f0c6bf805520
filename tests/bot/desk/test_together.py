"""Group commit: many who ask at once share one turn, each gets its own answer, and one that fails spoils nobody."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.desk.together import MOST_AT_ONCE, LeftUndoneError, Together


class Disk:
    """Does what it is asked, slowly enough for others to come meanwhile; 13 cannot be done."""

    def __init__(self) -> None:
        self.turns: list[list[int]] = []
        self.open = threading.Event()

    def write(self, asked: Sequence[int]) -> list[int]:
        self.turns.append(list(asked))
        self.open.wait(5)
        if 13 in asked:
            raise ValueError("13")
        return [number * 10 for number in asked]


def all_at_once(together: Together[int, int], disk: Disk, numbers: Sequence[int]) -> list[int | str]:
    def ask(number: int) -> int | str:
        try:
            return together.ask(number)
        except ValueError as error:
            return str(error)

    with ThreadPoolExecutor(len(numbers)) as pool:
        answers = [pool.submit(ask, number) for number in numbers]
        while len(together._waiting) < len(numbers) - 1:
            pass
        disk.open.set()
        return [answer.result() for answer in answers]


def test_one_alone_is_done_at_once() -> None:
    disk = Disk()
    disk.open.set()
    assert Together(disk.write).ask(4) == 40
    assert disk.turns == [[4]]


def test_those_who_come_meanwhile_share_the_next_turn_and_each_gets_its_own_answer() -> None:
    disk = Disk()
    assert all_at_once(Together(disk.write), disk, range(20, 40)) == [number * 10 for number in range(20, 40)]
    assert [len(turn) for turn in disk.turns] == [1, 19]


def test_what_cannot_be_done_fails_alone() -> None:
    disk = Disk()
    assert all_at_once(Together(disk.write), disk, [1, 13, 3, 4]) == [10, "13", 30, 40]


def test_a_crowd_takes_several_turns() -> None:
    disk = Disk()
    crowd = range(20, 30 + MOST_AT_ONCE)
    assert all_at_once(Together(disk.write), disk, crowd) == [number * 10 for number in crowd]
    assert max(len(turn) for turn in disk.turns) <= MOST_AT_ONCE


def test_whoever_waited_for_one_that_was_ended_is_told_and_the_next_go_on() -> None:
    class EndedError(BaseException):
        """As a server ends a thread that takes too long."""

    def ended(asked: Sequence[int]) -> list[int]:
        if asked == [1]:
            raise EndedError
        return list(asked)

    together: Together[int, int] = Together(ended)
    with pytest.raises(EndedError):
        together.ask(1)
    assert together.ask(2) == 2
    assert issubclass(LeftUndoneError, Exception)
