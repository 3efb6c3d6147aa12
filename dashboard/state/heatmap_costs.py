"""How long heatmaps take on this machine: what was measured, shared by all sessions."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What a heatmap is expected to take."""

    seconds: float
    #: Whether that method ran; otherwise it follows from a single pass of the network.
    ran: bool


@dataclass(frozen=True)
class _Run:
    """A method on a model."""

    weights_sha256: str
    method: str


@dataclass(frozen=True)
class _Pass:
    """One kind of pass of a model."""

    weights_sha256: str
    gradient: bool


class HeatmapCosts:
    """Seconds per pass of the network, by model and method, or by model and kind of pass."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        #: Seconds per pass, of the last run.
        self._ran: dict[_Run, float] = {}
        #: Seconds of one pass.
        self._tried: dict[_Pass, float] = {}
        #: What has run since the server started. The first run of a kind imports libraries, or
        #: exports the network: its time says nothing about the next one.
        self._warm: set[_Pass] = set()

    def ran(
        self, weights_sha256: str, method: str, passes: int, seconds: float, *, gradient: bool
    ) -> None:
        """A method has run: so many passes took so long, everything around them included.

        Args:
            gradient: whether the method takes gradients.
        """
        kind = _Pass(weights_sha256, gradient)
        with self._lock:
            if kind not in self._warm:
                self._warm.add(kind)
                return
            self._ran[_Run(weights_sha256, method)] = seconds / max(passes, 1)

    def tried(self, weights_sha256: str, *, gradient: bool, seconds: float) -> None:
        """One pass took so long."""
        with self._lock:
            self._tried[_Pass(weights_sha256, gradient)] = seconds

    def expected(
        self, weights_sha256: str, method: str, passes: int, *, gradient: bool
    ) -> Cost | None:
        """Of a heatmap of so many passes; None where nothing was measured.

        Args:
            gradient: whether the method takes gradients.
        """
        with self._lock:
            per_pass = self._ran.get(_Run(weights_sha256, method))
            if per_pass is not None:
                return Cost(per_pass * passes, ran=True)
            per_pass = self._tried.get(_Pass(weights_sha256, gradient))
        return None if per_pass is None else Cost(per_pass * passes, ran=False)


#: Of this server process.
SHARED = HeatmapCosts()
