"""What a reader should know before trusting the numbers."""

from __future__ import annotations

import numpy as np

from core.cautions import coverage, image
from core.cautions.agreement import disagreement
from core.cautions.caution import Caution, most_severe_first
from core.cautions.hu_scale import implausible_organs
from core.cautions.phase import measure_phase, phase_cautions
from core.lesions import Lesion
from core.risk import PatientRisk
from core.series import Series


def find_cautions(
    series: Series,
    mask: np.ndarray,
    liver_area_mm2: np.ndarray,
    lesions: tuple[Lesion, ...],
    patient: PatientRisk,
) -> tuple[Caution, ...]:
    """Reasons to doubt the result, the most severe first.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        liver_area_mm2: (z,) lesions included.
    """
    has_liver = bool(liver_area_mm2.any())
    phase = measure_phase(series, mask) if has_liver else None
    no_ct = image.modality(series) or (implausible_organs(phase) if phase else [])
    if no_ct or phase is None:
        # What is measured in HU would only speak of a wrong scale.
        found = [*([] if has_liver else [coverage.no_liver()]), *no_ct, *image.thickness(series)]
    else:
        cut_off = coverage.partial_liver(liver_area_mm2)
        found = [
            *phase_cautions(phase, series.tags.contrast_agent),
            *cut_off,
            *([] if cut_off else coverage.implausible_volume(series, liver_area_mm2)),
            *image.metal(series, mask),
            *image.noise(series, mask),
            *image.thickness(series),
            *coverage.cut_lesions(lesions),
            *disagreement(lesions, patient),
        ]
    return most_severe_first(found)
