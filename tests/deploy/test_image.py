"""The image: the steps of its Dockerfile run in a clean folder, and what they make starts and is well."""

import os
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.deploy.image_steps import build, start
from tests.faults.processes import free_port, until
from tests.house.sources import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"


def test_the_build_copies_only_what_the_product_needs() -> None:
    copied = [line for line in DOCKERFILE.read_text("utf-8").splitlines() if line.startswith("COPY")]
    assert not any("tests" in line or line.startswith("COPY . ") for line in copied)


@pytest.mark.timeout(600)
def test_every_step_of_the_build_works_and_the_result_starts(tmp_path: Path) -> None:
    image = build(DOCKERFILE, ROOT, tmp_path / "build")
    assert image.user.split(":")[0] not in {"0", "root"}
    data, port = tmp_path / "data", free_port()
    environment = {"MADOGUCHI_DATA_DIR": str(data), "HOME": os.environ.get("HOME", "/")}
    web = start(image, "web", "--port", str(port), environment=environment)
    try:
        address = f"http://127.0.0.1:{port}/healthz"
        told = _answer(address)
    finally:
        web.terminate()
        web.communicate(timeout=60)
    assert "worker" in told


def _answer(address: str) -> str:
    told: list[str] = []

    def answered() -> bool:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                told.append(answer.read().decode())
        except urllib.error.HTTPError as unwell:
            # Without a worker the desk is not well, and says so.
            told.append(unwell.read().decode())
        except OSError:
            return False
        return True

    until(answered, "the image's web process answers", patience=120, pause=0.1)
    return told[0]
