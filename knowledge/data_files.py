"""The files of a profile, wherever they lie: in a folder, or in a version kept by the database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROFILE_FILES = (
    "municipality.toml",
    "destinations.csv",
    "phrases.csv",
    "areas.csv",
    "windows.csv",
    "rota.csv",
    "texts.toml",
    "samples.csv",
    "staff_contacts.csv",
    "targets.csv",
)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its folder's name and its own for messages, and its bytes; None where it is missing."""

    folder: str
    name: str
    content: bytes | None = field(repr=False)

    @property
    def label(self) -> str:
        """Return how messages call the file; never a path of the machine."""
        return f"{self.folder}/{self.name}"

    def text(self) -> str:
        """Return the content as text (UTF-8, a BOM passed over); raise `FileNotFoundError`, `UnicodeDecodeError`."""
        if self.content is None:
            raise FileNotFoundError(self.label)
        return self.content.decode("utf-8-sig")


@dataclass(frozen=True, slots=True)
class ProfileFiles:
    """All files of one municipality's profile by name."""

    folder: str
    contents: Mapping[str, bytes] = field(repr=False)

    def file(self, name: str) -> DataFile:
        """Return a file, present or not."""
        return DataFile(self.folder, name, self.contents.get(name))


def read_folder(folder: Path) -> ProfileFiles:
    """Read the files of a profile from a folder."""
    found = {name: (folder / name).read_bytes() for name in PROFILE_FILES if (folder / name).is_file()}
    return ProfileFiles(folder.name, found)


def read_file(path: Path) -> DataFile:
    """Read one file of data that belongs to no profile; a missing one has no content."""
    return DataFile(path.parent.name, path.name, path.read_bytes() if path.is_file() else None)
