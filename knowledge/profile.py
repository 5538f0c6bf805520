"""A municipality's whole profile, read from its folder and checked before anything starts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from knowledge import profile_tables as tables
from knowledge.areas import AreaTree, AreaTreeError
from knowledge.data_files import DataFile, ProfileFiles, read_folder
from knowledge.destination_rows import read_destinations
from knowledge.destinations import Basis, Destination, DestinationId
from knowledge.municipality import Municipality, read_municipality
from knowledge.problems import Problems
from knowledge.profile_tables import Phrase, Sample
from knowledge.profile_texts import read_texts
from knowledge.rota import Shift
from knowledge.staff_contacts import StaffContact, read_staff_contacts
from knowledge.targets import Target, read_targets
from knowledge.toml_lines import line_of
from knowledge.windows import Window

PROFILES = Path(__file__).parent / "profiles"
FEWEST_PHRASES = 6


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything a municipality's folder says, checked: what stands here may be trusted."""

    municipality: Municipality
    destinations: tuple[Destination, ...]
    phrases: tuple[Phrase, ...]
    areas: AreaTree
    windows: tuple[Window, ...] = ()
    rota: tuple[Shift, ...] = ()
    samples: tuple[Sample, ...] = ()
    texts: Mapping[str, str] | None = None
    staff_contacts: tuple[StaffContact, ...] = field(default=(), repr=False)
    targets: tuple[Target, ...] = ()

    def destination(self, id_: DestinationId) -> Destination:
        """Return the destination with this id; raise `KeyError` when there is none."""
        return next_or_key_error(self.destinations, id_)

    @property
    def default(self) -> Destination:
        """Return the destination named when nothing better is known."""
        return self.destination(self.municipality.default_destination)

    @property
    def offered(self) -> tuple[Destination, ...]:
        """Return the destinations a resident may be shown."""
        return tuple(destination for destination in self.destinations if destination.offered)

    @property
    def matched(self) -> tuple[Destination, ...]:
        """Return the destinations that answers are chosen from.

        Rows made from open data stand in the directory alone: thousands of clinics without residents' words would
        crowd out the desks that know them. One of them is matched as soon as staff take it over (another basis).
        """
        return tuple(d for d in self.destinations if d.basis is not Basis.GENERATED)


def next_or_key_error(destinations: tuple[Destination, ...], id_: DestinationId) -> Destination:
    """Return the destination with this id; raise `KeyError` when there is none."""
    for destination in destinations:
        if destination.id == id_:
            return destination
    raise KeyError(id_)


def profile_folders(folder: Path = PROFILES) -> tuple[Path, ...]:
    """Return the folders under `folder` that hold a whole profile, by name."""
    return tuple(sorted(path.parent for path in folder.glob("*/municipality.toml")))


def find_profile(name: str, folder: Path = PROFILES) -> Path:
    """Return the folder of the municipality with this slug or name; raise `LookupError` naming those there are."""
    known: list[str] = []
    for path in profile_folders(folder):
        municipality = read_municipality(read_folder(path).file("municipality.toml"), Problems())
        if name in {path.name, *municipality.names}:
            return path
        known.append(path.name)
    raise LookupError(f"no municipality {name!r}; there are: {', '.join(known)}")


def load_profile(folder: Path) -> Profile:
    """Read and check one folder; raise `knowledge.problems.DataError` naming every mistake with file and line."""
    return read_profile(read_folder(folder))


def read_profile(files: ProfileFiles) -> Profile:
    """Read and check the files of one profile; raise `knowledge.problems.DataError` naming every mistake."""
    problems = Problems()
    municipality = read_municipality(files.file("municipality.toml"), problems)
    areas = _tree(files.file("areas.csv"), problems)
    destinations = read_destinations(files.file("destinations.csv"), areas, problems)
    offered = frozenset(d.id for d in destinations if d.offered)
    known = frozenset(d.id for d in destinations)
    profile = Profile(
        municipality=municipality,
        destinations=destinations,
        phrases=tables.read_phrases(files.file("phrases.csv"), known, problems),
        areas=areas,
        windows=tables.read_windows(files.file("windows.csv"), areas, problems),
        rota=tables.read_rota(files.file("rota.csv"), areas, problems),
        samples=tables.read_samples(files.file("samples.csv"), offered, problems),
        texts=read_texts(files.file("texts.toml"), problems),
        staff_contacts=read_staff_contacts(files.file("staff_contacts.csv"), known, problems),
        targets=read_targets(files.file("targets.csv"), problems),
    )
    _check_settings(files.file("municipality.toml"), municipality, offered, problems)
    _check_offered(files, profile, problems)
    problems.raise_if_any()
    return profile


def _tree(file: DataFile, problems: Problems) -> AreaTree:
    try:
        return AreaTree(tables.read_areas(file, problems))
    except AreaTreeError as error:
        problems.add(file, 0, str(error))
        return AreaTree(())


def _check_settings(
    file: DataFile, town: Municipality, offered: frozenset[DestinationId], problems: Problems
) -> None:
    if town.default_destination not in offered:
        line = line_of(file, "default_destination")
        problems.add(
            file, line, f"default_destination {town.default_destination!r} is no offered destination"
        )
    for danger, desk in town.danger_desks.items():
        if desk not in offered:
            line = line_of(file, f"danger_desks.{danger}")
            problems.add(file, line, f"danger_desks.{danger} {desk!r} is no offered destination")


def _check_offered(files: ProfileFiles, profile: Profile, problems: Problems) -> None:
    rows, phrases = files.file("destinations.csv"), files.file("phrases.csv")
    counts = Counter(phrase.destination for phrase in profile.phrases)
    for destination in profile.destinations:
        if not destination.offered or destination.basis is Basis.GENERATED:
            continue
        if not destination.description:
            problems.add(rows, 0, f"{destination.id} is offered but has no description")
        if counts[destination.id] < FEWEST_PHRASES:
            found = counts[destination.id]
            problems.add(
                phrases, 0, f"{destination.id} is offered but has {found} phrases of {FEWEST_PHRASES}"
            )
