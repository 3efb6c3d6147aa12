"""Grad-CAM: which regions of the slice pull a class's score up."""

from __future__ import annotations

import numpy as np
import torch
from captum.attr import LayerGradCam
from torch.nn import functional

from core.areas import liver_areas_mm2
from core.attribution.differentiable import require_gradients
from core.attribution.explanation import Explanation
from core.attribution.layers import DECODER_STRIDE, has_decoder, layer_at
from core.attribution.overlap import heat_overlap
from core.errors import UsageError
from core.inference import gate_by_liver, network_lock, voxel_codes
from core.labels import LIVER_CODE, SLICE_CLASSES
from core.models import Model
from core.models.network import class_probabilities
from core.preprocessing import SliceGrid, slice_tensors
from core.series import Series

#: Local evidence, in logits, at the top of the colour scale (see `grad_cam`).
FULL_SCALE_LOGITS = 4.0
#: Of the encoders' deepest map, 8 x 8 for a slice of 256 x 256. Each of its cells sees the whole
#: slice, so it tells little about where.
DEEPEST_STRIDE = 32
#: Of an encoder layer that still tells where; taken for networks without a decoder.
FINER_STRIDE = 16


def grad_cam(
    model: Model,
    series: Series,
    slice_index: int,
    target: str,
    *,
    mask: np.ndarray | None = None,
    stride: int | None = None,
) -> Explanation:
    """Grad-CAM (Selvaraju et al., ICCV 2017) of a class's logit at a layer.

    Each channel of the layer is weighted by the mean gradient of the logit, the weighted channels
    are summed and negative values set to 0 (Captum's `LayerGradCam`), and the coarse map is
    brought to the network's field and to the CT's grid by linear interpolation.

    The values are raw: no slice is stretched to its own maximum. A value times the number of cells
    of the layer's map is the change of the logit, to first order, if every cell held the features
    of that cell: evidence in logits. `Explanation.scale` is `FULL_SCALE_LOGITS` of it, the same
    raw value for every slice.

    Args:
        slice_index: 0 is the most inferior slice.
        target: one of `labels.SLICE_CLASSES`.
        mask: (y, x) codes of `core.labels` on the CT slice, to measure the overlap and the gate
            with, usually from an analysis; None takes the network's mask of this slice alone.
        stride: of the layer, in network pixels: 1 is the decoder's last block (taken unless
            another is asked for), 16 and 32 are encoder layers; see `layers.layer_at`.

    Raises:
        UsageError: there is no such slice, class or layer, or the model has no gradients.
    """
    require_gradients(model)
    if not 0 <= slice_index < series.n_slices:
        raise UsageError(
            f"there is no slice {slice_index}: choose one of 0 to {series.n_slices - 1}."
        )
    if target not in SLICE_CLASSES:
        raise UsageError(f"there is no class {target!r}: choose one of {', '.join(SLICE_CLASSES)}.")
    grid = SliceGrid.for_series(series, model.preprocessing)
    hu = grid.to_model(series.volume[slice_index : slice_index + 1])
    tensors = slice_tensors(hu, model.preprocessing)
    if stride is None:
        stride = DECODER_STRIDE if has_decoder(model.network) else FINER_STRIDE
    with network_lock(model.network):
        layer_name, layer = layer_at(model.network, model.preprocessing.size, stride)
        coarse = _coarse_map(model, layer, tensors, SLICE_CLASSES.index(target))
        with torch.no_grad():
            mask_logits, class_logits = model.network(tensors)
    if mask is None:
        foreground = torch.softmax(mask_logits, dim=1)[:, LIVER_CODE:].numpy()
        mask = voxel_codes(grid.to_ct(foreground))[0]
        mask_source = "this slice alone"
    else:
        mask_source = "the analysis of the series"
    heatmap = _on_ct(coarse, grid)
    probabilities = class_probabilities(class_logits, model.temperature).numpy()
    return Explanation(
        method="grad_cam",
        target=target,
        slice_index=slice_index,
        heatmap=heatmap,
        scale=FULL_SCALE_LOGITS / (coarse.shape[2] * coarse.shape[3]),
        parameters={
            "layer": layer_name,
            "stride": stride,
            "map_size": list(coarse.shape[2:]),
            "score": "class logit, before temperature",
            "negative_values": "set to 0",
            "interpolation": "linear",
            "unit": "raw Grad-CAM",
            "full_scale_logits": FULL_SCALE_LOGITS,
            "overlap_mask": mask_source,
        },
        probabilities=gate_by_liver(probabilities, liver_areas_mm2(mask[None], series))[0],
        overlap=heat_overlap(heatmap, mask),
    )


def _coarse_map(
    model: Model, layer: torch.nn.Module, tensors: torch.Tensor, class_index: int
) -> torch.Tensor:
    """(1, 1, h, w) float32, >= 0: captum's Grad-CAM at the layer's own resolution."""

    def class_logits(slices: torch.Tensor) -> torch.Tensor:
        return model.network(slices)[1]

    with torch.enable_grad():
        attributions = LayerGradCam(class_logits, layer).attribute(
            tensors.clone().requires_grad_(), target=class_index, relu_attributions=True
        )
    return attributions.detach()


def _on_ct(coarse: torch.Tensor, grid: SliceGrid) -> np.ndarray:
    """(y, x) float32: linear to the network's field, then to the CT slice; 0 outside the field."""
    field = functional.interpolate(
        coarse, size=(grid.size, grid.size), mode="bilinear", align_corners=False
    )
    return grid.to_ct(field.numpy())[0, 0]
