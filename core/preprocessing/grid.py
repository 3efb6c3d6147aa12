"""The map between a CT slice's grid and the network's square grid, both ways."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from torch.nn import functional

from core.preprocessing.body import body_box_mm
from core.preprocessing.config import PreprocessingConfig
from core.preprocessing.intensity import body_above
from core.preprocessing.orientation import InPlaneOrientation
from core.series import Series

AIR_HU = -1024.0
#: Slices looked at to find the body: enough for a median, few enough to cost nothing.
BODY_SAMPLES = 16
#: Room left around the body, as a factor on its width.
BODY_MARGIN = 1.06
#: Slices brought to the network's grid together, or one for each thread: more would only take
#: memory, four floats for each pixel of the CT.
SLICES_AT_ONCE = 4


@dataclass(frozen=True)
class SliceGrid:
    """One network grid for all slices of a series: centred on the patient, fixed mm per pixel.

    A fixed pixel size in mm makes the network independent of the reconstruction's field of view
    and matrix; only patients wider than the field stretch it (see `PreprocessingConfig`).
    """

    orientation: InPlaneOrientation
    #: (rows, columns) of the CT slice in the radiological view.
    shape: tuple[int, int]
    #: (row, column) spacing of the CT slice in the radiological view, mm.
    spacing_mm: tuple[float, float]
    #: (row, column) of the network grid's centre, in mm from the CT slice's outer edge.
    centre_mm: tuple[float, float]
    #: Side of the network grid, pixels.
    size: int
    #: Side of a network pixel, mm.
    pixel_mm: float
    #: What the network sees is turned clockwise by this about the grid's centre; 0 but for views
    #: of a series that were changed on purpose (`core.inference.test_time`).
    degrees: float = 0.0

    @classmethod
    def for_series(cls, series: Series, config: PreprocessingConfig) -> SliceGrid:
        """The grid for `series`, whose values are on the network's scale (`on_network_scale`): the
        body's box decides the centre and, if wide, the pixel."""
        orientation = InPlaneOrientation.of(series)
        spacing = series.spacing_mm[1:]
        if orientation.transpose:
            spacing = spacing[::-1]
        picks = np.unique(np.linspace(0, series.n_slices - 1, BODY_SAMPLES).round().astype(int))
        sample = orientation.to_radiological(series.volume[picks])
        shape = sample.shape[1:]
        box = body_box_mm(sample, spacing, body_above(series, config))
        if box is None:
            box = (0.0, shape[0] * spacing[0], 0.0, shape[1] * spacing[1])
        top, bottom, left, right = box
        extent = max(bottom - top, right - left) * BODY_MARGIN
        pixel = float(np.clip(extent / config.size, config.pixel_mm, config.max_pixel_mm))
        return cls(
            orientation=orientation,
            shape=(int(shape[0]), int(shape[1])),
            spacing_mm=(float(spacing[0]), float(spacing[1])),
            centre_mm=((top + bottom) / 2, (left + right) / 2),
            size=config.size,
            pixel_mm=pixel,
        )

    def around(self, box_mm: tuple[float, float, float, float], finest_mm: float) -> SliceGrid:
        """The grid of the same size laid on a part of the slice.

        Args:
            box_mm: (top, bottom, left, right) in mm from the CT slice's outer edge, radiological
                view; the new grid is centred on it and holds it whole, unless it is larger than
                this one's field.
            finest_mm: the pixel comes down to this and no further, so that a small organ is not
                blown up beyond what the network knows.

        Returns:
            A grid whose pixel is never coarser than this one's.
        """
        top, bottom, left, right = box_mm
        pixel = max(max(bottom - top, right - left) / self.size, finest_mm)
        centre = ((top + bottom) / 2, (left + right) / 2)
        return replace(self, centre_mm=centre, pixel_mm=min(pixel, self.pixel_mm))

    def share_of(self, other: SliceGrid) -> tuple[float, float, float, float]:
        """(top, bottom, left, right) of `other`'s field, of the same slice, as shares of this
        grid's side: 0 is its first edge, 1 its last."""
        field = self.size * self.pixel_mm
        half = other.size * other.pixel_mm / 2
        row, column = (
            (theirs - mine) / field + 0.5
            for mine, theirs in zip(self.centre_mm, other.centre_mm, strict=True)
        )
        reach = half / field
        return row - reach, row + reach, column - reach, column + reach

    def to_model(self, hu: np.ndarray) -> np.ndarray:
        """CT slices -> network grid.

        Args:
            hu: (n, rows, columns) on the CT's own grid, any real dtype.

        Returns:
            (n, size, size) float32 HU, radiological view, air outside the CT's field. Averaged
            over the network pixel's area where that is larger than the CT's pixel (no aliasing).
        """
        seen = np.empty((len(hu), self.size, self.size), np.float32)
        step = max(SLICES_AT_ONCE, torch.get_num_threads())
        for start in range(0, len(hu), step):
            seen[start : start + step] = self._few_to_model(hu[start : start + step])
        return seen

    def _few_to_model(self, hu: np.ndarray) -> np.ndarray:
        slices = np.ascontiguousarray(self.orientation.to_radiological(hu), dtype=np.float32)
        # The area average first, then the linear resampling: grid_sample alone would pick single
        # CT pixels and carry their full noise.
        stack = torch.from_numpy(slices)[:, None] - AIR_HU
        stack, spacing = self._average_down(stack)
        sampled = functional.grid_sample(
            stack,
            _model_to_ct(self, spacing, tuple(stack.shape[2:])).expand(len(stack), -1, -1, -1),
            mode="bilinear",
            padding_mode="zeros",
            align_corners=False,
        )
        return (sampled[:, 0] + AIR_HU).numpy()

    def to_ct(self, maps: np.ndarray) -> np.ndarray:
        """Network-grid maps -> the CT's own rows and columns.

        Args:
            maps: (n, channels, size, size) float32.

        Returns:
            (n, channels, rows, columns) float32, bilinear; 0 outside the network's field.
        """
        sampled = functional.grid_sample(
            torch.from_numpy(np.ascontiguousarray(maps, dtype=np.float32)),
            _ct_to_model(self).expand(len(maps), -1, -1, -1),
            mode="bilinear",
            padding_mode="zeros",
            align_corners=False,
        )
        return np.ascontiguousarray(self.orientation.from_radiological(sampled.numpy()))

    def _average_down(self, stack: torch.Tensor) -> tuple[torch.Tensor, tuple[float, float]]:
        """Shrink by a whole factor so that the CT pixel comes near the network's, not above it."""
        factors = [max(1, round(self.pixel_mm / s)) for s in self.spacing_mm]
        if max(factors) == 1:
            return stack, self.spacing_mm
        pad = [(-n) % f for n, f in zip(self.shape, factors, strict=True)]
        stack = functional.pad(stack, (0, pad[1], 0, pad[0]))
        stack = functional.avg_pool2d(stack, factors)
        return stack, (self.spacing_mm[0] * factors[0], self.spacing_mm[1] * factors[1])


