"""Feature Ablation: how much the score falls when a superpixel is hidden."""

from __future__ import annotations

import torch
from captum.attr import FeatureAblation

from core.attribution.baselines import baseline_tensor
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.methods.superpixel_parameter import SUPERPIXELS
from core.attribution.superpixels import spread, superpixels


def compute(task: Task) -> Attributions:
    """Captum's `FeatureAblation` over SLIC regions, each hidden in all channels at once; the
    score's fall is divided evenly among the region's pixels."""
    baselines = baseline_tensor(task.text("baseline"), task.tensors, task.liver)
    maps, counts = [], []
    for i in range(len(task.tensors)):
        tensors = task.tensors[i : i + 1]
        regions = superpixels(tensors, task.whole("superpixels"))
        values = FeatureAblation(task.network).attribute(
            tensors,
            baselines=baselines[i : i + 1],
            target=task.target,
            feature_mask=regions.expand(1, tensors.shape[1], -1, -1),
            perturbations_per_eval=task.rows_forward,
        )
        maps.append(spread(values[0, 0], regions))
        counts.append(int(regions.max()) + 1)
    return Attributions(torch.stack(maps), details={"regions": counts[0]})


FEATURE_ABLATION = Method(
    name="feature_ablation",
    title="Feature Ablation",
    summary="How much the score falls when the pixel's superpixel is hidden.",
    reference=(
        "Kokhlikyan et al.: Captum: a unified and generic model interpretability library for "
        "PyTorch. arXiv:2009.07896, 2020; superpixels: Achanta et al., IEEE TPAMI 34, 2012"
    ),
    cost="1 + superpixels forward passes",
    compute=compute,
    passes=lambda values, size: int(values["superpixels"]) + 2,
    parameters=(BASELINE, SUPERPIXELS),
    gradient=False,
    unit="fall of the score (logits) when the superpixel is hidden, per pixel of the superpixel",
)
