"""Mistakes in data files, each with its place; everything wrong is reported at once."""

from dataclasses import dataclass

from knowledge.data_files import DataFile


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake; `line` counts from 1 and is 0 where the whole file is meant; `column` is empty for a whole line."""

    file: str
    line: int
    text: str
    column: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


class DataError(ValueError):
    """A folder of data has mistakes; `problems` names every one. Mend the data, do not retry."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in problems))


class Problems:
    """Collects mistakes while a folder is read, so that all are told together."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, file: DataFile, line: int, text: str, column: str = "") -> None:
        """Note one mistake; only folder and file name are kept, never a path of the machine."""
        self._found.append(Problem(file.label, line, text, column))

    def __len__(self) -> int:
        return len(self._found)

    def raise_if_any(self) -> None:
        """Raise `DataError` with all mistakes in the order of file and line."""
        if self._found:
            raise DataError(sorted(self._found, key=lambda p: (p.file, p.line)))
