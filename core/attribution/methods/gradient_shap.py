"""Gradient SHAP: gradients at random points between a baseline and noisy copies of the slice."""

from __future__ import annotations

import torch
from captum.attr import GradientShap

from core.attribution.baselines import baseline_tensor
from core.attribution.completeness import convergence_delta
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.parameter import Parameter


def compute(task: Task) -> Attributions:
    """Captum's `GradientShap`, summed over the channels. One slice at a time: it draws from all
    baselines that it is given, and each slice has its own."""
    baselines = baseline_tensor(task.text("baseline"), task.tensors, task.liver)
    values = torch.stack(
        [
            _of_one_slice(task, task.tensors[i : i + 1], baselines[i : i + 1])
            for i in range(len(task.tensors))
        ]
    )
    return Attributions(
        values, convergence_delta(task.network, task.tensors, baselines, task.target, values)
    )


def _of_one_slice(task: Task, tensors: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    """(s, s): the mean over all samples, drawn in as large batches as memory allows."""
    samples = task.whole("samples")
    total = torch.zeros(tensors.shape[2:])
    for start in range(0, samples, task.rows):
        drawn = min(task.rows, samples - start)
        values = GradientShap(task.network).attribute(
            tensors,
            baselines=baseline,
            n_samples=drawn,
            stdevs=task.number("noise"),
            target=task.target,
        )
        total += values[0].detach().sum(dim=0) * drawn
    return total / samples


GRADIENT_SHAP = Method(
    name="gradient_shap",
    title="Gradient SHAP",
    summary=(
        "Divides the score's difference from the baseline among the pixels, averaged over noise "
        "and random points."
    ),
    reference=(
        "Lundberg, Lee: A unified approach to interpreting model predictions. NeurIPS 2017; "
        "Erion, Janizek, Sturmfels, Lundberg, Lee: Improving performance of deep learning models "
        "with axiomatic attribution priors and expected gradients. Nature Machine Intelligence 2021"
    ),
    cost="samples forward and backward passes",
    compute=compute,
    passes=lambda values, size: int(values["samples"]) + 2,
    parameters=(
        BASELINE,
        Parameter(
            name="samples",
            title="Samples",
            default=32,
            minimum=1,
            maximum=1024,
            help="number of random points; with more, the map's sum nears the score's difference",
        ),
        Parameter(
            name="noise",
            title="Noise",
            default=0.05,
            minimum=0.0,
            maximum=1.0,
            help="standard deviation of the noise added before each draw; the slice is 0..1",
        ),
    ),
    complete=True,
    random=True,
    quick={"samples": 12},
)
