"""Is the liver in the series, all of it, and of a usual size?"""

from __future__ import annotations

import numpy as np

from core.areas import volume_ml
from core.cautions import sentences
from core.cautions.caution import NOTE, STOP, WARN, Caution
from core.lesions import Lesion
from core.series import Series

#: Liver at the first or last slice counts as cut off from this share of its largest slice.
CUT_OFF_SHARE = 0.2
#: A whole adult liver has about 1 to 2.5 L.
SMALL_LIVER_ML, LARGE_LIVER_ML = 400.0, 4000.0


def no_liver() -> Caution:
    return Caution("no_liver", sentences.no_liver(), STOP)


def partial_liver(liver_area_mm2: np.ndarray) -> list[Caution]:
    """Liver on the first or last slice, if it is more than a tip."""
    limit = CUT_OFF_SHARE * liver_area_mm2.max()
    ends = [
        name
        for name, area in (("upper", liver_area_mm2[-1]), ("lower", liver_area_mm2[0]))
        if area >= limit
    ]
    if not ends:
        return []
    return [Caution("partial_liver", sentences.partial_liver(ends), WARN)]


def implausible_volume(series: Series, liver_area_mm2: np.ndarray) -> list[Caution]:
    liver_ml = volume_ml(liver_area_mm2, series)
    if SMALL_LIVER_ML <= liver_ml <= LARGE_LIVER_ML:
        return []
    return [Caution("implausible_volume", sentences.implausible_volume(liver_ml), WARN)]


def cut_lesions(lesions: tuple[Lesion, ...]) -> list[Caution]:
    """Lesions that an end of the volume or of the field cuts: their sizes are lower bounds."""
    cut = [lesion.id for lesion in lesions if lesion.touches_edge]
    return [Caution("cut_lesion", sentences.cut_lesion(cut), NOTE)] if cut else []
