"""Let neighbouring thin slices vote on each other's mask, one batch at a time."""

from __future__ import annotations

import numpy as np

#: Neighbours with less weight than this share of the slice's own are left out: thick slices
#: (beyond 3 sigma apart) are not smoothed at all.
MIN_WEIGHT = 0.01


class AxialSmoother:
    """Gaussian mean of probability maps along the slice positions, streamed.

    Slice i becomes the sum over j of w(i, j) map(j), w proportional to
    exp(-(z(i) - z(j))² / 2 sigma²) over the slices within reach and summing to 1, with the true
    positions z in mm, so uneven spacing needs no resampling. Only the slices within reach are
    held in memory.
    """

    def __init__(self, positions_mm: np.ndarray, sigma_mm: float) -> None:
        """`positions_mm`: (z,) ascending. `sigma_mm` 0 passes every map through."""
        self._weights = [_weights(positions_mm, i, sigma_mm) for i in range(len(positions_mm))]
        self._held: dict[int, np.ndarray] = {}
        self._received = 0
        self._next = 0

    def push(self, maps: np.ndarray) -> tuple[int, np.ndarray]:
        """Take the next maps (n, ...) in slice order.

        Returns:
            (first index, (m, ...) smoothed maps): the slices from that index on whose neighbours
            have all arrived; m is 0 while none has.
        """
        for one in maps:
            self._held[self._received] = one
            self._received += 1
        first = self._next
        smoothed = []
        while self._next < len(self._weights):
            neighbours, weights = self._weights[self._next]
            if neighbours[-1] >= self._received:
                break
            smoothed.append(
                sum(w * self._held[j] for j, w in zip(neighbours, weights, strict=True))
            )
            self._next += 1
            self._forget()
        return first, np.stack(smoothed) if smoothed else maps[:0]

    def _forget(self) -> None:
        needed = self._weights[self._next][0][0] if self._next < len(self._weights) else None
        for index in [j for j in self._held if needed is None or j < needed]:
            del self._held[index]


def _weights(positions: np.ndarray, index: int, sigma: float) -> tuple[np.ndarray, np.ndarray]:
    """(indices, float32 weights summing to 1) of the slices that vote on slice `index`."""
    if sigma <= 0:
        return np.array([index]), np.ones(1, np.float32)
    weights = np.exp(-0.5 * ((positions - positions[index]) / sigma) ** 2)
    neighbours = np.flatnonzero(weights >= MIN_WEIGHT)
    kept = weights[neighbours]
    return neighbours, (kept / kept.sum()).astype(np.float32)
