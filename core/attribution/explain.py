"""Explain a slice of a series: from the CT to a heatmap on the CT's grid."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import numpy as np
import torch

from core.areas import liver_areas_mm2
from core.attribution import sentences
from core.attribution.availability import unavailable
from core.attribution.explanation import Explanation
from core.attribution.overlap import heat_overlap
from core.attribution.registry import find_method
from core.attribution.scale import series_scale
from core.attribution.slices import SliceInputs, liver_of
from core.attribution.smooth import SMOOTH_SIGMA
from core.attribution.target import ScoreNetwork, score_words, target_index
from core.errors import UsageError
from core.inference import gate_by_liver, network_lock, slice_masks
from core.labels import LIVER_CODE
from core.models import Model
from core.models.network import class_probabilities
from core.series import Series


def explain(
    method: str,
    model: Model,
    series: Series,
    slice_index: int,
    target: str,
    *,
    mask: np.ndarray | None = None,
    parameters: Mapping[str, object] | None = None,
    smooth_samples: int = 0,
    smooth_sigma: float = SMOOTH_SIGMA,
    scale: float | None = None,
    cancel: threading.Event | None = None,
) -> Explanation:
    """The heatmap of one slice for one score.

    The values are raw: no slice is stretched to its own maximum.

    Args:
        method: a name in `registry.METHODS`.
        slice_index: 0 is the most inferior slice.
        target: one of `target.TARGETS`.
        mask: (y, x) codes of `core.labels` on the CT slice, usually from an analysis; used for the
            overlap and for gating the probabilities. None uses the network's mask of this slice
            alone.
        parameters: the method's parameters by name; a missing one takes its default.
        smooth_samples, smooth_sigma: SmoothGrad, see `Method.attribute`.
        scale: `Explanation.scale` if it is already known; None measures it on the series.
        cancel: checked before each pass of the network.

    Raises:
        UsageError: there is no such method, slice, target or parameter, or the method can't
            explain this model.
        Cancelled: `cancel` was set.
    """
    chosen = find_method(method)
    if not 0 <= slice_index < series.n_slices:
        raise UsageError(sentences.unknown_slice(slice_index, series.n_slices))
    index = target_index(target)
    with network_lock(model.network):
        reason = unavailable(chosen, model)
        if reason is not None:
            raise UsageError(reason)
        inputs = SliceInputs(model, series)
        tensors = inputs.tensors(slice_index)
        with torch.no_grad():
            mask_logits, class_logits = model.network(tensors)
        found = chosen.attribute(
            ScoreNetwork(model.network),
            tensors,
            index,
            parameters=parameters,
            smooth_samples=smooth_samples,
            smooth_sigma=smooth_sigma,
            liver=liver_of(mask_logits),
            cancel=cancel,
        )
    if scale is None and chosen.fixed_scale is not None:
        scale = chosen.fixed_scale(found.details)
    elif scale is None:
        scale = series_scale(
            chosen,
            model,
            series,
            target,
            parameters=parameters,
            smooth_samples=smooth_samples,
            cancel=cancel,
        )
    if mask is None:
        foreground = torch.softmax(mask_logits, dim=1)[:, LIVER_CODE:].numpy()
        mask = slice_masks(inputs.grid.to_ct(foreground), model.outline)[0]
        mask_source = "this slice alone"
    else:
        mask_source = "the analysis of the series"
    field = found.values.numpy()
    heatmap = inputs.grid.to_ct(field[:, None])[0, 0]
    probabilities = class_probabilities(class_logits, model.temperature).numpy()
    delta = found.convergence_delta
    return Explanation(
        method=method,
        target=target,
        slice_index=slice_index,
        heatmap=heatmap,
        scale=scale,
        parameters={
            **chosen.values(parameters),
            **found.details,
            "score": score_words(model.network, target),
            "unit": chosen.unit,
            "overlap_mask": mask_source,
        },
        probabilities=gate_by_liver(probabilities, liver_areas_mm2(mask[None], series))[0],
        overlap=heat_overlap(np.maximum(heatmap, 0.0), mask),
        signed=chosen.signed,
        field=field[0],
        convergence_delta=None if delta is None else float(delta[0]),
    )
