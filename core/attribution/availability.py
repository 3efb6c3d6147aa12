"""Which method can explain which model, and if not, why."""

from __future__ import annotations

from torch import nn

from core.attribution.method import Method
from core.models import Model
from core.models.classical import ClassicalNetwork


def unavailable(method: Method, model: Model) -> str | None:
    """One sentence why `method` can't explain `model`; None where it can."""
    if method.gradient and isinstance(model.network, ClassicalNetwork):
        return (
            f"{model.name} measures dark regions and sorts them with decision rules, so its score "
            f"has no gradient for {method.title} to use: choose a method that hides "
            "parts of the slice (occlusion, feature_ablation, kernel_shap), or one of the networks."
        )
    return unsuitable(method, model.network, model.preprocessing.size)


def unsuitable(method: Method, network: nn.Module, size: int) -> str | None:
    """The same for any network: forward (n, 3, s, s), looked at with an empty slice."""
    return None if method.obstacle is None else method.obstacle(network, size)
