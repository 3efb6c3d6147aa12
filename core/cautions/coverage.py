"""Is the liver in the series, all of it, and of a usual size?

A liver weighs about its volume: 1.5 L in an adult of 70 kg (18.51 mL a kg and 192 mL; Vauthey et
al., Liver Transplantation 2002;8:233-240).
"""

from __future__ import annotations

import numpy as np

from core.areas import volume_ml
from core.cautions import sentences
from core.cautions.caution import NOTE, STOP, WARN, Caution
from core.lesions import Lesion
from core.sentence import Sentence
from core.series import Series
from core.spacing import missing_mm

#: Liver at the first or last slice counts as cut off from this share of its largest slice.
CUT_OFF_SHARE = 0.2
#: A whole adult liver has about 1 to 2.5 L.
SMALL_LIVER_ML, LARGE_LIVER_ML = 400.0, 4000.0
#: Half of a usual liver: where an end of the series cuts the liver off, and less than this was
#: found, most of it is missing.
HALF_LIVER_ML = 750.0


def no_liver() -> Caution:
    return Caution("no_liver", sentences.no_liver(), STOP)


def partial_liver(series: Series, liver_area_mm2: np.ndarray) -> list[Caution]:
    """Liver on the first or last slice, if it is more than a tip, or slices that are missing in it.

    It stops where less than half of a liver is left.
    """
    found = [*_cut_off(liver_area_mm2), *_gap(series, liver_area_mm2)]
    severity = STOP if volume_ml(liver_area_mm2, series) < HALF_LIVER_ML else WARN
    return [Caution("partial_liver", sentence, severity) for sentence in found]


def _cut_off(liver_area_mm2: np.ndarray) -> list[Sentence]:
    limit = CUT_OFF_SHARE * liver_area_mm2.max()
    ends = [
        name
        for name, area in (("upper", liver_area_mm2[-1]), ("lower", liver_area_mm2[0]))
        if area >= limit
    ]
    return [sentences.partial_liver(ends)] if ends else []


def _gap(series: Series, liver_area_mm2: np.ndarray) -> list[Sentence]:
    """The slices that are missing between two that show liver."""
    shown = np.flatnonzero(liver_area_mm2)
    missing = float(missing_mm(series.positions_mm)[shown[0] : shown[-1]].sum())
    return [sentences.gap_in_liver(missing)] if missing > 0 else []


def implausible_volume(series: Series, liver_area_mm2: np.ndarray) -> list[Caution]:
    """It stops where no adult's liver is so small: the model missed most of it."""
    liver_ml = volume_ml(liver_area_mm2, series)
    if SMALL_LIVER_ML <= liver_ml <= LARGE_LIVER_ML:
        return []
    severity = STOP if liver_ml < SMALL_LIVER_ML else WARN
    return [Caution("implausible_volume", sentences.implausible_volume(liver_ml), severity)]


def cut_lesions(lesions: tuple[Lesion, ...]) -> list[Caution]:
    """Lesions that an end of the volume or of the field cuts: their sizes are lower bounds."""
    cut = [lesion.id for lesion in lesions if lesion.touches_edge]
    return [Caution("cut_lesion", sentences.cut_lesion(cut), NOTE)] if cut else []
