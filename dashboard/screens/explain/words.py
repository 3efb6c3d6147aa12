"""What a heatmap says, in sentences."""

from __future__ import annotations

from core.attribution import METHODS, Explanation
from dashboard.screens.explain.question import target_name

WHAT_IT_IS = (
    "A heatmap shows what the model used; it outlines no lesion and does not prove the reason good."
)


def in_words(explanation: Explanation) -> str:
    """What to see on the slice."""
    number, name = explanation.slice_index + 1, target_name(explanation.target)
    if not explanation.heatmap.any():
        return f"Slice {number}: no region moves the {name} score, the heatmap is empty."
    if explanation.signed:
        return (
            f"Slice {number}: red raises the {name} score, blue lowers it; D shows the size alone."
        )
    if METHODS[explanation.method].fixed_scale is None:
        return f"Slice {number}: bright pixels move the {name} score, up or down."
    return f"Slice {number}: bright regions raise the {name} score."


def scale_in_words(explanation: Explanation) -> str:
    """What full colour stands for."""
    logits = explanation.parameters.get("full_scale_logits")
    if logits is not None:
        return f"Full colour is the same on every slice: {logits:g} logits of evidence."
    return (
        f"Full colour is the same on every slice: {explanation.scale:.2g}, in "
        f"{explanation.parameters['unit']}."
    )


def completeness_in_words(explanation: Explanation) -> str:
    """How far the promise of completeness is kept; "" where none is made."""
    delta = explanation.convergence_delta
    if delta is None:
        return ""
    return (
        f"The pixels sum to the score's difference from the baseline up to {abs(delta):.2g} "
        "logits (convergence delta)."
    )
