"""One row of the table: what is measured, against what, the target, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Finding:
    """What a run of a row found, as it is kept in `results.json`."""

    #: The figures in words, with their spread.
    measured: str
    #: None where the row has no target.
    met: bool | None
    #: What no program can go below here, and how it was measured.
    floor: str = ""
    #: The same figures as numbers.
    figures: dict[str, float] = field(default_factory=dict)
    #: What to bear in mind.
    note: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    #: "Reading", "Scoring", ...: rows of one section stand together.
    section: str
    what: str
    against: str
    target: str
    run: Callable[[], Finding]
    #: What was tried to come nearer to the target, in words.
    tried: str = ""


class Skipped(RuntimeError):
    """The row can't be measured here; the message says why."""
