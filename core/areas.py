"""Area of the liver and of the lesions on each slice."""

from __future__ import annotations

import numpy as np

from core.labels import BACKGROUND_CODE, LESION_CODES
from core.series import Series


def liver_areas_mm2(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z,) float64 mm² of liver on each slice, lesions included.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    return _counts(mask != BACKGROUND_CODE) * series.pixel_area_mm2()


def lesion_areas_mm2(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z,) float64 mm² of lesion, benign and malignant together, on each slice."""
    return _counts(mask >= min(LESION_CODES)) * series.pixel_area_mm2()


def volume_ml(areas_mm2: np.ndarray, series: Series) -> float:
    """The volume under the areas of the slices: area times thickness, summed.

    1 mL = 1000 mm³; `Series.slice_thicknesses_mm` accounts for uneven spacing and gaps.
    """
    return float(areas_mm2 @ series.slice_thicknesses_mm / 1000.0)


def _counts(voxels: np.ndarray) -> np.ndarray:
    # Slice by slice: count_nonzero with an axis argument is ten times slower.
    return np.array([np.count_nonzero(plane) for plane in voxels], dtype=np.float64)
