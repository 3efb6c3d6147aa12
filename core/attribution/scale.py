"""One scale for all heatmaps of a series, so that a slice without evidence looks empty."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Mapping

import numpy as np
import torch

from core.attribution.method import Method
from core.attribution.slices import SliceInputs
from core.attribution.target import ScoreNetwork, target_index
from core.inference import network_lock
from core.models import Model
from core.preprocessing.body import SOFT_TISSUE_HU
from core.series import Series

#: Percentile of |heat| in the body; anything hotter is drawn in full colour.
PERCENTILE = 99.9
#: Number of slices searched for the most suspicious ones, and of slices whose heat is measured.
SCANNED_SLICES, MEASURED_SLICES = 16, 4
#: At most this many noisy copies are averaged for the scale.
MAX_SMOOTH_SAMPLES = 8

#: Series -> (weights, index) -> the scores of that slice.
_scanned: weakref.WeakKeyDictionary[Series, dict[tuple[str, int], list[float]]] = (
    weakref.WeakKeyDictionary()
)
_known: weakref.WeakKeyDictionary[Series, dict[tuple, float]] = weakref.WeakKeyDictionary()


def series_scale(
    method: Method,
    model: Model,
    series: Series,
    target: str,
    *,
    parameters: Mapping[str, object] | None = None,
    smooth_samples: int = 0,
    cancel: threading.Event | None = None,
) -> float:
    """The value of |heat| at the top of the colour scale, the same for every slice of `series`.

    It is the `PERCENTILE` of |heat| inside the body, pooled over `MEASURED_SLICES` slices: of
    `SCANNED_SLICES` evenly spaced slices the two with the highest score for `target`, and two
    others. Computed with the method's `quick` parameters, once per series.

    Raises:
        UsageError: as `Method.attribute`.
        Cancelled: `cancel` was set.
    """
    values = {**method.values(parameters), **method.quick}
    key = (method.name, model.weights_sha256, target, smooth_samples, *sorted(values.items()))
    known = _known.setdefault(series, {})
    if key not in known:
        known[key] = _measure(method, model, series, target, values, smooth_samples, cancel)
    return known[key]


def _measure(
    method: Method,
    model: Model,
    series: Series,
    target: str,
    values: Mapping[str, object],
    smooth_samples: int,
    cancel: threading.Event | None,
) -> float:
    inputs = SliceInputs(model, series)
    heat = []
    for index in _slices_to_measure(inputs, series, target):
        tensors = inputs.tensors(index)
        with network_lock(model.network):
            liver = inputs.liver(index) if values.get("baseline") == "mean_liver" else None
            if liver is not None and not liver.any():
                continue
            found = method.attribute(
                ScoreNetwork(model.network),
                tensors,
                target_index(target),
                parameters=values,
                smooth_samples=min(smooth_samples, MAX_SMOOTH_SAMPLES),
                liver=liver,
                cancel=cancel,
            )
        body = inputs.hu(index)[0] > SOFT_TISSUE_HU
        heat.append(found.values[0].abs().numpy()[body])
    pooled = np.concatenate(heat) if heat else np.zeros(0, np.float32)
    highest = float(np.percentile(pooled, PERCENTILE)) if pooled.size else 0.0
    # If hardly any pixel has heat, the percentile is 0: take the maximum instead.
    highest = highest or float(pooled.max(initial=0.0))
    return highest or 1.0


def _slices_to_measure(inputs: SliceInputs, series: Series, target: str) -> list[int]:
    picks = np.unique(np.linspace(0, series.n_slices - 1, SCANNED_SLICES).round().astype(int))
    place = target_index(target)
    scores = [_scores(inputs, series, int(index))[place] for index in picks]
    by_score = [int(picks[i]) for i in np.argsort(scores)[::-1]]
    half = MEASURED_SLICES // 2
    chosen, rest = by_score[:half], sorted(by_score[half:])
    if rest:
        places = np.linspace(0, len(rest) - 1, half + 2)[1:-1].round().astype(int)
        chosen += [rest[i] for i in np.unique(places)]
    return sorted(chosen)


def _scores(inputs: SliceInputs, series: Series, index: int) -> list[float]:
    """The slice's scores in the order of `TARGETS`; cached, because every method needs them."""
    known = _scanned.setdefault(series, {})
    key = (inputs.model.weights_sha256, index)
    if key not in known:
        with network_lock(inputs.model.network), torch.no_grad():
            known[key] = ScoreNetwork(inputs.model.network)(inputs.tensors(index))[0].tolist()
    return known[key]
