"""The slices on which the models differ, largest disagreement first."""

from __future__ import annotations

import numpy as np

from core.comparison.comparison import Disagreement
from core.labels import MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis

#: Smaller distances between models are no disagreement, unless their classes differ.
MIN_DISTANCE = 0.01
_MALIGNANT = SLICE_CLASSES.index(MALIGNANT)


def find_disagreements(analyses: list[Analysis], slices: np.ndarray) -> tuple[Disagreement, ...]:
    """Those of `slices` (indices) on which the analyses differ, in order of falling `distance`;
    ties in order of slice index."""
    names = [analysis.model_name for analysis in analyses]
    found = []
    for index in slices.tolist():
        # In float64, so that float32 rounding is not taken for a disagreement.
        p = np.array([analysis.probabilities[index] for analysis in analyses], dtype=np.float64)
        distances = np.abs(p[:, None] - p[None]).sum(axis=2) / 2
        malignant = p[:, _MALIGNANT]
        disagreement = Disagreement(
            slice_index=index,
            spread=float(np.ptp(malignant)),
            distance=float(distances.max()),
            classes={
                name: SLICE_CLASSES[k] for name, k in zip(names, p.argmax(axis=1), strict=True)
            },
            p_malignant=dict(zip(names, malignant.tolist(), strict=True)),
        )
        if disagreement.classes_differ or disagreement.distance >= MIN_DISTANCE:
            found.append(disagreement)
    return tuple(sorted(found, key=lambda item: (-item.distance, item.slice_index)))
