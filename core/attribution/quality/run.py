"""Compute the measures of a heatmap, one after another."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import cache

import numpy as np
import torch
from torch import nn

from core.attribution.baselines import baseline_tensor
from core.attribution.chunks import slices_per_pass
from core.attribution.engine_scores import EngineScores
from core.attribution.explanation import Explanation
from core.attribution.quality import sentences
from core.attribution.quality.case import Case
from core.attribution.quality.measure import Quality
from core.attribution.quality.measures import ALL, find_measures
from core.attribution.quality.steps import Progress, Steps
from core.attribution.registry import find_method
from core.attribution.slices import SliceInputs, liver_of
from core.attribution.smooth import SMOOTH_SIGMA
from core.attribution.target import ScoreNetwork, target_index
from core.errors import UsageError
from core.inference import make_engine, network_lock, slice_mask
from core.labels import LESION
from core.models import Model
from core.models.classical import ClassicalNetwork
from core.models.network import class_probabilities
from core.preprocessing import slice_tensors
from core.series import Series

#: What can replace removed pixels, best first; names of baselines.
CANVASES = ("blurred", "air")


def measure_quality(
    model: Model,
    series: Series,
    explanation: Explanation,
    *,
    mask: np.ndarray | None = None,
    measures: Sequence[str] = ALL,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
    seed: int = 0,
) -> Quality:
    """How far `explanation` can be trusted, cheapest measures first.

    Slices that are only scored go through the engine used for analyses. Gradients go through
    PyTorch under the network's lock, held for one pass at a time so that others can work in
    between.

    Args:
        explanation: of `model` and `series`, from `core.attribution.explain`.
        mask: (y, x) codes of `core.labels` on the CT slice, from an analysis or a reference. None
            uses the network's own mask of this slice alone.
        measures: names in `measures.MEASURES`; `ALL`, or `QUICK` for those that cost nothing.
        progress: called with (steps done, total).
        cancel: checked before each pass of the network.
        seed: for all random draws; the same seed gives the same result.

    Raises:
        UsageError: there is no such measure, or the explanation or mask does not fit the series.
        Cancelled: `cancel` was set.
    """
    kinds = find_measures(measures)
    steps = Steps(sum(kind.steps for kind in kinds), progress, cancel)
    source = "the network's, of this slice alone" if mask is None else "given"
    case = case_of(model, series, explanation, mask=mask, seed=seed, steps=steps)
    items = []
    for kind in kinds:
        steps.check()
        steps.begin(kind.steps)
        items.append(kind.compute(case))
        steps.finish()
    return Quality(items=tuple(items), mask=source, seed=seed)


def case_of(
    model: Model,
    series: Series,
    explanation: Explanation,
    *,
    mask: np.ndarray | None = None,
    seed: int = 0,
    steps: Steps | None = None,
) -> Case:
    """What the measures work on; arguments and errors as in `measure_quality`."""
    index = explanation.slice_index
    shape = series.volume.shape[1:]
    if not 0 <= index < series.n_slices or explanation.heatmap.shape != shape:
        raise UsageError(sentences.heatmap_of_another_slice(index, explanation.heatmap.shape))
    if explanation.field is None:
        raise UsageError(sentences.heatmap_without_field())
    if mask is not None and mask.shape != shape:
        raise UsageError(sentences.mask_on_another_grid(mask.shape, shape))
    steps = steps or Steps()
    lock = network_lock(model.network)
    shared = ScoreNetwork(model.network)
    outputs = _outputs_of(model)
    inputs = SliceInputs(model, series)
    hu = inputs.hu(index)
    tensors = slice_tensors(hu, model.preprocessing)
    with lock, torch.no_grad():
        liver = liver_of(model.network(tensors)[0])
        rows = slices_per_pass(shared, tensors.shape[-1])[1]
    return Case(
        network=shared,
        forward=lambda slices: shared.scores(*outputs(slices)),
        probability=_probability_of(model, shared, outputs, explanation.target),
        attribute=_repeated(explanation, model, shared, liver, lock, steps),
        target=explanation.target,
        hu=hu[0],
        prepare=lambda slices: slice_tensors(slices, model.preprocessing),
        field=explanation.field,
        body=hu[0] > inputs.body_above,
        heat=np.maximum(explanation.heatmap, 0.0),
        mask=slice_mask(model, series, index) if mask is None else mask,
        body_on_ct=inputs.values(index) > inputs.body_above,
        ct_pixel_mm=series.spacing_mm[1:],
        pixel_mm=inputs.grid.pixel_mm,
        canvases=tuple((name, baseline_tensor(name, tensors)) for name in CANVASES),
        copy_network=lambda: _private_copy(model, lock),
        seed=seed,
        rows=rows,
        steps=steps,
    )


def _repeated(
    explanation: Explanation,
    model: Model,
    shared: nn.Module,
    liver: torch.Tensor,
    lock: threading.RLock,
    steps: Steps,
) -> Callable[[nn.Module, torch.Tensor], np.ndarray]:
    """The method of `explanation` with its settings, for any network and slices."""
    method = find_method(explanation.method)
    settings = explanation.parameters
    names = {parameter.name for parameter in method.parameters}
    column = target_index(explanation.target)
    engine = cache(lambda: EngineScores(model, explanation.target))

    def attribute(network: nn.Module, slices: torch.Tensor) -> np.ndarray:
        by_engine = network is shared and not method.gradient
        # A private copy needs no lock and must not keep others waiting.
        with lock if network is shared and not by_engine else nullcontext():
            found = method.attribute(
                engine() if by_engine else network,
                slices,
                0 if by_engine else column,
                parameters={name: settings[name] for name in names if name in settings},
                smooth_samples=settings.get("smooth_samples", 0),
                smooth_sigma=settings.get("smooth_sigma", SMOOTH_SIGMA),
                liver=liver.expand(len(slices), -1, -1),
                cancel=steps.cancel,
            )
        return found.values.numpy()

    return attribute


def _outputs_of(model: Model) -> Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    """(n, 3, s, s) -> (mask logits, class logits), by the engine used for analyses: slices that
    are only scored need no gradients. The engine is made on first use; the quick measures never
    need it."""
    engine = cache(lambda: make_engine("auto", model))
    return lambda slices: engine()(slices)


def _probability_of(
    model: Model,
    shared: ScoreNetwork,
    outputs: Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]],
    target: str,
) -> Callable[[torch.Tensor], torch.Tensor]:
    """(n, 3, s, s) -> (n,) the target's probability."""
    column = target_index(target)

    def probability(slices: torch.Tensor) -> torch.Tensor:
        found = outputs(slices)
        if target == LESION:
            return torch.sigmoid(shared.scores(*found)[:, column])
        return class_probabilities(found[1], model.temperature)[:, column]

    return probability


def _private_copy(model: Model, lock: threading.RLock) -> nn.Module | None:
    if isinstance(model.network, ClassicalNetwork):
        return None
    # Under the lock, so that nobody else's hooks are copied.
    with lock:
        return ScoreNetwork(copy.deepcopy(model.network))
