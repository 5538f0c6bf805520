"""The application of a web process behind proxies: the visitor's address is the one the trusted proxy wrote."""

from pathlib import Path

import pytest
from flask import request

from bot.bootstrap.opening import open_installation, ready_database
from bot.commands.web_app import make_app

FORGED_BY_THE_VISITOR = "203.0.113.66"
WRITTEN_BY_THE_PROXY = "198.51.100.7"


@pytest.mark.parametrize(("proxies", "believed"), [("0", "10.0.0.2"), ("1", WRITTEN_BY_THE_PROXY)])
def test_only_what_a_known_proxy_wrote_is_believed(tmp_path: Path, proxies: str, believed: str) -> None:
    installation = open_installation(
        {"MADOGUCHI_DATA_DIR": str(tmp_path / "var"), "MADOGUCHI_PROXIES": proxies}
    )
    ready_database(installation).close()
    app, seen = make_app(installation, "line"), []

    @app.before_request
    def look() -> None:
        seen.append(request.remote_addr)

    forwarded = f"{FORGED_BY_THE_VISITOR}, {WRITTEN_BY_THE_PROXY}"
    app.test_client().get(
        "/healthz", headers={"X-Forwarded-For": forwarded}, environ_base={"REMOTE_ADDR": "10.0.0.2"}
    )
    assert seen == [believed]
