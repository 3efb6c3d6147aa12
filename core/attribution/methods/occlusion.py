"""Occlusion: how much the score falls when a square is hidden."""

from __future__ import annotations

import torch
from captum.attr import Occlusion

from core.attribution import sentences
from core.attribution.baselines import baseline_tensor
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.parameter import Parameter
from core.errors import UsageError


def compute(task: Task) -> Attributions:
    """Captum's `Occlusion` with squares through all channels, whose values are then the same."""
    window, stride = task.whole("window"), task.whole("stride")
    size = task.tensors.shape[-1]
    if window > size or stride > window:
        raise UsageError(sentences.window_does_not_cover(window, stride, size))
    baselines = baseline_tensor(task.text("baseline"), task.tensors, task.liver)
    values = [
        Occlusion(task.network).attribute(
            task.tensors[i : i + 1],
            sliding_window_shapes=(3, window, window),
            strides=(3, stride, stride),
            baselines=baselines[i : i + 1],
            target=task.target,
            perturbations_per_eval=task.rows_forward,
        )
        for i in range(len(task.tensors))
    ]
    return Attributions(
        torch.cat(values).mean(dim=1), details={"places": places(size, window, stride)}
    )


def places(size: int, window: int, stride: int) -> int:
    """How many squares are hidden, one after another."""
    return (max(-(-(size - window) // stride), 0) + 1) ** 2


OCCLUSION = Method(
    name="occlusion",
    title="Occlusion",
    summary="How much the score falls when a square around the pixel is hidden.",
    reference="Zeiler, Fergus: Visualizing and understanding convolutional networks. ECCV 2014",
    cost="1 + ((size − window) / stride + 1)² forward passes",
    compute=compute,
    passes=lambda values, size: 1 + places(size, int(values["window"]), int(values["stride"])),
    parameters=(
        BASELINE,
        Parameter(
            name="window",
            title="Window",
            default=24,
            minimum=1,
            maximum=512,
            help="side of the square, in network pixels",
        ),
        Parameter(
            name="stride",
            title="Stride",
            default=12,
            minimum=1,
            maximum=512,
            help="how far the square moves each time, in network pixels",
        ),
    ),
    gradient=False,
    unit="fall of the score (logits) when a square over the pixel is hidden",
)
