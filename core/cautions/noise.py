"""The grain of the image in the liver, on the CT's own pixels and on the model's."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy import ndimage

from core.cautions import sentences
from core.cautions.caution import STOP, WARN, Caution
from core.cautions.reach import Reach
from core.labels import LIVER_CODE
from core.preprocessing import PreprocessingConfig
from core.preprocessing.grid import SliceGrid
from core.series import Series

#: Noise above which a lesion 40 HU below the liver, as a metastasis is, hides in the grain, HU.
NOISY_HU = 30.0
#: What is coarser than this is structure, not noise, mm (Gaussian).
GRAIN_MM = 4.0
#: What training files keep of the grey scale, HU; noise on the model's pixels is of this.
MODEL_HU = (0.0, 255.0)
#: Slices on which noise is measured, and the liver pixels each must have off the liver's rim.
_NOISE_SLICES, _NOISE_PIXELS, _RIM_PIXELS = 9, 200, 3


def noise(series: Series, mask: np.ndarray, reach: Reach | None = None) -> list[Caution]:
    """More grain than the model's card was measured at stops; so does a grainy image where the
    card is silent. Where the card says that the model works at that, the grain is a warning for
    the eye."""
    reach = reach or Reach()
    own = liver_noise_hu(series, mask)
    if own is None:
        return []
    if reach.noise_hu is not None:
        seen = model_noise_hu(series, mask, reach.noise_pixel_mm)
        if seen is not None and seen > reach.noise_hu:
            return [Caution("noise", sentences.noise_beyond(own, seen, reach.noise_hu), STOP)]
    if own <= NOISY_HU:
        return []
    return [Caution("noise", sentences.noise(own), STOP if reach.noise_hu is None else WARN)]


def liver_noise_hu(series: Series, mask: np.ndarray) -> float | None:
    """Standard deviation of the grain in the liver on the CT's own pixels, HU.

    The median of `plane_noise_hu` over slices spread over the liver; None where too little liver
    is there.
    """
    spacing = series.spacing_mm[1:]
    return _median(
        plane_noise_hu(series.volume[z], mask[z] == LIVER_CODE, spacing) for z in _spread(mask)
    )


def model_noise_hu(series: Series, mask: np.ndarray, pixel_mm: float) -> float | None:
    """The same on pixels of `pixel_mm`, which is finer or coarser than the CT's, HU.

    On the grid and the grey scale of training files, so that a series can be compared with them.
    """
    picks = _spread(mask)
    if not picks:
        return None
    grid = SliceGrid.for_series(
        series, PreprocessingConfig(pixel_mm=pixel_mm, max_pixel_mm=max(2.0, pixel_mm))
    )
    spacing = (grid.pixel_mm, grid.pixel_mm)

    def noise_on(z: int) -> float | None:
        plane = np.clip(grid.to_model(series.volume[z : z + 1])[0], *MODEL_HU)
        # Outside the CT the grid has air, so the liver must differ from it.
        codes = np.where(mask[z : z + 1] == LIVER_CODE, np.float32(0), np.float32(-1024))
        return plane_noise_hu(plane, grid.to_model(codes)[0] > -512, spacing)

    return _median(map(noise_on, picks))


def plane_noise_hu(
    plane: np.ndarray, liver: np.ndarray, spacing_mm: tuple[float, float]
) -> float | None:
    """Standard deviation of the grain on one slice, HU; None where too little liver is on it.

    The slice less its Gaussian of `GRAIN_MM` within the liver, over liver pixels off the rim:
    1.4826 times the median absolute deviation, so that vessels hardly count.

    Args:
        plane: (y, x) HU. liver: (y, x) bool, lesions left out. spacing_mm: (row, column).
    """
    inner = ndimage.binary_erosion(liver, iterations=_RIM_PIXELS)
    if np.count_nonzero(inner) < _NOISE_PIXELS:
        return None
    sigma = [GRAIN_MM / step for step in spacing_mm]
    tissue = np.where(liver, plane, 0).astype(np.float32)
    weight = ndimage.gaussian_filter(liver.astype(np.float32), sigma)[inner]
    grain = tissue[inner] - ndimage.gaussian_filter(tissue, sigma)[inner] / weight
    return float(1.4826 * np.median(np.abs(grain - np.median(grain))))


def _spread(mask: np.ndarray) -> list[int]:
    """Slices spread over those with liver."""
    # Slice by slice: a comparison of the whole volume would double its memory.
    holding = [z for z, plane in enumerate(mask) if (plane == LIVER_CODE).any()]
    if not holding:
        return []
    picks = np.unique(np.linspace(0, len(holding) - 1, _NOISE_SLICES).round().astype(int))
    return [holding[k] for k in picks]


def _median(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return float(np.median(found)) if found else None
