"""DeepLift: the score's difference from a baseline, passed back layer by layer."""

from __future__ import annotations

import torch
from captum.attr import DeepLift
from torch import nn

from core.attribution.baselines import baseline_tensor
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.rescale import RescaleRules


class _Rescaled(nn.Module):
    """The network with gradients by DeepLift's rules."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, slices_and_baselines: torch.Tensor) -> torch.Tensor:
        with RescaleRules():
            return self.network(slices_and_baselines)


class _DeepLift(DeepLift):
    """Captum's `DeepLift`, with `RescaleRules` instead of hooks on single modules."""

    def _register_hooks(self, module: nn.Module, attribute_to_layer_input: bool = True) -> None:
        return


def compute(task: Task) -> Attributions:
    """Captum's `DeepLift` (Rescale rule), summed over the channels."""
    baselines = baseline_tensor(task.text("baseline"), task.tensors, task.liver)
    # A pass also holds the baselines, and each layer's output twice.
    rows = max(1, task.rows // 4)
    values, deltas = [], []
    for start in range(0, len(task.tensors), rows):
        chunk = slice(start, start + rows)
        found, delta = _DeepLift(_Rescaled(task.network)).attribute(
            task.tensors[chunk].requires_grad_(),
            baselines=baselines[chunk],
            target=task.target,
            return_convergence_delta=True,
        )
        values.append(found.detach().sum(dim=1))
        deltas.append(delta.detach())
    return Attributions(torch.cat(values), torch.cat(deltas))


DEEPLIFT = Method(
    name="deeplift",
    title="DeepLift",
    summary="Passes the score's difference from the baseline back to the pixels, layer by layer.",
    reference=(
        "Shrikumar, Greenside, Kundaje: Learning important features through propagating "
        "activation differences. ICML 2017"
    ),
    cost="about 4 forward and backward passes",
    compute=compute,
    passes=lambda values, size: 4,
    parameters=(BASELINE,),
    complete=True,
)
