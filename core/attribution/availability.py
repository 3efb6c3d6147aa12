"""Which method can explain which model, and if it can't, why not."""

from __future__ import annotations

from torch import nn

from core.attribution import sentences
from core.attribution.method import Method
from core.models import Model
from core.models.classical import ClassicalNetwork


def unavailable(method: Method, model: Model) -> str | None:
    """Why `method` can't explain `model`, one sentence; None if it can."""
    if method.gradient and isinstance(model.network, ClassicalNetwork):
        return sentences.no_gradient(model.name, method.title)
    return unsuitable(method, model.network, model.preprocessing.size)


def unsuitable(method: Method, network: nn.Module, size: int) -> str | None:
    """The same for any network, tried on an empty slice; its forward takes (n, 3, s, s)."""
    return None if method.obstacle is None else method.obstacle(network, size)
