"""Explanations and measures made by hand, for the tests of the Explain page."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.attribution import Explanation, Overlap
from core.attribution.quality import Measure, Quality


def explanation(heatmap=((0.0, 1.0),), **changes) -> Explanation:
    """Grad-CAM of slice 7 (index 6) with the scale 2."""
    made = Explanation(
        method="grad_cam",
        target="malignant",
        slice_index=6,
        heatmap=np.asarray(heatmap, np.float32),
        scale=2.0,
        parameters={"full_scale_logits": 4.0, "unit": "raw Grad-CAM"},
        probabilities=np.array([0.1, 0.2, 0.7]),
        overlap=Overlap(None, 0.5, 0.0, None),
    )
    return replace(made, **changes)


def measure(name="deletion_auc", light="green", **changes) -> Measure:
    made = Measure(name, "Deletion", 0.183, "mean probability", "It falls.", light, "RISE, 2018")
    return replace(made, **changes)


def quality(*items: Measure) -> Quality:
    return Quality(items, "given", 0)
