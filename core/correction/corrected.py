"""An analysis whose outlines a reader corrected."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.annotation import Annotation, voxel_of
from core.areas import lesion_areas_mm2, liver_areas_mm2
from core.cautions import find_cautions, measure_phase, settled
from core.correction.grid import check_grid
from core.correction.starting import from_analysis
from core.lesions import Lesion, measure_numbered
from core.pipeline import Analysis, Correction
from core.risk import PatientRisk, lesion_shares, patient_risk


def corrected(analysis: Analysis, annotation: Annotation) -> Analysis:
    """`analysis` with a reader's outlines, and all that rests on them made again.

    Made again: mask, areas, lesions, phase, cautions, and the patient as the model's rule has it:
    which slices show liver, and the volume of the lesions. Left as the model said it: the scores of
    the slices and the maps of probability. A lesion whose outline is the model's keeps the model's
    p(malignant); any other has none. `Analysis.own` is the model's analysis, unchanged.

    Where the outlines and what each lesion looks like are the model's own, the model's analysis is
    returned, which no reader corrected.

    Args:
        analysis: the model's own, or one that was corrected before: its correction is replaced.

    Raises:
        InputError: the outlines lie on another grid than the series.
    """
    own, series = analysis.own, analysis.series
    check_grid(annotation, series)
    start = from_analysis(own)
    if _says_the_same(annotation, start):
        return own
    mask = annotation.mask()
    liver_area = liver_areas_mm2(mask, series)
    lesions = measure_numbered(
        annotation.lesion_numbers(), mask, series, lesion_probability=own.lesion_probability
    )
    lesions = _with_the_models_p(lesions, annotation, start, own.lesions)
    patient = patient_risk(
        own.probabilities,
        liver_area,
        settings=own.patient_settings,
        lesion_share=lesion_shares(mask, series, liver_area),
    )
    phase = measure_phase(series, mask)
    cautions = find_cautions(series, mask, liver_area, lesions, patient, phase, own.reach)
    return replace(
        own,
        mask=mask,
        liver_area_mm2=liver_area,
        lesion_area_mm2=lesion_areas_mm2(mask, series),
        lesions=lesions,
        patient=settled(_with_what_still_holds(patient, own.patient), cautions, len(lesions)),
        phase=phase,
        cautions=cautions,
        correction=Correction(own, annotation),
    )


def _says_the_same(annotation: Annotation, start: Annotation) -> bool:
    """Whether a reader changed nothing that measurements rest on."""
    looks = {one.number: (one.is_lesion, one.slice_class) for one in annotation.findings}
    return all(
        looks.get(one.number) == (one.is_lesion, one.slice_class) for one in start.findings
    ) and np.array_equal(annotation.voxels, start.voxels)


def _with_the_models_p(
    lesions: tuple[Lesion, ...],
    annotation: Annotation,
    start: Annotation,
    of_model: tuple[Lesion, ...],
) -> tuple[Lesion, ...]:
    """Lesions, those with the model's p(malignant) whose outlines are still the model's."""
    # A number's voxels are the same where none was taken away and none was added.
    changed = annotation.voxels != start.voxels
    touched = {*np.unique(annotation.voxels[changed]), *np.unique(start.voxels[changed])}
    known = {one.id: one.p_malignant for one in of_model if voxel_of(one.id) not in touched}
    # The last number of `from_analysis` may hold several lesions.
    if len(of_model) > len(start.findings):
        known.pop(start.findings[-1].number, None)
    return tuple(replace(one, p_malignant=known.get(one.id)) for one in lesions)


def _with_what_still_holds(patient: PatientRisk, own: PatientRisk) -> PatientRisk:
    """The interval under small changes of the image, and the review it calls for, where the scores
    are the same as before. The changed images were not outlined by a reader: no interval
    otherwise."""
    if np.allclose(
        list(patient.probabilities().values()), list(own.probabilities().values()), atol=1e-9
    ):
        return replace(
            patient,
            interval=own.interval,
            needs_review=own.needs_review,
            review_reason=own.review_reason,
        )
    return patient
