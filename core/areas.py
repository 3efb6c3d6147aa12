"""Area of the liver and of the lesions on each slice."""

from __future__ import annotations

import numpy as np

from core.labels import LESION_CODES, LIVER_CODE
from core.series import Series


def liver_areas_mm2(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z,) float64 mm² of liver on each slice, lesions included.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    return _counts(mask, LIVER_CODE) * series.pixel_area_mm2()


def lesion_areas_mm2(mask: np.ndarray, series: Series) -> np.ndarray:
    """(z,) float64 mm² of lesion, benign and malignant together, on each slice."""
    return _counts(mask, min(LESION_CODES)) * series.pixel_area_mm2()


def volume_ml(areas_mm2: np.ndarray, series: Series) -> float:
    """The volume under the areas of the slices: area times thickness, summed.

    1 mL = 1000 mm³; `Series.slice_thicknesses_mm` accounts for uneven spacing and gaps.
    """
    return float(areas_mm2 @ series.slice_thicknesses_mm / 1000.0)


def _counts(mask: np.ndarray, lowest: int) -> np.ndarray:
    """Voxels of each slice whose code is at least `lowest`."""
    # Slice by slice: a comparison of the whole volume would take half as much memory as the CT,
    # and count_nonzero with an axis argument is ten times slower.
    return np.array([np.count_nonzero(plane >= lowest) for plane in mask], dtype=np.float64)
