"""One hostile input: what is given to the reader, and which reader gets it."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.dicom import Source

#: The readers under test: `readers.READERS` has a function for each.
SERIES, REFERENCE, CHECKPOINT, TRAINING_FILE = "series", "reference", "checkpoint", "training"


@dataclass(frozen=True)
class Case:
    """Sources for one reader."""

    sources: Sequence[Source]
    reader: str = SERIES


#: Builds a case in an empty folder. `number` counts the cases of this generator from 0 on, for
#: those that go through something in order (truncation at every 1 %).
Build = Callable[[random.Random, int, Path], Case]


@dataclass(frozen=True)
class Generator:
    """A kind of damage."""

    name: str
    build: Build
    #: How many cases are of this kind, against the shares of the others.
    share: int

    def case(self, seed: int, number: int, folder: Path) -> Case:
        """Always the same for the same arguments."""
        return self.build(random.Random(f"{seed} {self.name} {number}"), number, folder)
