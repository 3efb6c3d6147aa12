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
    """Captum's `GradientShap`, summed over the channels; slice by slice, since it draws among all
    baselines that it is given and each slice has its own."""
    baselines = baseline_tensor(task.parameters["baseline"], task.tensors, task.liver)
    values = torch.stack(
        [
            _one(task, task.tensors[i : i + 1], baselines[i : i + 1])
            for i in range(len(task.tensors))
        ]
    )
    return Attributions(
        values, convergence_delta(task.network, task.tensors, baselines, task.target, values)
    )


def _one(task: Task, tensors: torch.Tensor, baseline: torch.Tensor) -> torch.Tensor:
    """(s, s): the mean over all samples, drawn as many at a time as the memory allows."""
    samples = task.parameters["samples"]
    total = torch.zeros(tensors.shape[2:])
    for start in range(0, samples, task.rows):
        drawn = min(task.rows, samples - start)
        values = GradientShap(task.network).attribute(
            tensors,
            baselines=baseline,
            n_samples=drawn,
            stdevs=task.parameters["noise"],
            target=task.target,
        )
        total += values[0].detach().sum(dim=0) * drawn
    return total / samples


GRADIENT_SHAP = Method(
    name="gradient_shap",
    title="Gradient SHAP",
    summary="Shares out the difference from the baseline, averaged over noise and random points.",
    reference=(
        "Lundberg, Lee: A unified approach to interpreting model predictions. NeurIPS 2017; "
        "Erion, Janizek, Sturmfels, Lundberg, Lee: Improving performance of deep learning models "
        "with axiomatic attribution priors and expected gradients. Nature Machine Intelligence 2021"
    ),
    cost="samples passes forward and back",
    compute=compute,
    parameters=(
        BASELINE,
        Parameter(
            name="samples",
            title="Samples",
            default=32,
            minimum=1,
            maximum=1024,
            help="random points; the sum of the map nears the score's difference as they grow",
        ),
        Parameter(
            name="noise",
            title="Noise",
            default=0.05,
            minimum=0.0,
            maximum=1.0,
            help="standard deviation added to the slice's 0..1 before each draw",
        ),
    ),
    complete=True,
    quick={"samples": 12},
)
