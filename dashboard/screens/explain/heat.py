"""What the colours of a heatmap stand for, and what it is called."""

from __future__ import annotations

from core.attribution import METHODS, Explanation
from dashboard.components.viewer import HeatScale
from dashboard.screens.explain.question import target_name


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
