"""LINE's flask-echo example under our own gunicorn settings: words are FILE PORT THREADS LINE.

The example is run as it is. Its replies, which it sends before it answers the webhook, go to a stand-in on this machine
instead of to LINE: the default host of the SDK is the only thing that is changed.
"""

import functools
import runpy
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from bot.commands.web import KEEP_ALIVE_SECONDS, TIMEOUT_SECONDS


class TakesEverything(BaseHTTPRequestHandler):
    """A LINE that accepts every reply at once."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        body = b'{"sentMessages":[{"id":"1"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(BaseApplication):
    """gunicorn with our own settings and the example as its application."""

    def __init__(self, example: Path, port: int, threads: int, line: str) -> None:
        self._example, self._port, self._threads, self._line = example, port, threads, line
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": f"127.0.0.1:{self._port}",
            "workers": 1,
            "threads": self._threads,
            "worker_class": "gthread",
            "timeout": TIMEOUT_SECONDS,
            "keepalive": KEEP_ALIVE_SECONDS,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:  # type: ignore[override]  # Flask is a WSGI application; the stubs spell it out
        from linebot.v3.messaging import Configuration  # noqa: PLC0415 - in the server's process alone

        Configuration.__init__ = functools.partialmethod(Configuration.__init__, self._line)
        app = runpy.run_path(str(self._example))["app"]
        assert isinstance(app, Flask)
        return app


def main(words: list[str]) -> None:
    """Serve the example, or with the word `line` the stand-in that takes its replies."""
    if words[0] == "line":
        server = ThreadingHTTPServer(("127.0.0.1", int(words[1])), TakesEverything)
        server.daemon_threads = True
        server.serve_forever()
    example, port, threads, line = words
    Server(Path(example), int(port), int(threads), line).run()


if __name__ == "__main__":
    main(sys.argv[1:])
