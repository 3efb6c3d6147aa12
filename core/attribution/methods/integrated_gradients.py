"""Integrated Gradients: the gradient integrated along the path from a baseline to the slice."""

from __future__ import annotations

from captum.attr import IntegratedGradients

from core.attribution.baselines import baseline_tensor
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods.baseline_parameter import BASELINE
from core.attribution.parameter import Parameter


def compute(task: Task) -> Attributions:
    """Captum's `IntegratedGradients` (Gauss-Legendre), summed over the channels."""
    values, delta = IntegratedGradients(task.network).attribute(
        task.tensors,
        baselines=baseline_tensor(task.text("baseline"), task.tensors, task.liver),
        target=task.target,
        n_steps=task.whole("steps"),
        internal_batch_size=task.rows,
        return_convergence_delta=True,
    )
    return Attributions(values.sum(dim=1), delta)


INTEGRATED_GRADIENTS = Method(
    name="integrated_gradients",
    title="Integrated Gradients",
    summary="Divides the score's difference from the baseline among the pixels.",
    reference=("Sundararajan, Taly, Yan: Axiomatic attribution for deep networks. ICML 2017"),
    cost="steps forward and backward passes",
    compute=compute,
    passes=lambda values, size: int(values["steps"]) + 2,
    parameters=(
        BASELINE,
        Parameter(
            name="steps",
            title="Steps",
            default=50,
            minimum=2,
            maximum=512,
            help="number of points on the path from the baseline to the slice",
        ),
    ),
    complete=True,
    quick={"steps": 8},
)
