"""Where a series came from, and whether it can be read from there again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.shipped import shipped

#: The samples that come with the program, one folder for each.
SAMPLES = shipped("sample_scans")


@dataclass(frozen=True)
class Sample:
    """One of the bundled samples, named as its folder is."""

    name: str

    @property
    def path(self) -> Path:
        return SAMPLES / self.name


@dataclass(frozen=True)
class ServerPath:
    """A folder or file of the server."""

    path: Path


@dataclass(frozen=True, eq=False)
class Upload:
    """Files from a browser: they are in memory alone, and no two uploads are the same."""

    @property
    def path(self) -> None:
        return None


Origin = Sample | ServerPath | Upload
