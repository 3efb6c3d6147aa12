"""How much of the liver is lesion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.areas import volume_ml
from core.lesions.lesion import Lesion
from core.series import Series


@dataclass(frozen=True)
class LiverBurden:
    """Volumes in mL."""

    #: Lesions included.
    liver_ml: float
    lesion_ml: float
    #: 100 lesion_ml / liver_ml; 0 where there is no liver.
    burden_percent: float


def liver_burden(
    liver_area_mm2: np.ndarray, series: Series, lesions: Sequence[Lesion]
) -> LiverBurden:
    """Volume of the liver, of all its lesions, and their share.

    Args:
        liver_area_mm2: (z,) lesions included (`areas.liver_areas_mm2`).
        lesions: what `measure_lesions` found on the same mask.
    """
    liver_ml = volume_ml(liver_area_mm2, series)
    lesion_ml = float(sum(lesion.volume_ml for lesion in lesions))
    return LiverBurden(liver_ml, lesion_ml, 100 * lesion_ml / liver_ml if liver_ml else 0.0)
