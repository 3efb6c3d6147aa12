"""How far a comparison is, and whether it should go on."""

from __future__ import annotations

import threading
from collections.abc import Callable

import numpy as np

from core.comparison.heat import HeatSource
from core.errors import Cancelled

Progress = Callable[[int, int], None]


class Count:
    """Slices done over all models: each is analysed, then some have heatmaps made of them."""

    def __init__(
        self, n_models: int, n_slices: int, n_heatmaps: int, progress: Progress | None
    ) -> None:
        self._total = n_models * (n_slices + n_heatmaps)
        self._n_heatmaps = n_heatmaps
        self._before = 0
        self._heatmaps = 0
        self._report = progress or (lambda done, total: None)

    def analysis(self, done: int, _of: int) -> None:
        self._report(self._before + done, self._total)

    def end_analysis(self, n_slices: int) -> None:
        self._before += n_slices

    def one_heatmap(self) -> None:
        self._heatmaps += 1
        self._report(self._before + self._heatmaps, self._total)

    def end_heat(self) -> None:
        """Where the liver has fewer slices than heatmaps were planned, or there are none."""
        self._before += self._n_heatmaps
        self._heatmaps = 0
        self._report(self._before, self._total)


def watched(heat: HeatSource, count: Count, cancel: threading.Event | None) -> HeatSource:
    """The same with progress, and a look at `cancel` before each slice."""

    def watched_heat(index: int) -> np.ndarray:
        if cancel is not None and cancel.is_set():
            raise Cancelled("Cancelled while the heatmaps were compared.")
        heatmap = heat(index)
        count.one_heatmap()
        return heatmap

    return watched_heat
