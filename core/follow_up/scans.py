"""Make a `Scan` from a record of the worklist or from an analysis in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from core.errors import FollowUpError
from core.even_planes import even_planes
from core.follow_up import sentences
from core.follow_up.scan import Identity, LiverOutline, Scan, SeenLesion
from core.labels import BACKGROUND_CODE
from core.lesions import liver_burden
from core.liver_box import liver_box
from core.modality import CT
from core.series import Series, SeriesTags, header_date
from core.worklist import Record
from core.worklist.patient_key import plain_words

if TYPE_CHECKING:  # imports torch
    from core.pipeline import Analysis

#: Approximate pixel size of the outline, mm.
OUTLINE_MM = 2.0
_LESION_FIELDS = tuple(field.name for field in fields(SeenLesion))
_REQUIRED = ("id", "label", "volume_ml", "diameter_mm", "centroid_mm")


def scan_of_record(record: Record) -> Scan:
    """A scan without pixels.

    Raises:
        FollowUpError: a lesion of the record lacks a value that matching needs.
    """
    name = str(record.study_date or f"record {record.id}")
    return Scan(
        label=f"the scan of {name}" if record.study_date else name,
        patient_key=record.pseudonym,
        patient_label=record.pseudonym,
        series_key=record.series_digest,
        study_date=record.study_date,
        model_name=record.model_name,
        weights_sha256=record.weights_sha256,
        category=record.category,
        p_malignant=record.p_malignant,
        liver_ml=record.liver_ml,
        lesion_ml=record.lesion_ml,
        burden_percent=record.burden_percent,
        lesions=tuple(_lesion(values, name) for values in record.lesions),
        cautions=record.cautions,
        reasons=record.reasons,
        nothing_found_in_part=record.nothing_found_in_part,
        is_corrected=record.is_corrected,
        modality=record.modality,
        n_slices=record.n_slices,
        slice_mm=record.slice_mm,
        thickness_mm=record.thickness_mm,
        liver_box=record.liver_box,
        record_id=record.id,
    )


def scan_of_analysis(
    analysis: Analysis, label: str, *, patient_label: str = "", study_date: date | None = None
) -> Scan:
    """A scan with its pixels.

    Args:
        label: what people see: a file name, for example; never the patient's name.
        patient_label: a pseudonym for the patient; by default `label`.
        study_date: replaces the header's.
    """
    series = analysis.series
    burden = liver_burden(analysis.liver_area_mm2, series, analysis.lesions)
    identity = identity_of(series, label, patient_label=patient_label, study_date=study_date)
    return Scan(
        **vars(identity),
        model_name=analysis.model_name,
        weights_sha256=analysis.weights_sha256,
        category=analysis.patient.category,
        p_malignant=float(analysis.patient.p_malignant),
        liver_ml=burden.liver_ml,
        lesion_ml=burden.lesion_ml,
        burden_percent=burden.burden_percent if burden.liver_ml else None,
        lesions=tuple(_lesion(vars(lesion), label) for lesion in analysis.lesions),
        cautions=analysis.cautions,
        reasons=analysis.patient.reasons,
        nothing_found_in_part=analysis.patient.nothing_found_in_part,
        is_corrected=analysis.is_corrected,
        modality=series.tags.modality or CT,
        n_slices=series.n_slices,
        slice_mm=float(series.spacing_mm[0]),
        thickness_mm=series.tags.slice_thickness_mm,
        liver_box=liver_box(analysis.mask, series),
        outline=outline_of(analysis.mask, series),
    )


def identity_of(
    series: Series, label: str, *, patient_label: str = "", study_date: date | None = None
) -> Identity:
    """Of a series that need not be analysed; arguments as in `scan_of_analysis`."""
    return Identity(
        label=label,
        patient_key=patient_key(series.tags),
        patient_label=patient_label or label,
        series_key=series.uid,
        study_date=study_date or header_date(series.tags),
    )


def outline_of(mask: np.ndarray, series: Series) -> LiverOutline:
    """The outline at about `OUTLINE_MM`, so that it takes little memory beside the mask."""
    steps = [max(1, round(OUTLINE_MM / mm)) for mm in series.spacing_mm[1:]]
    liver = mask[:, :: steps[0], :: steps[1]] != BACKGROUND_CODE
    planes = even_planes(series)
    if planes is not None:  # a fit to another scan needs every slice in its place
        liver = planes.lay(mask != BACKGROUND_CODE)[:, :: steps[0], :: steps[1]]
    affine = series.affine_lps.copy() if planes is None else planes.affine_lps.copy()
    affine[:3, 0] *= steps[1]
    affine[:3, 1] *= steps[0]
    return LiverOutline(np.ascontiguousarray(liver), affine)


def patient_key(tags: SeriesTags) -> str:
    """Patient ID, or the name where there is none, in lower case without punctuation; "" where the
    header identifies nobody.

    Names are spelled differently in different hospitals and change with marriage, so they are used
    only where there is no patient ID.
    """
    return plain_words(tags.patient_id.strip() or tags.patient_name)


def _lesion(values: Mapping[str, Any], where: str) -> SeenLesion:
    missing = [name for name in _REQUIRED if values.get(name) is None]
    if missing:
        raise FollowUpError(sentences.lesion_incomplete(where, missing[0]))
    known = {name: values[name] for name in _LESION_FIELDS if values.get(name) is not None}
    return SeenLesion(**known | {"centroid_mm": tuple(map(float, values["centroid_mm"]))})
