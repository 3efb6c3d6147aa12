"""The attribution methods there are, by name."""

from __future__ import annotations

from core.attribution.method import Method
from core.attribution.methods.grad_cam import GRAD_CAM
from core.attribution.methods.integrated_gradients import INTEGRATED_GRADIENTS
from core.attribution.methods.saliency import SALIENCY
from core.errors import UsageError

METHODS: dict[str, Method] = {
    method.name: method
    for method in (
        SALIENCY,
        INTEGRATED_GRADIENTS,
        GRAD_CAM,
    )
}


def find_method(name: str) -> Method:
    """The method of that name.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    if name not in METHODS:
        raise UsageError(f"there is no method {name!r}: choose one of {', '.join(METHODS)}.")
    return METHODS[name]
