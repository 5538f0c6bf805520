"""Slow and oversized requests at the real web process: others are served meanwhile, too large ones refused."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.faults.processes import Process, answers_http, free_port

SLOW = 40


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a web process with an installation of its own."""
    environment = {"MADOGUCHI_DATA_DIR": str(tmp_path / "var")}
    founding = Process(("municipality", "add", "hoozuki"), environment, tmp_path / "add.log", lambda _: True)
    founding.start()
    assert founding.popen is not None
    assert founding.popen.wait(60) == 0
    found = free_port()
    web = Process(("web", "--port", str(found)), environment, tmp_path / "web.log", answers_http(found))
    web.start()
    try:
        web.wait_ready()
        yield found
    finally:
        web.end()


def ask(port: int, method: str, path: str, body: bytes = b"") -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=90)
    try:
        connection.request(method, path, body)
        return connection.getresponse().status
    finally:
        connection.close()


def test_requests_that_never_end_keep_nobody_else_out(port: int) -> None:
    with ExitStack() as held:
        for number in range(SLOW):
            slow = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=5))
            if number % 2:
                slow.sendall(b"POST /line/hoozuki/webhook HTTP/1.1\r\nHost: desk\r\nX-Slow: ")
            else:
                slow.sendall(b"P")
        assert ask(port, "GET", "/console/sign-in") == 200
        assert ask(port, "POST", "/line/hoozuki/webhook", b"{}") == 400


def test_what_is_too_large_is_refused_before_it_is_read(port: int) -> None:
    assert ask(port, "POST", "/line/hoozuki/webhook", b"x" * 3_000_000) == 413
    assert ask(port, "GET", "/console/" + "a" * 20_000) in {400, 404, 414, 431}
    with socket.create_connection(("127.0.0.1", port), timeout=20) as said:
        said.sendall(
            b"POST /line/hoozuki/webhook HTTP/1.1\r\nHost: d\r\nContent-Length: 99999999999\r\n\r\nx"
        )
        assert b" 413 " in said.recv(100) or not said.recv(1)
    assert ask(port, "GET", "/console/sign-in") == 200


def test_two_lengths_or_a_length_beside_chunks_are_no_request(port: int) -> None:
    for head in (
        b"Content-Length: 2\r\nContent-Length: 5\r\n",
        b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: identity, chunked, chunked\r\n",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as said:
            said.sendall(
                b"POST /line/hoozuki/webhook HTTP/1.1\r\nHost: d\r\n" + head + b"\r\n{}GET / HTTP/1.1\r\n\r\n"
            )
            answer = said.recv(4000)
        assert answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501")) or not answer
        assert answer.count(b"HTTP/1.1 ") <= 1
