"""Explain a slice of a series: from the CT to a heatmap on the CT's grid."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import torch

from core.areas import liver_areas_mm2
from core.attribution import sentences
from core.attribution.availability import unavailable
from core.attribution.counting import Count
from core.attribution.explanation import Explanation
from core.attribution.guard import holding
from core.attribution.method import Method, Progress
from core.attribution.overlap import heat_overlap
from core.attribution.registry import find_method
from core.attribution.scale import Scale, SeriesScales
from core.attribution.scored import attribute
from core.attribution.slices import SliceInputs, liver_of
from core.attribution.smooth import SMOOTH_SIGMA
from core.attribution.target import score_words, target_index
from core.consent import check_consent
from core.errors import UsageError
from core.inference import gate_by_liver, make_engine, network_lock, slice_masks
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
    estimate_scale: bool = False,
    progress: Progress | None = None,
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
        estimate_scale: where the scale of the series was not measured yet, make do with an estimate
            from this slice and another one, unless the scale is quick to measure;
            `with_final_scale` puts the right one in its place.
        progress: called with (slices that went through the network, about how many will), at first
            with 0.
        cancel: checked before each pass of the network.

    Raises:
        UsageError: there is no such method, slice, target or parameter, or the method can't
            explain this model.
        ConsentError: the operator's list does not allow it.
        Cancelled: `cancel` was set.
    """
    check_consent(series)
    chosen = find_method(method)
    if not 0 <= slice_index < series.n_slices:
        raise UsageError(sentences.unknown_slice(slice_index, series.n_slices))
    target_index(target)
    scales = None
    if scale is None and chosen.fixed_scale is None:
        scales = SeriesScales(chosen, model, series, target, parameters, smooth_samples)
    size = model.preprocessing.size
    count = Count(progress, chosen.count(chosen.values(parameters), size, smooth_samples))
    if scales is not None:
        count.add(scales.passes_left(estimate=estimate_scale))
    # Only methods with gradients look at the network itself.
    with holding(network_lock(model.network), cancel) if chosen.gradient else nullcontext():
        reason = unavailable(chosen, model)
    if reason is not None:
        raise UsageError(reason)
    inputs = SliceInputs(model, series)
    tensors = inputs.tensors(slice_index)
    mask_logits, class_logits = _outputs(model, tensors, chosen, cancel)
    found = attribute(
        chosen,
        model,
        tensors,
        target,
        parameters=parameters,
        smooth_samples=smooth_samples,
        smooth_sigma=smooth_sigma,
        liver=liver_of(mask_logits),
        progress=count.part(),
        cancel=cancel,
    )
    known = Scale(1.0 if scale is None else scale)
    if scales is not None and estimate_scale:
        known = scales.estimate(slice_index, found.values[0], count.part(), cancel)
    elif scales is not None:
        known = Scale(scales.final(count.part(), cancel))
    elif scale is None and chosen.fixed_scale is not None:
        known = Scale(chosen.fixed_scale(found.details))
    count.end()
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
        scale=known.value,
        scale_estimated_from=known.estimated_from,
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


def with_final_scale(explanation: Explanation, scale: float) -> Explanation:
    """The same heatmap on the scale of its series (`series_scale`)."""
    return replace(explanation, scale=scale, scale_estimated_from=None)


def _outputs(
    model: Model, tensors: torch.Tensor, method: Method, cancel: threading.Event | None
) -> tuple[torch.Tensor, torch.Tensor]:
    """(mask logits, class logits), by what the method runs on."""
    if not method.gradient:
        return make_engine("auto", model)(tensors)
    with holding(network_lock(model.network), cancel), torch.no_grad():
        return model.network(tensors)
