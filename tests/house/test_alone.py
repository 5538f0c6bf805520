"""The project speaks of itself alone: no word of where it was written, and no secrets of anybody."""

import re

from tests.house.sources import texts

# The patterns are written in pieces, so that this file does not find itself.
STRANGE = re.compile(
    "|".join(
        (
            r"/wor" + r"k/(main|shared)",
            r"\.\./sha" + r"red",
            r"\bfar" + r"m-(studio|bench)\b",
            r"python" + r"hosted",
            r"\bpypi\." + r"org",
            r"npmjs\." + r"(com|org)",
            r"deb\.debian" + r"\.org",
            r"\bissue #?\d" + r"+\b",
        )
    ),
    re.IGNORECASE,
)
MOBILE_NUMBER = re.compile(r"(?<!\d)0[789]0-\d{4}-\d{4}(?!\d)")


def test_no_file_names_a_machine_a_package_host_or_a_folder_outside() -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in texts()
        if path.suffix != ".lock"
        for match in STRANGE.finditer(text)
    ]
    assert found == []


def test_locks_carry_hashes_and_no_addresses() -> None:
    for path, text in texts(".lock"):
        assert "--hash=sha256:" in text, path
        assert "http" not in text.replace("aiohttp", ""), path


def test_no_file_holds_a_mobile_number() -> None:
    assert [f"{path}: {m.group()}" for path, text in texts() for m in MOBILE_NUMBER.finditer(text)] == []
