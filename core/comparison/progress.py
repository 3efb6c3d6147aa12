"""Progress and cancellation of a comparison."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from core.comparison import sentences
from core.comparison.heat import HeatSource
from core.errors import Cancelled

Progress = Callable[[int, int], None]


class SliceCount:
    """Slices done over all models: first each model's analysis, then its heatmaps."""

    def __init__(
        self, n_models: int, n_slices: int, n_heatmaps: int, progress: Progress | None
    ) -> None:
        self._total = n_models * (n_slices + n_heatmaps)
        self._n_heatmaps = n_heatmaps
        self._before = 0
        self._heatmaps = 0
        self._report = progress or (lambda done, total: None)

    def analysis(self, done: int, _total: int) -> None:
        self._report(self._before + done, self._total)

    def end_analysis(self, n_slices: int) -> None:
        self._before += n_slices

    def one_heatmap(self) -> None:
        self._heatmaps += 1
        self._report(self._before + self._heatmaps, self._total)

    def end_heat(self) -> None:
        """Count a model's heatmaps as done, even if fewer were made than planned."""
        self._before += self._n_heatmaps
        self._heatmaps = 0
        self._report(self._before, self._total)


def counted(heat: HeatSource, count: SliceCount, cancel: threading.Event | None) -> HeatSource:
    """The same source, which reports progress and checks `cancel` before each slice."""

    def counted_heat(index: int) -> np.ndarray:
        if cancel is not None and cancel.is_set():
            raise Cancelled(sentences.heatmaps_cancelled())
        heatmap = heat(index)
        count.one_heatmap()
        return heatmap

    return counted_heat
