"""The compose file, the alarms and the proxies: what they name exists in the product."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from bot.__main__ import VERBS
from bot.bootstrap.metrics import metrics_of
from bot.settings import PREFIX, SETTINGS, read_settings
from storage.database import Database
from tests.clocks import RunningClock
from tests.house.sources import ROOT

DEPLOY = ROOT / "deploy"


def compose() -> dict[str, dict[str, dict[str, object]]]:
    read = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
    assert isinstance(read, dict)
    return read


def test_every_service_of_ours_runs_a_verb_that_exists() -> None:
    ours = {name: s for name, s in compose()["services"].items() if s.get("image") == "madoguchi"}
    assert set(ours) == {"line", "pages", "worker", "alarm"}
    for service in ours.values():
        command = service.get("command")
        if command is not None:
            assert isinstance(command, list)
            assert command[0] in VERBS


def test_services_name_only_volumes_networks_and_secrets_that_are_declared() -> None:
    whole = compose()
    for service in whole["services"].values():
        for kind in ("networks", "secrets"):
            used = service.get(kind, [])
            assert isinstance(used, list)
            assert set(used) <= set(whole[kind])
        volumes = service.get("volumes", [])
        assert isinstance(volumes, list)
        named = {v.split(":")[0] for v in volumes if not v.startswith(("./", "/"))}
        assert named <= set(whole["volumes"])


def test_the_database_cannot_be_reached_from_outside_and_only_the_proxy_opens_ports() -> None:
    whole = compose()
    assert [name for name, service in whole["services"].items() if "ports" in service] == ["proxy"]
    assert whole["services"]["database"]["networks"] == ["inside"]
    assert whole["networks"]["inside"]["internal"] is True


def test_the_example_of_settings_is_read_without_a_complaint() -> None:
    lines = (DEPLOY / "madoguchi.env.example").read_text("utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert set(environ) <= {PREFIX + setting.name for setting in SETTINGS}
    settings = read_settings(environ)
    assert settings.cookies_are_secure
    assert settings.proxies == 1


def test_every_figure_that_an_alarm_asks_for_is_told_by_metrics(database: Database) -> None:
    told = metrics_of(database, RunningClock())
    rules = (DEPLOY / "alarms.yml").read_text("utf-8")
    asked = set(re.findall(r"\bmadoguchi_[a-z_]+\b", rules))
    assert asked
    assert {name for name in asked if f"# TYPE {name} " not in told} == set()


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_the_proxies_keep_figures_inside_and_hand_on_no_address_of_a_stranger(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    assert "/metrics" in text
    assert "proxy_add_x_forwarded_for" not in text


def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    program = tmp_path / "madoguchi"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        copy = tmp_path / unit.name
        copy.write_text(
            unit.read_text("utf-8").replace("/opt/madoguchi/bin/madoguchi", str(program)), "utf-8"
        )
        units.append(str(copy))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_every_unit_runs_a_verb_that_exists_and_as_nobody_special() -> None:
    for unit in (DEPLOY / "systemd").glob("*.service"):
        text = unit.read_text("utf-8")
        started = re.search(r"^ExecStart=/opt/madoguchi/bin/madoguchi (\w+)", text, re.MULTILINE)
        assert started is not None
        assert started.group(1) in VERBS
        assert "User=madoguchi" in text
        assert "NoNewPrivileges=yes" in text
