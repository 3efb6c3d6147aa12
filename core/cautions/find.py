"""What a reader should know before trusting the numbers."""

from __future__ import annotations

import numpy as np

from core.cautions import coverage, image
from core.cautions.agreement import disagreement
from core.cautions.caution import Caution, most_severe_first
from core.cautions.hu_scale import implausible_organs
from core.cautions.noise import noise
from core.cautions.phase import Phase, phase_cautions
from core.cautions.reach import Reach
from core.cautions.sizes import implausible_sizes
from core.lesions import Lesion
from core.risk import PatientRisk
from core.series import Series


def find_cautions(
    series: Series,
    mask: np.ndarray,
    liver_area_mm2: np.ndarray,
    lesions: tuple[Lesion, ...],
    patient: PatientRisk,
    phase: Phase,
    reach: Reach | None = None,
) -> tuple[Caution, ...]:
    """Reasons to doubt the result, the most severe first.

    Args:
        mask: (z, y, x) codes of `core.labels` on the CT's own grid.
        liver_area_mm2: (z,) lesions included.
        patient: as the scores have it, not yet `reasons.settled`.
        phase: as `phase.measure_phase` finds it.
        reach: of the model (`Reach.from_card`); by default that of a card that is silent.
    """
    reach = reach or Reach()
    has_liver = bool(liver_area_mm2.any())
    wrong_sizes = implausible_sizes(series)
    if wrong_sizes:
        # What is measured in mm would only speak of wrong sizes.
        missing = [] if has_liver else [coverage.no_liver()]
        no_ct = image.modality(series) if series.is_ct else []
        of_header = [*image.body_part(series), *image.single_slice(series)]
        return most_severe_first([*wrong_sizes, *missing, *no_ct, *of_header])
    if not series.is_ct:
        return most_severe_first(_of_mr(series, liver_area_mm2, lesions, patient))
    no_ct = image.modality(series) or (implausible_organs(phase) if has_liver else [])
    of_header = [
        *no_ct,
        *image.body_part(series),
        *image.slice_thickness(series, reach),
        *image.kernel(series, reach),
    ]
    if no_ct or not has_liver:
        # What is measured in HU would only speak of a wrong scale.
        missing = [] if has_liver else [coverage.no_liver()]
        found = [*missing, *of_header, *image.thickness(series)]
    else:
        cut_off = coverage.partial_liver(series, liver_area_mm2)
        found = [
            *of_header,
            *phase_cautions(phase, series.tags.contrast_agent, reach),
            *cut_off,
            *([] if cut_off else coverage.implausible_volume(series, liver_area_mm2)),
            *image.metal(series, mask),
            *noise(series, mask, reach),
            *image.thickness(series),
            *coverage.cut_lesions(lesions),
            *disagreement(lesions, patient),
        ]
    return most_severe_first(found)


def _of_mr(
    series: Series,
    liver_area_mm2: np.ndarray,
    lesions: tuple[Lesion, ...],
    patient: PatientRisk,
) -> list[Caution]:
    """What holds of any image: the part of the body, and how much of a liver there is."""
    of_header = [*image.body_part(series), *image.single_slice(series)]
    if not liver_area_mm2.any():
        return [coverage.no_liver(), *of_header]
    cut_off = coverage.partial_liver(series, liver_area_mm2)
    return [
        *of_header,
        *cut_off,
        *([] if cut_off else coverage.implausible_volume(series, liver_area_mm2)),
        *coverage.cut_lesions(lesions),
        *disagreement(lesions, patient),
    ]