# Both are kept for the next slices of the series.
@lru_cache(maxsize=2)
def _model_to_ct(
    grid: SliceGrid, spacing: tuple[float, float], shape: tuple[int, ...]
) -> torch.Tensor:
    """(1, size, size, 2) sampling points for `grid_sample`, in -1..1 of the CT slice."""
    offsets = (torch.arange(grid.size) + 0.5 - grid.size / 2) * grid.pixel_mm
    rows, columns = _turned(offsets, offsets, grid.degrees)
    return _points(
        (grid.centre_mm[0] + rows) / (shape[0] * spacing[0]) * 2 - 1,
        (grid.centre_mm[1] + columns) / (shape[1] * spacing[1]) * 2 - 1,
    )


@lru_cache(maxsize=2)
def _ct_to_model(grid: SliceGrid) -> torch.Tensor:
    """(1, rows, columns, 2) sampling points for `grid_sample`, in -1..1 of the network grid."""
    field = grid.size * grid.pixel_mm
    down, across = (
        (torch.arange(n) + 0.5) * spacing - centre
        for n, spacing, centre in zip(grid.shape, grid.spacing_mm, grid.centre_mm, strict=True)
    )
    rows, columns = _turned(down, across, -grid.degrees)
    return _points(rows / (field / 2), columns / (field / 2))


def _turned(
    rows: torch.Tensor, columns: torch.Tensor, degrees: float
) -> tuple[torch.Tensor, torch.Tensor]:
    """The grid of two axes, each (rows, columns), its points moved anticlockwise about 0: read
    there, a slice shows turned clockwise. Rows grow downwards."""
    grid_rows, grid_columns = torch.meshgrid(rows, columns, indexing="ij")
    if not degrees:
        return grid_rows, grid_columns
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return cos * grid_rows - sin * grid_columns, sin * grid_rows + cos * grid_columns


def _points(rows: torch.Tensor, columns: torch.Tensor) -> torch.Tensor:
    return torch.stack([columns, rows], dim=-1)[None].to(torch.float32)
