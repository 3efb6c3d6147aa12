"""The heat of a whole series: one map per slice, resampled to the CT's grid on demand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from core.preprocessing import SliceGrid

#: Number of slices resampled to the CT's grid at once.
_CHUNK = 8


@dataclass(frozen=True, eq=False)
class SeriesHeat:
    """Grad-CAM of every slice of a series for one score; slice 0 is the most inferior."""

    #: One of `target.TARGETS`.
    target: str
    #: (z, h, w) float32, >= 0: raw Grad-CAM at the layer's own resolution, over the network's
    #: field of view, in radiological view; the same unit on all slices.
    maps: np.ndarray
    #: From the network's grid to the CT's grid.
    grid: SliceGrid
    #: The raw value at the top of the colour scale, as in `Explanation.scale`.
    scale: float
    #: The settings that made the maps, as JSON can hold them.
    parameters: dict

    @property
    def n_slices(self) -> int:
        return len(self.maps)

    def on_slice(self, index: int) -> np.ndarray:
        """(y, x) float32 on the CT slice's own grid, linearly interpolated: as `grad_cam` gives."""
        return self._on_ct(slice(index, index + 1))[0]

    def on_ct(self) -> np.ndarray:
        """(z, y, x) float32 on the CT's own grid, raw: four bytes per CT voxel."""
        return self._filled(np.float32, lambda heat: heat)

    def volume(self) -> np.ndarray:
        """(z, y, x) uint8 on the CT's own grid: 255 at `scale` and above, 0 without heat."""
        return self._filled(
            np.uint8, lambda heat: np.clip(heat * (255 / self.scale) + 0.5, 0, 255, out=heat)
        )

    def _filled(self, dtype: type, shown: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        values = np.empty((self.n_slices, *self.on_slice(0).shape), dtype)
        for start in range(0, self.n_slices, _CHUNK):
            which = slice(start, start + _CHUNK)
            values[which] = shown(self._on_ct(which))
        return values

    def _on_ct(self, which: slice) -> np.ndarray:
        """(n, y, x) float32."""
        coarse = torch.from_numpy(self.maps[which])[:, None]
        field = functional.interpolate(
            coarse, size=(self.grid.size, self.grid.size), mode="bilinear", align_corners=False
        )
        return self.grid.to_ct(field.numpy())[:, 0]
