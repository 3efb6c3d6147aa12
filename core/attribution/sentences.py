"""What attribution says to people: heatmaps that can't be made, measured or shown."""

from __future__ import annotations

from core.sentence import sentence


@sentence
def no_gradient(model: str, method: str) -> str:
    return (
        f"{model} measures dark regions and sorts them with decision rules, so its score has no "
        f"gradient for {method} to use: choose a method that hides parts of the slice "
        "(occlusion, feature_ablation, kernel_shap), or one of the networks."
    )
