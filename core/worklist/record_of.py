"""From an analysis in memory to what is kept of it: the only module that knows both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import __version__
from core.cautions.caution import most_severe_first, while_reading
from core.lesions import liver_burden
from core.liver_box import liver_box
from core.modality import CT
from core.series import header_date
from core.vocabulary import kept_row
from core.vocabulary.signal import lesion_quantities
from core.worklist.patient_key import PatientKey
from core.worklist.record import Record

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.pipeline import Analysis


def record_of(analysis: Analysis, key: PatientKey, *, pseudonym: str | None = None) -> Record:
    """What the store keeps of `analysis`: no name, number or description of the header, no pixel.

    Args:
        key: `Store.key`.
        pseudonym: for a series that names nobody (`PatientKey.pseudonym_of_code`); by default the
            header's patient, hashed.
    """
    series, patient = analysis.series, analysis.patient
    burden = liver_burden(analysis.liver_area_mm2, series, analysis.lesions)
    return Record(
        pseudonym=pseudonym or key.pseudonym(series.tags, series.uid),
        study_date=header_date(series.tags),
        series_digest=key.series_digest(series.uid),
        n_slices=series.n_slices,
        model_name=analysis.model_name,
        backbone=analysis.backbone,
        weights_sha256=analysis.weights_sha256,
        category=patient.category,
        p_normal=float(patient.p_normal),
        p_benign=float(patient.p_benign),
        p_malignant=float(patient.p_malignant),
        liver_ml=burden.liver_ml,
        lesion_ml=burden.lesion_ml,
        burden_percent=burden.burden_percent if burden.liver_ml else None,
        interval=_interval(patient.interval),
        rule=patient.rule,
        method=patient.method,
        calibrated=patient.calibrated,
        needs_review=patient.needs_review,
        review_reason=patient.review_reason,
        reasons=patient.reasons,
        nothing_found_in_part=patient.nothing_found_in_part,
        cautions=most_severe_first((*analysis.cautions, *while_reading(series.nameless_warnings))),
        lesions=tuple(
            kept_row(lesion_quantities(series.unit), lesion) for lesion in analysis.lesions
        ),
        own=_own(analysis),
        liver_box=liver_box(analysis.mask, series),
        slice_mm=float(series.spacing_mm[0]),
        thickness_mm=series.tags.slice_thickness_mm,
        modality=series.tags.modality or CT,
        plane=series.plane,
        seconds={stage: round(float(value), 3) for stage, value in analysis.seconds.items()},
        version=__version__,
    )


def _own(analysis: Analysis) -> dict | None:
    if analysis.correction is None:
        return None
    # torch stands behind it, and is there once anything was corrected.
    from core.correction import own_values

    return own_values(analysis)


def _interval(interval: dict | None) -> dict[str, tuple[float, float]] | None:
    if not interval:
        return None
    return {name: (float(low), float(high)) for name, (low, high) in interval.items()}
