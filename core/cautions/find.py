"""What a reader should know before trusting the numbers: one sentence each."""

from __future__ import annotations

import numpy as np

from core.areas import volume_ml
from core.labels import INDETERMINATE, LIVER_CODE, NORMAL
from core.lesions import Lesion
from core.risk import PatientRisk
from core.series import Series

#: Liver at the first or last slice counts as cut off from this share of its largest slice.
CUT_OFF_SHARE = 0.2
#: Portal-venous liver has 90-130 HU, unenhanced liver 45-65 HU, late arterial in between.
PORTAL_VENOUS_HU = 75.0
#: Slices thicker than this hide lesions of a centimetre.
THICK_SLICES_MM = 7.5
#: A whole adult liver has about 1 to 2.5 L.
SMALL_LIVER_ML, LARGE_LIVER_ML = 400.0, 4000.0


def find_cautions(
    series: Series,
    mask: np.ndarray,
    liver_area_mm2: np.ndarray,
    lesions: tuple[Lesion, ...],
    patient: PatientRisk,
) -> tuple[str, ...]:
    """Reasons to doubt the result, in the order of their weight.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        liver_area_mm2: (z,) lesions included.
    """
    if not liver_area_mm2.any():
        return (
            "No liver was found: the scores say nothing about this series.",
            *_thickness(series),
        )
    cut_off = _cut_off(liver_area_mm2)
    return (
        *_phase(series, mask),
        *cut_off,
        *([] if cut_off else _implausible_volume(series, liver_area_mm2)),
        *_thickness(series),
        *_disagreement(lesions, patient),
    )


def _phase(series: Series, mask: np.ndarray) -> list[str]:
    hu = float(np.median(series.volume[mask == LIVER_CODE])) if (mask == LIVER_CODE).any() else None
    if hu is None or hu >= PORTAL_VENOUS_HU:
        return []
    cause = (
        "an arterial phase or a fatty liver"
        if series.tags.contrast_agent
        else "no contrast agent (the header names none), an arterial phase or a fatty liver"
    )
    return [
        f"The liver is at {hu:.0f} HU (median), which suggests {cause}: "
        "the models were trained on portal-venous CT."
    ]


def _cut_off(liver_area_mm2: np.ndarray) -> list[str]:
    limit = CUT_OFF_SHARE * liver_area_mm2.max()
    ends = [
        name
        for name, area in (("upper", liver_area_mm2[-1]), ("lower", liver_area_mm2[0]))
        if area >= limit
    ]
    if not ends:
        return []
    return [
        f"The liver reaches the {' and the '.join(ends)} end of the series: "
        "only the part inside was assessed."
    ]


def _implausible_volume(series: Series, liver_area_mm2: np.ndarray) -> list[str]:
    liver_ml = volume_ml(liver_area_mm2, series)
    if SMALL_LIVER_ML <= liver_ml <= LARGE_LIVER_ML:
        return []
    return [
        f"The liver that was found measures {liver_ml:,.0f} mL, which is unusual: "
        "check its contour before reading the scores."
    ]


def _thickness(series: Series) -> list[str]:
    if series.n_slices == 1:
        return ["The series has a single slice: volumes and the patient's score rest on it alone."]
    thickest = max(series.spacing_mm[0], series.tags.slice_thickness_mm or 0.0)
    if thickest <= THICK_SLICES_MM:
        return []
    return [f"The slices are {thickest:.1f} mm thick: small lesions can hide within one."]


def _disagreement(lesions: tuple[Lesion, ...], patient: PatientRisk) -> list[str]:
    """The slice scores and the mask come from two heads: say so where they part."""
    if lesions and patient.category == NORMAL:
        found = (
            "1 lesion was outlined"
            if len(lesions) == 1
            else f"{len(lesions)} lesions were outlined"
        )
        return [f"{found} although the slice scores say normal: look at each one."]
    if not lesions and patient.category not in (NORMAL, INDETERMINATE):
        return [
            f"The slice scores say {patient.category} although no lesion was outlined: "
            "look at the most suspicious slices."
        ]
    return []
