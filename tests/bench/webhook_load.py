"""A bounded load of signed webhooks over kept connections, with the time of each acknowledgement."""

import http.client
import itertools
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from bot.line.signature import sign

SECRET = "bench-secret"
TEXT = "電球が切れて困っています"


@dataclass(frozen=True, slots=True)
class Load:
    """What a load gave: milliseconds of each acknowledgement, and the seconds it took in all."""

    milliseconds: tuple[float, ...]
    seconds: float
    failures: int

    @property
    def per_second(self) -> float:
        """Acknowledgements a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, share: float) -> float:
        """Return a percentile of the acknowledgements in milliseconds."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def event(number: int, people: int, kind: str) -> dict[str, object]:
    """Return one event of one of so many people: a text, or of another kind that has a reply token."""
    message = {"type": "text", "id": str(10**15 + number), "quoteToken": "q", "text": TEXT}
    return {
        "type": kind,
        "mode": "active",
        "timestamp": 1_795_000_000_000 + number,
        "source": {"type": "user", "userId": f"U{number % people:032x}"},
        "webhookEventId": f"BENCH{number:021d}",
        "deliveryContext": {"isRedelivery": False},
        "replyToken": f"token{number}",
        **({"message": message} if kind == "message" else {"follow": {"isUnblocked": False}}),
    }


def bodies(count: int, people: int, first: int = 0, kind: str = "message") -> Iterator[bytes]:
    """Yield the bodies of so many webhooks, one event each."""
    for number in range(first, first + count):
        yield json.dumps({"destination": "U" + "0" * 32, "events": [event(number, people, kind)]}).encode()


def run_load(
    *,
    port: int,
    path: str,
    count: int,
    threads: int,
    people: int = 200,
    rate: float = 0,
    first: int = 0,
    kind: str = "message",
) -> Load:
    """Send `count` webhooks to a port of this machine by some threads; `rate` a second, or as fast as they go."""
    waiting = list(enumerate(bodies(count, people, first, kind)))
    take = itertools.count()
    times: list[float] = []
    failures: list[int] = []
    begin = time.perf_counter()

    def work() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        while (place := next(take)) < len(waiting):
            body = waiting[place][1]
            if rate:
                time.sleep(max(0.0, begin + place / rate - time.perf_counter()))
            headers = {"X-Line-Signature": sign(body, SECRET), "Content-Type": "application/json"}
            start = time.perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - start) * 1000)
            if answer.status != 200:
                failures.append(answer.status)
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return Load(tuple(times), time.perf_counter() - begin, len(failures))
