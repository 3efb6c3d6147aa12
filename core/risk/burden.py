"""How much of the liver the lesions of each kind take."""

from __future__ import annotations

import numpy as np

from core.areas import volume_ml
from core.labels import BENIGN_CODE, MALIGNANT_CODE
from core.series import Series


def lesion_shares(
    mask: np.ndarray, series: Series, liver_area_mm2: np.ndarray
) -> tuple[float, float]:
    """(benign, malignant): volume of the lesions of that kind over the liver's, each 0..1.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        liver_area_mm2: (z,) lesions included (`areas.liver_areas_mm2`).

    Returns:
        Both 0 where there is no liver.
    """
    liver_ml = volume_ml(liver_area_mm2, series)
    if not liver_ml:
        return 0.0, 0.0
    pixel = series.pixel_area_mm2()

    def share(code: int) -> float:
        areas = np.array([np.count_nonzero(plane == code) for plane in mask]) * pixel
        return volume_ml(areas, series) / liver_ml

    return share(BENIGN_CODE), share(MALIGNANT_CODE)
