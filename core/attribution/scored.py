"""A method run on a model's slices by the fastest way that gives its numbers."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import torch

from core.attribution.engine_scores import EngineScores
from core.attribution.guard import holding
from core.attribution.method import Attributions, Method, Progress
from core.attribution.smooth import SMOOTH_SIGMA
from core.attribution.target import ScoreNetwork, target_index
from core.inference import network_lock
from core.models import Model


def attribute(
    method: Method,
    model: Model,
    tensors: torch.Tensor,
    target: str,
    *,
    parameters: Mapping[str, object] | None = None,
    smooth_samples: int = 0,
    smooth_sigma: float = SMOOTH_SIGMA,
    liver: torch.Tensor | None = None,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> Attributions:
    """`Method.attribute` for a model and one of `target.TARGETS`.

    Methods that take gradients go through PyTorch, under the `network_lock`. Those that only score
    altered slices go through the engine of the analyses, on all cores and without the lock.

    Raises:
        UsageError, Cancelled: as `Method.attribute`.
    """
    if method.gradient:
        with holding(network_lock(model.network), cancel):
            return method.attribute(
                ScoreNetwork(model.network),
                tensors,
                target_index(target),
                parameters=parameters,
                smooth_samples=smooth_samples,
                smooth_sigma=smooth_sigma,
                liver=liver,
                progress=progress,
                cancel=cancel,
            )
    return method.attribute(
        EngineScores(model, target),
        tensors,
        0,
        parameters=parameters,
        smooth_samples=smooth_samples,
        smooth_sigma=smooth_sigma,
        liver=liver,
        progress=progress,
        cancel=cancel,
    )
