"""Runs the steps of a Dockerfile without a container engine: every stage is a folder, and absolute paths lie in it.

What this cannot show: the base image and the isolation of a container. What it shows: that the files which are copied
are enough, that every command of the build works, and that the result starts.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

OWN_FOLDERS = ("/opt/", "/var/lib/", "/src")
"""Paths that steps may write; they are moved into the stage's folder. All others are the machine's own, for reading."""


@dataclass(slots=True)
class Stage:
    """One stage of a build: its folder, and what it has said so far."""

    root: Path
    workdir: str = "/"
    environment: dict[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    command: tuple[str, ...] = ()
    user: str = "0"

    def inside(self, path: str) -> Path:
        """Return where a path of the image lies on this machine."""
        whole = path if path.startswith("/") else f"{self.workdir.rstrip('/')}/{path}"
        return self.root / whole.lstrip("/")

    def moved(self, text: str) -> str:
        """Return a command or a value with the image's own folders moved into the stage."""
        for folder in OWN_FOLDERS:
            text = text.replace(folder, f"{self.root}{folder}")
        return text


def build(dockerfile: Path, context: Path, folder: Path) -> Stage:
    """Run all steps; return the last stage. Raise `subprocess.CalledProcessError` for a step that fails."""
    stages: dict[str, Stage] = {}
    stage: Stage | None = None
    for line in _instructions(dockerfile.read_text(encoding="utf-8")):
        word, _, rest = line.partition(" ")
        if word == "FROM":
            stage = Stage(folder / f"stage-{len(stages)}")
            stage.root.mkdir(parents=True)
            stages[rest.partition(" AS ")[2] or str(len(stages))] = stage
            continue
        assert stage is not None, "a Dockerfile begins with FROM"
        _step(stage, stages, context, word, rest)
    assert stage is not None
    return stage


def start(stage: Stage, *arguments: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start the image's entry point as its container would."""
    command = [*stage.entrypoint, *(arguments or stage.command)]
    path = stage.environment["PATH"].split(":")[0]
    program = shutil.which(command[0], path=path)
    assert program is not None, f"{command[0]} is not in the image's PATH"
    return subprocess.Popen(
        [program, *command[1:]],
        cwd=stage.root,
        env={**stage.environment, **environment},
        stderr=subprocess.PIPE,
    )


def _instructions(text: str) -> list[str]:
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _step(stage: Stage, stages: Mapping[str, Stage], context: Path, word: str, rest: str) -> None:
    if word == "WORKDIR":
        stage.workdir = rest
        stage.inside(".").mkdir(parents=True, exist_ok=True)
    elif word == "COPY":
        _copy(stage, stages, context, rest.split())
    elif word == "RUN":
        _run(stage, rest)
    elif word == "ENV":
        name, _, value = rest.partition("=")
        stage.environment[name] = stage.moved(value)
    elif word == "USER":
        stage.user = rest
    elif word == "ENTRYPOINT":
        stage.entrypoint = tuple(json.loads(rest))
    elif word == "CMD":
        stage.command = tuple(json.loads(rest))
    else:
        assert word == "EXPOSE", f"the runner does not know {word}"


def _copy(stage: Stage, stages: Mapping[str, Stage], context: Path, words: list[str]) -> None:
    source_root = context
    if words[0].startswith("--from="):
        source_root = stages[words.pop(0).removeprefix("--from=")].root
    *sources, target = words
    for source in sources:
        origin, place = source_root / source.lstrip("/"), stage.inside(target)
        if origin.is_dir():
            shutil.copytree(origin, place, symlinks=True, dirs_exist_ok=True)
        else:
            place = place / origin.name if target.endswith("/") else place
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, place)
    _repair(stage)


def _repair(stage: Stage) -> None:
    """Let scripts that name the stage they were copied from name this one, as one image has one set of paths."""
    for script in stage.root.glob("opt/*/bin/*"):
        if script.is_file() and not script.is_symlink():
            first, newline, rest = script.read_bytes().partition(b"\n")
            if first.startswith(b"#!") and b"/stage-" in first:
                tail = first.partition(b"/opt/")[2]
                script.write_bytes(b"#!" + bytes(stage.root) + b"/opt/" + tail + newline + rest)


def _run(stage: Stage, command: str) -> None:
    # The interpreter of the base image is the one that runs the tests; pip needs the machine's own settings.
    environment = {**os.environ, **stage.environment}
    words = [sys.executable if word == "python3" else stage.moved(word) for word in shlex.split(command)]
    for folder in OWN_FOLDERS:
        stage.inside(folder).mkdir(parents=True, exist_ok=True)
    subprocess.run(words, cwd=stage.inside("."), env=environment, check=True, stdout=subprocess.DEVNULL)
