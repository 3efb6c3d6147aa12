"""What a heatmap costs: in passes of the network, and how long a pass takes here."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import torch

from core.attribution.engine_scores import EngineScores
from core.attribution.method import ROWS, Method
from core.attribution.scale import passes_for_scale
from core.attribution.target import TARGETS, ScoreNetwork
from core.inference import engine_is_ready, network_lock
from core.models import Model
from core.models.classical import ClassicalNetwork


@dataclass(frozen=True)
class PassSeconds:
    """Wall-clock seconds per slice that goes through the network, on this machine and now; None
    where it was not measured."""

    #: Forward and backward.
    gradient: float | None = None
    #: A score alone, by the engine of the analyses.
    score: float | None = None


def passes_of_a_map(
    method: Method,
    size: int,
    parameters: Mapping[str, object] | None = None,
    smooth_samples: int = 0,
) -> int:
    """About how many slices go through the network for the first heatmap of a series, with its
    colour scale or the estimate of it.

    Args:
        size: side of the network's input, pixels.
        parameters, smooth_samples: as for `Method.attribute`.

    Raises:
        UsageError: a parameter is unknown.
    """
    values = method.values(parameters)
    own = method.count(values, size, smooth_samples)
    return own + passes_for_scale(method, values, size, smooth_samples, estimate=True)


def time_a_pass(model: Model) -> PassSeconds:
    """Try one pass of each kind on an empty slice.

    A model without gradients has no first figure. The engine is tried only if it is ready, because
    starting it takes seconds.
    """
    size = model.preprocessing.size
    gradient = score = None
    if not isinstance(model.network, ClassicalNetwork):
        with network_lock(model.network):
            gradient = _seconds_of_a_gradient(ScoreNetwork(model.network), size)
    if engine_is_ready(model):
        scores = EngineScores(model, TARGETS[0])
        slices = torch.zeros(scores.rows, 3, size, size)
        started = time.perf_counter()
        scores(slices)
        score = (time.perf_counter() - started) / len(slices)
    return PassSeconds(gradient, score)


def _seconds_of_a_gradient(network: ScoreNetwork, size: int) -> float:
    slices = torch.zeros(ROWS, 3, size, size, requires_grad=True)
    started = time.perf_counter()
    with torch.enable_grad():
        score = network(slices).sum()
        if score.requires_grad:
            torch.autograd.grad(score, slices, allow_unused=True)
    return (time.perf_counter() - started) / ROWS
