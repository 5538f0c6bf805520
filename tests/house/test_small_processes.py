"""The webhook's process stays small: it loads nothing that only answering needs."""

import subprocess
import sys

import pytest

HEAVY = (
    "numpy",
    "scipy",
    "rapidfuzz",
    "sudachipy",
    "linebot",
    "openpyxl",
    "holidays",
    "prometheus_client",
    "argon2",
)
ASK = """
import sys
from bot.commands.web_app import make_app
from bot.bootstrap.opening import open_installation, ready_database
installation = open_installation()
ready_database(installation).close()
make_app(installation, "line").test_client().get("/healthz")
print(",".join(sorted(set(sys.argv[1:]) & set(sys.modules))))
"""


def test_the_process_that_serves_line_alone_loads_neither_tokenizer_nor_sdk_nor_arrays(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("small")
    done = subprocess.run(
        [sys.executable, "-c", ASK, *HEAVY],
        env={"MADOGUCHI_DATA_DIR": str(folder / "var"), "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""
