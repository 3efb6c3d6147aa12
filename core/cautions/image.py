"""Is it a CT of the trunk in HU, with usual slices and without metal?"""

from __future__ import annotations

import numpy as np

from core.cautions import sentences
from core.cautions.caution import NOTE, STOP, Caution
from core.cautions.hu_scale import implausible_scale
from core.cautions.reach import Reach
from core.labels import BACKGROUND_CODE
from core.series import Series

#: RECIST 1.1 (Eisenhauer 2009): up to this thickness lesions from 10 mm count as measurable,
#: above it those of at least twice the thickness.
THICK_SLICES_MM = 5.0
#: Rounding in headers, mm.
_TOLERANCE_MM = 0.05
#: Above cortical bone and dense contrast agent: metal, HU, and how much of it counts, mL. A few
#: surgical clips hold less.
METAL_HU, METAL_ML = 2500, 0.1
#: Values of BodyPartExamined (DICOM PS3.16, annex L) that show no liver.
WITHOUT_LIVER = frozenset(
    (
        *("ANKLE", "ARM", "BRAIN", "CALF", "CALCANEUS", "CAROTID", "CSPINE"),
        *("EAR", "ELBOW", "EXTREMITY", "EYE", "FACE", "FEMUR", "FINGER"),
        *("FOOT", "FOREARM", "HAND", "HEAD", "HEADNECK", "HIP", "HUMERUS"),
        *("JAW", "KNEE", "LEG", "LOWERLEG", "MAXILLA", "MANDIBLE", "NECK"),
        *("NOSE", "ORBIT", "PATELLA", "SHOULDER", "SINUS", "SKULL", "SSPINE"),
        *("TEETH", "THIGH", "THUMB", "TMJ", "TOE", "WRIST", "ZYGOMA"),
    )
)


def modality(series: Series) -> list[Caution]:
    """A tag that names something else, or values that can't be HU."""
    if series.tags.modality not in ("", "CT"):
        return [Caution("modality", sentences.other_modality(series.tags.modality), STOP)]
    return implausible_scale(series)


def body_part(series: Series) -> list[Caution]:
    """A header that names a part of the body without a liver.

    Only parts that no abdominal series is filed under: "CHEST", "PELVIS" or "BREAST" may well be
    of the whole trunk.
    """
    named = series.tags.body_part.strip().upper()
    if named not in WITHOUT_LIVER:
        return []
    return [Caution("body_part", sentences.other_body_part(named), STOP)]


def slice_thickness(series: Series, reach: Reach) -> list[Caution]:
    """Thinner or thicker slices than the model's card was measured at, if it says so."""
    if reach.thickness_mm is None or series.n_slices == 1:
        return []
    own = series.tags.slice_thickness_mm or series.spacing_mm[0]
    least, most = reach.thickness_mm
    if least - _TOLERANCE_MM <= own <= most + _TOLERANCE_MM:
        return []
    return [Caution("thickness", sentences.other_thickness(own, least, most), STOP)]


def kernel(series: Series, reach: Reach) -> list[Caution]:
    """A kernel that the model's card was not measured at, if card and header name them."""
    named = series.tags.kernel.strip()
    if reach.kernels is None or not named:
        return []
    if named.casefold() in {one.strip().casefold() for one in reach.kernels}:
        return []
    return [Caution("kernel", sentences.other_kernel(named, reach.kernels), STOP)]


def single_slice(series: Series) -> list[Caution]:
    """A series of one slice: there is no volume."""
    return [Caution("single_slice", sentences.single_slice(), STOP)] if series.n_slices == 1 else []


def thickness(series: Series) -> list[Caution]:
    """Too thick for small lesions; nothing can be said of the thickness of a single slice."""
    if series.n_slices == 1:
        return single_slice(series)
    thickest = max(series.spacing_mm[0], series.tags.slice_thickness_mm or 0.0)
    if thickest <= THICK_SLICES_MM + _TOLERANCE_MM:
        return []
    return [Caution("thick_slices", sentences.thick_slices(thickest), NOTE)]


def metal(series: Series, mask: np.ndarray) -> list[Caution]:
    """Metal on slices that hold liver: its streaks darken and brighten the tissue around."""
    ml = 0.0
    for index, thickness_mm in enumerate(series.slice_thicknesses_mm):
        if (mask[index] != BACKGROUND_CODE).any():
            pixels = np.count_nonzero(series.volume[index] > METAL_HU)
            ml += pixels * series.pixel_area_mm2() * thickness_mm / 1000.0
    if ml < METAL_ML:
        return []
    return [Caution("metal", sentences.metal(ml, METAL_HU), STOP)]
