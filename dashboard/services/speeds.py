"""How fast the models are on this machine, wherever in the app that was measured.

Of every session: a speed belongs to the machine, and says nothing of a patient. It is kept until
the server ends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.pipeline import Analysis
    from dashboard.state.events import AnalysisFinished

#: So many of the latest analyses by one model count.
MOST_ANALYSES = 8


@dataclass(frozen=True)
class _Run:
    """The network's part of one analysis."""

    engine: str
    n_slices: int
    #: Wall milliseconds per slice, one for each batch.
    batch_ms: tuple[float, ...]


class Speeds:
    """Safe to use from any thread. Models are named by the SHA-256 of their weights."""

    def __init__(self, machine: Callable[[], dict[str, Any]] | None = None) -> None:
        """`machine` stands in for `core.inference.machine.describe_machine` in tests."""
        self._machine = machine or _describe_machine
        self._lock = threading.Lock()
        self._timed: dict[str, dict[str, Any]] = {}
        self._runs: dict[str, deque[_Run]] = {}

    def take_timing(self, weights_sha256: str, measured: dict[str, Any]) -> None:
        """Keep what `core.inference.timing.measure_speed` found, in place of an earlier one."""
        n_slices = measured.get("batches", 0) * measured.get("batch_size", 0)
        with self._lock:
            self._timed[weights_sha256] = {**measured, "n_slices": n_slices, "analyses": 0}

    def take_analysis(self, analysis: Analysis) -> None:
        """Keep the times of an analysis that ran here; one without any is ignored."""
        if not analysis.batch_ms:
            return
        run = _Run(analysis.engine, analysis.series.n_slices, tuple(analysis.batch_ms))
        with self._lock:
            runs = self._runs.setdefault(analysis.weights_sha256, deque(maxlen=MOST_ANALYSES))
            runs.append(run)

    def of(self, weights_sha256: str) -> dict[str, Any] | None:
        """The speed of that model, None before it was measured.

        A timing counts before analyses: nothing else of the app ran beside it, and the first
        batches are left out. Of analyses, the batches of the latest ones by the same engine
        count together.

        Returns:
            As `measure_speed`, and "n_slices": on how many slices, "analyses": in how many
            analyses, 0 for a timing.
        """
        with self._lock:
            if weights_sha256 in self._timed:
                return dict(self._timed[weights_sha256])
            runs = list(self._runs.get(weights_sha256, ()))
        return self._of_runs(runs) if runs else None

    def of_all(self, weights: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Weights SHA-256 -> speed, of those that were measured."""
        found = {sha256: self.of(sha256) for sha256 in weights}
        return {sha256: speed for sha256, speed in found.items() if speed is not None}

    def _of_runs(self, runs: list[_Run]) -> dict[str, Any]:
        # Late: PyTorch stands behind it, which an analysis has imported.
        from core.inference.timing import speed_of

        alike = [run for run in runs if run.engine == runs[-1].engine]
        return {
            **speed_of([ms for run in alike for ms in run.batch_ms]),
            "engine": alike[-1].engine,
            "n_slices": sum(run.n_slices for run in alike),
            "analyses": len(alike),
            # How busy the machine is at the end says more of the analysis than of others.
            "machine": {**self._machine(), "load": None},
        }


def _describe_machine() -> dict[str, Any]:
    from core.inference.machine import describe_machine

    return describe_machine()


#: Those of this server process.
SPEEDS = Speeds()


def on_analysis_finished(event: AnalysisFinished) -> None:
    """An analysis has ended well: of a page, of the Compare page, of the worklist or its queue."""
    SPEEDS.take_analysis(event.analysis)
