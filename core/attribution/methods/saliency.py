"""Saliency: how strongly each pixel's value changes the score."""

from __future__ import annotations

from captum.attr import Saliency

from core.attribution.method import Attributions, Method, Task


def compute(task: Task) -> Attributions:
    """Captum's `Saliency`: the absolute gradient, summed over the channels."""
    gradients = Saliency(task.network).attribute(
        task.tensors.requires_grad_(), target=task.target, abs=True
    )
    return Attributions(gradients.sum(dim=1))


SALIENCY = Method(
    name="saliency",
    title="Saliency",
    summary="How strongly the score reacts to a small change of each pixel, in either direction.",
    reference=(
        "Simonyan, Vedaldi, Zisserman: Deep inside convolutional networks: visualising image "
        "classification models and saliency maps. ICLR workshop 2014"
    ),
    cost="1 forward and backward pass",
    compute=compute,
    passes=lambda values, size: 1,
    signed=False,
    unit="change of the score (logits) per unit of the input (0..1)",
)
