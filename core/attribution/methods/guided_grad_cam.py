"""Guided Grad-CAM: the fine structures of Guided Backprop where Grad-CAM shows support."""

from __future__ import annotations

from captum.attr import GuidedGradCam
from torch import nn

from core.attribution.layers import chosen_layer
from core.attribution.maps import tapped
from core.attribution.method import Attributions, Method, Task
from core.attribution.methods import guided_backprop
from core.attribution.methods.grad_cam import LAYER, no_layer


def compute(task: Task) -> Attributions:
    """Captum's `GuidedGradCam` with our rule for ReLU6, summed over the channels."""
    size = task.tensors.shape[-1]
    layer = chosen_layer(task.network.inner, size, task.text("layer"))
    with tapped(layer, task.network.inner) as module:
        method = GuidedGradCam(task.network, module)
        method.guided_backprop = guided_backprop.GuidedRectifiers(task.network)
        values = method.attribute(
            task.tensors.requires_grad_(), target=task.target, interpolate_mode="bilinear"
        )
    return Attributions(
        values.sum(dim=1),
        details={
            "layer": layer.name,
            "stride": layer.stride,
            "map_size": list(layer.side),
            "interpolation": "linear",
        },
    )


def obstacle(network: nn.Module, size: int) -> str | None:
    """Why either of the two methods that it multiplies can't explain `network`."""
    return no_layer(network, size) or guided_backprop.obstacle(network, size)


GUIDED_GRAD_CAM = Method(
    name="guided_grad_cam",
    title="Guided Grad-CAM",
    summary="Guided Backprop times Grad-CAM: fine structures in the regions that raise the score.",
    reference=(
        "Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: visual explanations from "
        "deep networks via gradient-based localization. ICCV 2017"
    ),
    cost="2 forward and backward passes",
    compute=compute,
    passes=lambda values, size: 2,
    parameters=(LAYER,),
    unit="guided gradient times raw Grad-CAM",
    obstacle=obstacle,
)
