"""Grad-CAM of every slice of a series: wanted, being made, made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from dashboard.state.published import Published

if TYPE_CHECKING:
    from core.attribution.series_heat import SeriesHeat
    from dashboard.state.jobs import Job


@dataclass(frozen=True)
class Wanted:
    """Which map. The slice in view does not matter for it."""

    weights_sha256: str
    target: str
    #: "" for the one that the method chooses.
    layer: str = ""


@dataclass(frozen=True, eq=False)
class Whole:
    """The map of a series."""

    wanted: Wanted
    heat: SeriesHeat
    #: (z, y, x) uint8 on the CT's grid, 255 the end of the scale.
    volume: np.ndarray


@dataclass
class HeatWork:
    """One map at a time."""

    published: Published
    #: What `job` makes, or made.
    wanted: Wanted | None = None
    job: Job[Whole] | None = None
    #: The map made last.
    made: Whole | None = None

    def cancel(self) -> None:
        """Nobody wants it any more."""
        if self.job is not None:
            self.job.cancel()
        self.wanted = self.job = self.made = None
