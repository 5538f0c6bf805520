"""Running the stand-in: in the foreground, or beside a test in a thread."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from bot.simulator.app import create_app, platform_of
from bot.simulator.config import Config

_RESET_AT_CLOSE = struct.pack("ii", 1, 0)


class _Quiet(WSGIRequestHandler):
    """A handler that writes no line for each request: addresses may name people."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Write nothing."""


class StandInServer(ThreadedWSGIServer):
    """A threaded server that can reset a connection instead of closing it politely."""

    daemon_threads = True

    def shutdown_request(self, request: object) -> None:
        """Close a connection; one marked by a fault is reset without a farewell."""
        assert isinstance(request, socket.socket)  # noqa: S101  # werkzeug hands in its sockets
        marked = (
            request.fileno() >= 0
            and request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(_RESET_AT_CLOSE))
            == _RESET_AT_CLOSE
        )
        if marked:
            request.close()
        else:
            super().shutdown_request(request)


def run(host: str, port: int, config: Config, *, started: Callable[[str], None] | None = None) -> None:
    """Serve until interrupted; `started` is told the address, with the port chosen for port 0."""
    app = create_app(config)
    server = StandInServer(host, port, app, _Quiet)
    try:
        if started is not None:
            started(f"http://{host}:{server.server_port}")
        server.serve_forever()
    except KeyboardInterrupt:
        return
    finally:
        platform_of(app).close()
        server.server_close()


@contextmanager
def running(config: Config, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
    """Serve from a thread while the block runs; gives the base address."""
    app = create_app(config)
    server = StandInServer(host, port, app, _Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://{host}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        platform_of(app).close()
        server.server_close()
