"""Smooth random fields in space: irregular surfaces and the grain of tissues.

White noise on a coarse 3-D lattice, interpolated with cubic B-splines. Because the pixel grid is
aligned with the lattice, a whole slice is two small matrix products.
"""

from __future__ import annotations

import numpy as np

#: Lattice spacing in mm (z, in-plane) of each named field.
LATTICES_MM: dict[str, tuple[float, float]] = {
    "warp": (46.0, 52.0),
    "coarse": (18.0, 18.0),
    "mid": (8.0, 8.0),
    "fine": (4.0, 3.2),
    "grain": (6.0, 1.5),
}
#: Lattices really drawn; further channels read these shifted far away.
DRAWN: dict[str, int] = {"warp": 3, "coarse": 12, "mid": 6, "fine": 2, "grain": 1}
SHIFT = (17, 29)
#: Half extents in mm of the box the fields fill: (z, in-plane). Outside they repeat.
HALF_BOX_MM = (170.0, 230.0)


def bspline_weights(coordinates: np.ndarray, n: int) -> np.ndarray:
    """(len(coordinates), n) float32: periodic cubic B-spline weights of n lattice points."""
    base = np.floor(coordinates).astype(int)
    t = coordinates - base
    taps = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    weights = np.zeros((len(coordinates), n), dtype=np.float32)
    rows = np.arange(len(coordinates))
    for offset, tap in enumerate(taps):
        np.add.at(weights, (rows, (base + offset - 1) % n), tap / 6)
    return weights


class SmoothNoise:
    """One named field: zero mean, unit standard deviation, several independent channels."""

    def __init__(self, seed: int, name: str) -> None:
        step_z, step_xy = LATTICES_MM[name]
        nz = int(np.ceil(2 * HALF_BOX_MM[0] / step_z))
        nxy = int(np.ceil(2 * HALF_BOX_MM[1] / step_xy))
        rng = np.random.default_rng([seed, 2, sorted(LATTICES_MM).index(name)])
        self.lattice = rng.standard_normal((DRAWN[name], nz, nxy, nxy), dtype=np.float32)
        # A cubic B-spline averages: its squared weights sum to 0.479 per axis on average.
        self.lattice /= np.float32(0.479**1.5)
        self.step_z, self.step_xy = step_z, step_xy
        self._weights: dict[tuple[float, ...], np.ndarray] = {}

    def slice(self, channel: int, z: float, y: np.ndarray, x: np.ndarray) -> np.ndarray:
        """(len(y), len(x)) float32 at height z and along the axes y and x (world mm)."""
        turn, channel = divmod(channel, len(self.lattice))
        volume = self.lattice[channel]
        nz, n, _ = volume.shape
        away_z, away = turn * SHIFT[0], turn * SHIFT[1]
        wz = bspline_weights(np.array([(z + HALF_BOX_MM[0]) / self.step_z + away_z]), nz)[0]
        plane = np.tensordot(wz[wz != 0], volume[wz != 0], axes=1)
        return self._axis(y, away, n) @ plane @ self._axis(x, away, n).T

    def _axis(self, values: np.ndarray, away: int, n: int) -> np.ndarray:
        """Weights along one axis, kept: every slice of a series asks for the same."""
        key = (len(values), float(values[0]), float(values[-1]), away)
        if key not in self._weights:
            self._weights[key] = bspline_weights((values + HALF_BOX_MM[1]) / self.step_xy + away, n)
        return self._weights[key]
