"""Grad-CAM of a slice, with the layer chosen by its stride."""

from __future__ import annotations

import numpy as np

from core.attribution.availability import unavailable
from core.attribution.explain import explain
from core.attribution.explanation import Explanation
from core.attribution.layers import layer_at
from core.attribution.methods.grad_cam import FULL_SCALE_LOGITS, GRAD_CAM
from core.errors import UsageError
from core.inference import network_lock
from core.models import Model
from core.series import Series

__all__ = ["FULL_SCALE_LOGITS", "grad_cam"]


def grad_cam(
    model: Model,
    series: Series,
    slice_index: int,
    target: str,
    *,
    mask: np.ndarray | None = None,
    stride: int | None = None,
) -> Explanation:
    """Grad-CAM (Selvaraju et al., ICCV 2017) of a score at a layer.

    Each channel of the layer is weighted by the mean gradient of the score, the weighted channels
    are summed and negative values set to 0 (Captum's `LayerGradCam`). The coarse map is brought to
    the network's grid and then to the CT's grid by linear interpolation.

    A value times the number of cells in the layer's map is evidence in logits: the change of the
    score, to first order, if every cell had the features of that cell. `Explanation.scale`
    corresponds to `FULL_SCALE_LOGITS`, the same raw value for every slice.

    Args:
        slice_index, target, mask: as for `core.attribution.explain`.
        stride: the layer's stride in network pixels: 1 is the decoder's last block (the default),
            16 and 32 are encoder layers; see `layers.layer_at`.

    Raises:
        UsageError: there is no such slice, target or layer, or the model has no gradients.
    """
    layer = ""
    if stride is not None:
        with network_lock(model.network):
            reason = unavailable(GRAD_CAM, model)
            if reason is not None:
                raise UsageError(reason)
            layer = layer_at(model.network, model.preprocessing.size, stride)
    return explain(
        GRAD_CAM.name,
        model,
        series,
        slice_index,
        target,
        mask=mask,
        parameters={"layer": layer},
    )
