"""What a heatmap says, in sentences."""

from __future__ import annotations

from core.attribution import METHODS, Explanation
from dashboard.screens.explain import sentences
from dashboard.screens.explain.question import target_name


def in_words(explanation: Explanation) -> str:
    """What to see on the slice."""
    number, name = explanation.slice_index + 1, target_name(explanation.target)
    if not explanation.heatmap.any():
        return sentences.heatmap_is_empty(number, name)
    if explanation.signed:
        return sentences.red_raises_blue_lowers(number, name)
    if METHODS[explanation.method].fixed_scale is None:
        return sentences.bright_pixels_move(number, name)
    return sentences.bright_regions_raise(number, name)


def scale_in_words(explanation: Explanation) -> str:
    """What full colour stands for."""
    logits = explanation.parameters.get("full_scale_logits")
    if logits is not None:
        return sentences.full_colour(f"{logits:g} logits of evidence")
    value = f"{explanation.scale:.2g}, in {explanation.parameters['unit']}"
    if explanation.scale_estimated_from is not None:
        return sentences.full_colour_estimated(value, explanation.scale_estimated_from)
    return sentences.full_colour(value)


def completeness_in_words(explanation: Explanation) -> str:
    """How well completeness holds; "" for a method that does not promise it."""
    delta = explanation.convergence_delta
    return "" if delta is None else sentences.completeness(abs(delta))
