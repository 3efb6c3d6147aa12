"""A few smoothed slices through the liver on which organs beside it are looked for."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from core.labels import BACKGROUND_CODE
from core.preprocessing import InPlaneOrientation
from core.preprocessing.body import body_box_mm
from core.series import Series

#: Slices looked at: enough for a median over neighbours that fail, few enough to cost nothing.
LEVELS = 16
#: A slice counts as a level of the liver from this share of its largest slice.
LIVER_SHARE = 0.2
#: Pixel of the levels, mm: a third of a small aorta's radius.
PIXEL_MM = 1.5
#: Side of the median filter, pixels. It takes the grain of lung kernels without moving an edge.
MEDIAN_PIXELS = 5


@dataclass(frozen=True, eq=False)
class Levels:
    """Slices in the radiological view: rows grow to posterior, columns to the patient's left."""

    #: (n, rows, columns) float32 HU, median-filtered, pixels of `PIXEL_MM`.
    hu: np.ndarray
    #: (n, rows, columns) bool: liver or lesion in the mask.
    liver: np.ndarray
    #: Column of the body's middle, pixels.
    middle: float


def liver_levels(series: Series, mask: np.ndarray) -> Levels | None:
    """Levels evenly spread over the slices that hold liver; None where no slice shows a body.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    area = np.array([np.count_nonzero(plane != BACKGROUND_CODE) for plane in mask])
    usable = np.flatnonzero(area >= max(1, LIVER_SHARE * area.max()))
    if len(usable) == 0:
        return None
    picks = usable[np.unique(np.linspace(0, len(usable) - 1, LEVELS).round().astype(int))]
    view = InPlaneOrientation.of(series)
    spacing = series.spacing_mm[:0:-1] if view.transpose else series.spacing_mm[1:]
    box = body_box_mm(view.to_radiological(series.volume[picks]), spacing)
    if box is None:
        return None
    left, right = box[2:]
    # SciPy's filters let other threads run.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        smooth = pool.map(lambda z: _smooth(view.to_radiological(series.volume[z]), spacing), picks)
    return Levels(
        hu=np.stack(list(smooth)),
        liver=np.stack(
            [_resized(view.to_radiological(mask[z] != 0), spacing, order=0) for z in picks]
        ),
        middle=(left + right) / 2 / PIXEL_MM,
    )


def _smooth(plane: np.ndarray, spacing: tuple[float, float]) -> np.ndarray:
    # Averaged to the coarser pixel first: a median of raw pixels would cost four times as much.
    sigma = [max(0.0, 0.35 * PIXEL_MM / step) for step in spacing]
    clipped = np.clip(plane, -1024, 3071).astype(np.float32)
    coarse = _resized(ndimage.gaussian_filter(clipped, sigma), spacing, order=1)
    return ndimage.median_filter(coarse, MEDIAN_PIXELS)


def _resized(plane: np.ndarray, spacing: tuple[float, float], *, order: int) -> np.ndarray:
    """On pixels of `PIXEL_MM`; pixel k is centred at (k + 1/2) PIXEL_MM from the outer edge."""
    shape = [max(1, int(n * step / PIXEL_MM)) for n, step in zip(plane.shape, spacing, strict=True)]
    scale = [PIXEL_MM / step for step in spacing]
    offset = [s / 2 - 0.5 for s in scale]
    return ndimage.affine_transform(
        plane, scale, offset, output_shape=tuple(shape), order=order, mode="nearest"
    )
