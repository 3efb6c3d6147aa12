"""The result of an attribution method for one slice of a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.attribution.overlap import Overlap


@dataclass(frozen=True, eq=False)
class Explanation:
    """A heatmap of one slice for one score."""

    method: str
    #: One of `target.TARGETS`.
    target: str
    slice_index: int
    #: (y, x) float32 on the CT slice's own grid, in `parameters["unit"]`; negative values (evidence
    #: against the target) occur only if `signed`.
    heatmap: np.ndarray
    #: The value of |heatmap| at the top of the colour scale, the same for every slice of a series
    #: (`core.attribution.scale`), so that a heatmap without evidence looks empty.
    scale: float
    #: The settings that made the heatmap and details of its computation, as JSON can hold them.
    parameters: dict
    #: (3,) class probabilities of the slice, temperature-scaled and gated as in an analysis.
    probabilities: np.ndarray
    #: Of the positive part of the heatmap.
    overlap: Overlap
    #: Whether the method gives evidence against the target as negative values.
    signed: bool = False
    #: (s, s) float32: the same map on the network's own grid, in radiological view; None in
    #: explanations made by hand.
    field: np.ndarray | None = None
    #: Sum of the attributions minus f(x) - f(baseline), in logits; None for methods that are not
    #: complete.
    convergence_delta: float | None = None
    #: Number of slices that an estimated `scale` was measured on; None where it is that of the
    #: series.
    scale_estimated_from: int | None = None
