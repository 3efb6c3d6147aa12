"""One scale for all heatmaps of a series, so that a slice without evidence looks empty."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import torch

from core.attribution.counting import Count
from core.attribution.guard import check, holding
from core.attribution.method import Method, Progress
from core.attribution.parameter import ParameterValue
from core.attribution.scored import attribute
from core.attribution.slices import SliceInputs
from core.attribution.suspicion import suspicion
from core.inference import network_lock
from core.models import Model
from core.series import Series

#: Percentile of |heat| in the body; anything hotter is drawn in full colour.
PERCENTILE = 99.9
#: Number of slices searched for the most suspicious ones, and of slices whose heat is measured.
SCANNED_SLICES, MEASURED_SLICES = 16, 4
#: A scale that takes no more passes of the network than this needs no estimate.
AT_ONCE = 16
#: At most this many noisy copies are averaged for the scale.
MAX_SMOOTH_SAMPLES = 8


@dataclass(frozen=True)
class Scale:
    """The top of a colour scale, and how well it is known."""

    #: The value of |heat| in full colour.
    value: float
    #: Number of slices that an estimate was measured on; None for the scale of the series.
    estimated_from: int | None = None


@dataclass(eq=False)
class _Known:
    """Of one series, by method, model, target and settings."""

    final: float | None = None
    estimate: Scale | None = None
    #: Slice -> |heat| in its body, until there is a final value.
    heat: dict[int, np.ndarray] = field(default_factory=dict)


_known: weakref.WeakKeyDictionary[Series, dict[tuple, _Known]] = weakref.WeakKeyDictionary()


class SeriesScales:
    """The scale of one method, with its settings, on one series; measured once per series."""

    def __init__(
        self,
        method: Method,
        model: Model,
        series: Series,
        target: str,
        parameters: Mapping[str, object] | None = None,
        smooth_samples: int = 0,
    ) -> None:
        """
        Raises:
            UsageError: a parameter is unknown.
        """
        self._method, self._model, self._series = method, model, series
        self._target = target
        self._inputs = SliceInputs(model, series)
        #: The method's `quick` parameters.
        self._values = {**method.values(parameters), **method.quick}
        self._samples = min(smooth_samples, MAX_SMOOTH_SAMPLES)
        given = tuple(sorted(self._values.items()))
        key = (method.name, model.weights_sha256, target, smooth_samples, given)
        self._known = _known.setdefault(series, {}).setdefault(key, _Known())

    @property
    def known(self) -> Scale | None:
        """The scale of the series, or an estimate of it, if either was measured."""
        final = self._known.final
        return self._known.estimate if final is None else Scale(final)

    def passes_left(self, *, estimate: bool) -> int:
        """About how many slices still go through the network for the scale, or its estimate."""
        if self._known.final is not None or (estimate and self._known.estimate is not None):
            return 0
        size = self._model.preprocessing.size
        return passes_for_scale(self._method, self._values, size, self._samples, estimate=estimate)

    def final(
        self, progress: Progress | None = None, cancel: threading.Event | None = None
    ) -> float:
        """See `series_scale`."""
        known = self._known
        if known.final is None:
            slices = self._slices_to_measure(cancel)
            count = Count(progress, self.passes_left(estimate=False))
            known.final = _pooled([self._measure(i, count.part(), cancel) for i in slices])
            known.heat.clear()
            count.end()
        return known.final

    def estimate(
        self,
        index: int,
        heat: torch.Tensor,
        progress: Progress | None = None,
        cancel: threading.Event | None = None,
    ) -> Scale:
        """The scale from two slices: the given one, and the most suspicious of those that the
        scale of the series is measured on. What was measured before, estimate or not, stays; and
        where the scale itself takes no more than `AT_ONCE` passes, it is measured.

        Args:
            index: of a slice, with its `heat` (s, s).
            progress, cancel: as `Method.attribute` takes them, for the other slice.

        Raises:
            Cancelled: `cancel` was set.
        """
        if self.known is None and self.passes_left(estimate=False) <= AT_ONCE:
            return Scale(self.final(progress, cancel))
        if self.known is None:
            top = self._by_suspicion(cancel)[0]
            parts = [self._measure(top, progress, cancel)]
            if top != index:
                parts.append(self._in_body(index, heat))
            self._known.estimate = Scale(_pooled(parts), estimated_from=len(parts))
        known = self.known
        assert known is not None
        return known

    def _measure(
        self, index: int, progress: Progress | None, cancel: threading.Event | None
    ) -> np.ndarray:
        """|heat| in the body of one slice; empty where it has no liver to be compared with."""
        check(cancel)
        heat = self._known.heat
        found = heat.get(index)
        if found is None:
            found = heat[index] = self._heat_of(index, progress, cancel)
        return found

    def _heat_of(
        self, index: int, progress: Progress | None, cancel: threading.Event | None
    ) -> np.ndarray:
        liver = None
        if self._values.get("baseline") == "mean_liver":
            with holding(network_lock(self._model.network), cancel):
                liver = self._inputs.liver(index)
            if not liver.any():
                return np.zeros(0, np.float32)
        found = attribute(
            self._method,
            self._model,
            self._inputs.tensors(index),
            self._target,
            parameters=self._values,
            smooth_samples=self._samples,
            liver=liver,
            progress=progress,
            cancel=cancel,
        )
        return self._in_body(index, found.values[0])

    def _in_body(self, index: int, heat: torch.Tensor) -> np.ndarray:
        body = self._inputs.hu(index)[0] > self._inputs.body_above
        return heat.abs().numpy()[body]

    def _slices_to_measure(self, cancel: threading.Event | None) -> list[int]:
        by_score = self._by_suspicion(cancel)
        half = MEASURED_SLICES // 2
        chosen, rest = by_score[:half], sorted(by_score[half:])
        if rest:
            places = np.linspace(0, len(rest) - 1, half + 2)[1:-1].round().astype(int)
            chosen += [rest[i] for i in np.unique(places)]
        return sorted(chosen)

    def _by_suspicion(self, cancel: threading.Event | None) -> list[int]:
        """The scanned slices, the highest score of the target first."""
        last = self._series.n_slices - 1
        picks = np.unique(np.linspace(0, last, SCANNED_SLICES).round().astype(int)).tolist()
        scores = suspicion(
            self._inputs,
            self._series,
            picks,
            self._target,
            by_engine=not self._method.gradient,
            cancel=cancel,
        )
        return [picks[i] for i in np.argsort(scores)[::-1]]


def series_scale(
    method: Method,
    model: Model,
    series: Series,
    target: str,
    *,
    parameters: Mapping[str, object] | None = None,
    smooth_samples: int = 0,
    progress: Progress | None = None,
    cancel: threading.Event | None = None,
) -> float:
    """The value of |heat| at the top of the colour scale, the same for every slice of `series`.

    It is the `PERCENTILE` of |heat| inside the body, pooled over `MEASURED_SLICES` slices: of
    `SCANNED_SLICES` evenly spaced slices the two with the highest score for `target`, and two
    others. Computed with the method's `quick` parameters, once per series.

    Args:
        progress: called with (slices that went through the network, about how many will).

    Raises:
        UsageError: as `Method.attribute`.
        Cancelled: `cancel` was set; what was measured until then is kept.
    """
    scales = SeriesScales(method, model, series, target, parameters, smooth_samples)
    return scales.final(progress, cancel)


def passes_for_scale(
    method: Method,
    values: Mapping[str, ParameterValue],
    size: int,
    smooth_samples: int = 0,
    *,
    estimate: bool,
) -> int:
    """About how many slices go through the network for the scale of a series, or for its estimate;
    none for a method whose scale is fixed.

    Args:
        values, size, smooth_samples: as for `Method.count`.
    """
    if method.fixed_scale is not None:
        return 0
    one = method.count({**values, **method.quick}, size, min(smooth_samples, MAX_SMOOTH_SAMPLES))
    every = MEASURED_SLICES * one
    return one if estimate and every > AT_ONCE else every


def _pooled(parts: Iterable[np.ndarray]) -> float:
    pooled = np.concatenate([*parts, np.zeros(0, np.float32)])
    highest = float(np.percentile(pooled, PERCENTILE)) if pooled.size else 0.0
    # If hardly any pixel has heat, the percentile is 0: take the maximum instead.
    highest = highest or float(pooled.max(initial=0.0))
    return highest or 1.0
