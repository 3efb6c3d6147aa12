"""The attribution methods there are, by name."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.attribution.explanation import Explanation
from core.attribution.grad_cam import grad_cam
from core.errors import UsageError
from core.models import Model
from core.series import Series

#: Name -> method(model, series, slice_index, target, *, mask) -> Explanation.
METHODS: dict[str, Callable[..., Explanation]] = {"grad_cam": grad_cam}


def find_method(name: str) -> Callable[..., Explanation]:
    """The method of that name.

    Raises:
        UsageError: there is none; the message lists those there are.
    """
    if name not in METHODS:
        raise UsageError(f"there is no method {name!r}: choose one of {', '.join(METHODS)}.")
    return METHODS[name]


def explain(
    method: str,
    model: Model,
    series: Series,
    slice_index: int,
    target: str,
    *,
    mask: np.ndarray | None = None,
) -> Explanation:
    """Run an attribution method by name.

    Raises:
        UsageError: no such method, slice or class.
    """
    return find_method(method)(model, series, slice_index, target, mask=mask)
