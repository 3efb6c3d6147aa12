"""What every attribution method returns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.attribution.overlap import Overlap


@dataclass(frozen=True, eq=False)
class Explanation:
    """A heatmap of one slice for one class."""

    method: str
    #: One of `labels.SLICE_CLASSES`.
    target: str
    slice_index: int
    #: (y, x) float32 on the CT slice's own grid, never negative; unit in `parameters["unit"]`.
    heatmap: np.ndarray
    #: The value of `heatmap` to show at the top of the colour scale. It is the same for every
    #: slice and series of a model, so a heatmap without evidence looks empty.
    scale: float
    #: JSON-able settings that made the heatmap.
    parameters: dict
    #: (3,) class probabilities of the slice, temperature-scaled and gated as in an analysis.
    probabilities: np.ndarray
    overlap: Overlap
