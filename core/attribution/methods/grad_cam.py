"""Grad-CAM: which regions of a layer's map raise the score."""

from __future__ import annotations

from collections.abc import Mapping

from captum.attr import LayerGradCam
from torch import nn
from torch.nn import functional

from core.attribution import sentences
from core.attribution.layers import chosen_layer, list_layers
from core.attribution.maps import tapped
from core.attribution.method import Attributions, Method, Task
from core.attribution.parameter import Parameter

#: Local evidence in logits at the top of the colour scale (see `core.attribution.grad_cam`).
FULL_SCALE_LOGITS = 4.0

LAYER = Parameter(
    name="layer",
    title="Layer",
    default="",
    help=(
        'a layer\'s name, "deepest", or nothing for the finest that resolves positions (the '
        "decoder's last block, or the encoder's layer at stride 16 if there is no decoder)"
    ),
)


def compute(task: Task) -> Attributions:
    """Captum's `LayerGradCam`, negative values set to 0, interpolated to the network's grid."""
    size = task.tensors.shape[-1]
    layer = chosen_layer(task.network.inner, size, task.text("layer"))
    with tapped(layer, task.network.inner) as module:
        coarse = LayerGradCam(task.network, module).attribute(
            task.tensors.requires_grad_(), target=task.target, relu_attributions=True
        )
    field = functional.interpolate(
        coarse.detach(), size=(size, size), mode="bilinear", align_corners=False
    )
    return Attributions(
        field[:, 0],
        details={
            "layer": layer.name,
            "stride": layer.stride,
            "map_size": list(coarse.shape[2:]),
            "negative_values": "set to 0",
            "interpolation": "linear",
            "full_scale_logits": FULL_SCALE_LOGITS,
        },
    )


def fixed_scale(details: Mapping) -> float:
    """`FULL_SCALE_LOGITS` as a raw value: the share of one cell."""
    rows, columns = details["map_size"]
    return FULL_SCALE_LOGITS / (rows * columns)


def no_layer(network: nn.Module, size: int) -> str | None:
    """Why Grad-CAM can't explain `network`: no layer has a map."""
    return None if list_layers(network, size) else sentences.no_layer_with_map()


GRAD_CAM = Method(
    name="grad_cam",
    title="Grad-CAM",
    summary="Which regions of a layer's map raise the score, to first order.",
    reference=(
        "Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: visual explanations from "
        "deep networks via gradient-based localization. ICCV 2017"
    ),
    cost="1 forward and backward pass",
    compute=compute,
    passes=lambda values, size: 1,
    parameters=(LAYER,),
    signed=False,
    unit="raw Grad-CAM",
    fixed_scale=fixed_scale,
    obstacle=no_layer,
)
