"""Is the liver in the series, all of it, and of a usual size?"""

from __future__ import annotations

import numpy as np

from core.areas import volume_ml
from core.cautions.caution import NOTE, STOP, WARN, Caution
from core.lesions import Lesion
from core.series import Series

#: Liver at the first or last slice counts as cut off from this share of its largest slice.
CUT_OFF_SHARE = 0.2
#: A whole adult liver has about 1 to 2.5 L.
SMALL_LIVER_ML, LARGE_LIVER_ML = 400.0, 4000.0


def no_liver() -> Caution:
    sentence = "No liver was found: the scores say nothing about this series."
    return Caution("no_liver", sentence, STOP)


def partial_liver(liver_area_mm2: np.ndarray) -> list[Caution]:
    """Liver on the first or last slice, as far as it is more than a tip."""
    limit = CUT_OFF_SHARE * liver_area_mm2.max()
    ends = [
        name
        for name, area in (("upper", liver_area_mm2[-1]), ("lower", liver_area_mm2[0]))
        if area >= limit
    ]
    if not ends:
        return []
    sentence = (
        f"The liver reaches the {' and the '.join(ends)} end of the series: "
        "only the part inside was assessed."
    )
    return [Caution("partial_liver", sentence, WARN)]


def implausible_volume(series: Series, liver_area_mm2: np.ndarray) -> list[Caution]:
    liver_ml = volume_ml(liver_area_mm2, series)
    if SMALL_LIVER_ML <= liver_ml <= LARGE_LIVER_ML:
        return []
    sentence = (
        f"The liver that was found measures {liver_ml:,.0f} mL, which is unusual: "
        "check its contour before reading the scores."
    )
    return [Caution("implausible_volume", sentence, WARN)]


def cut_lesions(lesions: tuple[Lesion, ...]) -> list[Caution]:
    """Lesions that an end of the volume or of the field cuts: their sizes are lower bounds."""
    cut = [str(lesion.id) for lesion in lesions if lesion.touches_edge]
    if not cut:
        return []
    if len(cut) == 1:
        which, verb, size = f"Lesion {cut[0]}", "is", "its size is"
    else:
        which, verb, size = f"Lesions {', '.join(cut[:-1])} and {cut[-1]}", "are", "their sizes are"
    sentence = f"{which} {verb} cut by the edge of the volume: {size} a lower bound."
    return [Caution("cut_lesion", sentence, NOTE)]
