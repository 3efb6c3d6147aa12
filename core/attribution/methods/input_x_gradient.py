"""Input x Gradient: the gradient weighted by the pixel's value."""

from __future__ import annotations

from captum.attr import InputXGradient

from core.attribution.method import Attributions, Method, Task


def compute(task: Task) -> Attributions:
    """Captum's `InputXGradient`, summed over the channels."""
    values = InputXGradient(task.network).attribute(
        task.tensors.requires_grad_(), target=task.target
    )
    return Attributions(values.sum(dim=1))


INPUT_X_GRADIENT = Method(
    name="input_x_gradient",
    title="Input × Gradient",
    summary="What each pixel adds to the score, to first order, compared with air.",
    reference=(
        "Shrikumar, Greenside, Shcherbina, Kundaje: Not just a black box: learning important "
        "features through propagating activation differences. arXiv:1605.01713, 2016"
    ),
    cost="1 forward and backward pass",
    compute=compute,
    passes=lambda values, size: 1,
)
