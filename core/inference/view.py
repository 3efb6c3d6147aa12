"""A series seen a little differently: moved, turned, brighter, with more noise."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.preprocessing import SliceGrid

#: HU where the gain does nothing: about liver in the portal-venous phase.
PIVOT_HU = 100.0


@dataclass(frozen=True)
class View:
    """one small change that leaves the patient as they are. No flips: the liver is right.

    Geometry changes the network's grid, so answers come back to the CT's own rows and columns;
    intensities change on that grid, noise is drawn per slice from `seed` and the slice's number.
    """

    #: The grid's centre moves by this over the patient, (towards posterior, towards the left side
    #: of the patient), mm.
    shift_mm: tuple[float, float] = (0.0, 0.0)
    #: The slice is turned clockwise by this.
    degrees: float = 0.0
    #: HU become PIVOT_HU + gain (HU - PIVOT_HU) + offset.
    gain: float = 1.0
    offset_hu: float = 0.0
    #: Standard deviation of white noise on the network's pixels.
    noise_hu: float = 0.0
    seed: int = 0

    def moved(self, grid: SliceGrid) -> SliceGrid:
        row, column = grid.centre_mm
        centre = (row + self.shift_mm[0], column + self.shift_mm[1])
        return replace(grid, centre_mm=centre, degrees=grid.degrees + self.degrees)

    def disturbed(self, hu: np.ndarray, slices: np.ndarray) -> np.ndarray:
        """(n, s, s) HU on the network's grid -> the same, changed.

        Args:
            slices: (n,) indices in the series, so that a slice has its noise in any batch.
        """
        changed = PIVOT_HU + self.gain * (hu - PIVOT_HU) + self.offset_hu
        if self.noise_hu:
            for one, index in zip(changed, slices, strict=True):
                rng = np.random.default_rng((self.seed, int(index)))
                one += self.noise_hu * rng.standard_normal(one.shape, dtype=np.float32)
        return changed.astype(np.float32)
