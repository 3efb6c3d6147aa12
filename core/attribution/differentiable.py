"""Gradient methods need a gradient: the classical baseline has none."""

from __future__ import annotations

from core.errors import UsageError
from core.models import Model
from core.models.classical import ClassicalNetwork


def require_gradients(model: Model) -> None:
    """Refuse a model whose scores can't be differentiated back to the slice.

    Raises:
        UsageError: `model` is the classical baseline.
    """
    if isinstance(model.network, ClassicalNetwork):
        raise UsageError(
            f"{model.name} measures dark regions and sorts them with decision rules, so its score "
            "has no gradient that a heatmap could be made of: choose one of the networks."
        )
