"""The imports go one way: bot > storage > routing > knowledge."""

import subprocess
import sys
from pathlib import Path

from tests.house.sources import ROOT


def test_the_import_contracts_hold() -> None:
    command = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([str(command), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
