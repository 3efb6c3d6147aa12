"""The slices on which the models differ, the most different first."""

from __future__ import annotations

import numpy as np

from core.comparison.comparison import Disagreement
from core.labels import MALIGNANT, SLICE_CLASSES
from core.pipeline import Analysis

#: Slices on which no two models are further apart are left out, unless their classes differ.
LEAST_DISTANCE = 0.01
_MALIGNANT = SLICE_CLASSES.index(MALIGNANT)


def find_disagreements(analyses: list[Analysis], slices: np.ndarray) -> tuple[Disagreement, ...]:
    """Those of `slices` (indices) on which the analyses differ, by falling `distance`; of equally
    different ones the more inferior first."""
    names = [one.model_name for one in analyses]
    found = []
    for index in slices.tolist():
        # float64: the float32 rounding of 0.8 - 0.3 is no disagreement.
        p = np.array([one.probabilities[index] for one in analyses], dtype=np.float64)
        apart = np.abs(p[:, None] - p[None]).sum(axis=2) / 2
        malignant = p[:, _MALIGNANT]
        slice_here = Disagreement(
            slice_index=index,
            spread=float(np.ptp(malignant)),
            distance=float(apart.max()),
            classes={
                name: SLICE_CLASSES[k] for name, k in zip(names, p.argmax(axis=1), strict=True)
            },
            p_malignant=dict(zip(names, malignant.tolist(), strict=True)),
        )
        if slice_here.classes_differ or slice_here.distance >= LEAST_DISTANCE:
            found.append(slice_here)
    return tuple(sorted(found, key=lambda one: (-one.distance, one.slice_index)))
