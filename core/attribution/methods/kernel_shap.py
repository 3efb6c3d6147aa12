"""Kernel SHAP: each superpixel's Shapley value, from many slices with random regions hidden."""

from __future__ import annotations

import torch
from captum.attr import KernelShap

from core.attribution import sentences
from core.attribution.baselines import baseline_tensor
from core.attribution.completeness import convergence_delta
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.methods.superpixel_parameter import SUPERPIXELS
from core.attribution.parameter import Parameter
from core.attribution.superpixels import spread, superpixels
from core.errors import UsageError


def compute(task: Task) -> Attributions:
    """Captum's `KernelShap` over SLIC regions, each hidden in all channels at once; a region's
    Shapley value is divided evenly among its pixels."""
    samples = task.whole("samples")
    baselines = baseline_tensor(task.text("baseline"), task.tensors, task.liver)
    maps, counts = [], []
    for i in range(len(task.tensors)):
        tensors = task.tensors[i : i + 1]
        regions = superpixels(tensors, task.whole("superpixels"))
        count = int(regions.max()) + 1
        if samples <= count:
            raise UsageError(sentences.too_few_samples(samples, count))
        values = KernelShap(task.network).attribute(
            tensors,
            baselines=baselines[i : i + 1],
            target=task.target,
            feature_mask=regions.expand(1, tensors.shape[1], -1, -1),
            n_samples=samples,
            perturbations_per_eval=task.rows_forward,
        )
        maps.append(spread(values[0, 0], regions))
        counts.append(count)
    values = torch.stack(maps)
    delta = convergence_delta(task.network, task.tensors, baselines, task.target, values)
    return Attributions(values, delta, details={"regions": counts[0]})


KERNEL_SHAP = Method(
    name="kernel_shap",
    title="Kernel SHAP",
    summary="Each superpixel's share of the score, averaged over which others are hidden.",
    reference=(
        "Lundberg, Lee: A unified approach to interpreting model predictions. NeurIPS 2017; "
        "superpixels: Achanta et al., IEEE TPAMI 34, 2012"
    ),
    cost="samples forward passes",
    compute=compute,
    passes=lambda values, size: int(values["samples"]) + 2,
    parameters=(
        BASELINE,
        SUPERPIXELS,
        Parameter(
            name="samples",
            title="Samples",
            default=320,
            minimum=4,
            maximum=8192,
            help="number of slices with random superpixels hidden; several per superpixel",
        ),
    ),
    complete=True,
    gradient=False,
    random=True,
    unit="share of the score (logits) per pixel of the superpixel",
)
