"""A heatmap as the viewer takes it: bytes on one scale, and what their colours stand for."""

from __future__ import annotations

import numpy as np

from core.attribution import METHODS, Explanation
from dashboard.components.viewer import HeatScale
from dashboard.screens.explain.question import target_name

#: Bytes of a signed map: this one stands for 0, 127 steps to either side.
ZERO, STEPS = 128, 127


def as_bytes(explanation: Explanation) -> np.ndarray:
    """(1, y, x) uint8: the ends are `Explanation.scale`, the same on every slice of the series.

    0..255 for 0..scale; for a signed map 1..255 for -scale..scale, 128 for nothing.
    """
    if explanation.signed:
        share = np.clip(explanation.heatmap / explanation.scale, -1.0, 1.0)
        return (ZERO + np.rint(share * STEPS)).astype(np.uint8)[None]
    share = np.clip(explanation.heatmap / explanation.scale, 0.0, 1.0)
    return np.rint(share * 255.0).astype(np.uint8)[None]


def heat_scale(explanation: Explanation) -> HeatScale:
    """What the ends of the colour scale stand for."""
    logits = explanation.parameters.get("full_scale_logits")
    if logits is not None:
        return HeatScale(explanation.signed, float(logits), "logits")
    return HeatScale(explanation.signed, float(explanation.scale))


def label(explanation: Explanation) -> str:
    """Beside the colour bar: "Grad-CAM, malignant-looking"; says so of an estimated scale."""
    parts = [METHODS[explanation.method].title]
    if explanation.parameters.get("smooth_samples"):
        parts.append("smoothed")
    parts.append(target_name(explanation.target))
    if explanation.scale_estimated_from is not None:
        parts.append("scale estimated")
    return ", ".join(parts)
