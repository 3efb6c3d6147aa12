"""From an analysis in memory to what is kept of it: the only module that knows both."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING

import numpy as np

from core import __version__
from core.cautions.caution import most_severe_first, while_reading
from core.labels import SLICE_CLASSES
from core.lesions import liver_burden
from core.liver_box import liver_box
from core.series import header_date
from core.worklist.patient_key import PatientKey
from core.worklist.record import Record

if TYPE_CHECKING:  # torch stands behind it, which takes seconds to import
    from core.pipeline import Analysis

#: Longer sequences in a lesion are not measurements and are not kept.
_LONGEST = 16
#: Significant digits of what is kept: more than any measurement has.
_DIGITS = 7


def record_of(analysis: Analysis, key: PatientKey, *, pseudonym: str | None = None) -> Record:
    """What the store keeps of `analysis`: no name, number or description of the header, no pixel.

    Args:
        key: `Store.key`.
        pseudonym: for a series that names nobody (`PatientKey.pseudonym_of_code`); by default the
            header's patient, hashed.
    """
    series, patient = analysis.series, analysis.patient
    lesions = tuple(_measurements(lesion) for lesion in analysis.lesions)
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
        **{f"p_{name}": float(getattr(patient, f"p_{name}")) for name in SLICE_CLASSES},
        liver_ml=burden.liver_ml,
        lesion_ml=burden.lesion_ml,
        burden_percent=burden.burden_percent if burden.liver_ml else None,
        interval=_interval(patient.interval),
        rule=patient.rule,
        method=patient.method,
        calibrated=patient.calibrated,
        needs_review=patient.needs_review,
        review_reason=patient.review_reason,
        cautions=most_severe_first((*analysis.cautions, *while_reading(series.nameless_warnings))),
        lesions=lesions,
        liver_box=liver_box(analysis.mask, series),
        slice_mm=float(series.spacing_mm[0]),
        thickness_mm=series.tags.slice_thickness_mm,
        seconds={stage: round(float(value), 3) for stage, value in analysis.seconds.items()},
        version=__version__,
    )


def _interval(interval: dict | None) -> dict[str, tuple[float, float]] | None:
    if not interval:
        return None
    return {name: (float(low), float(high)) for name, (low, high) in interval.items()}


def _measurements(lesion: object) -> dict:
    """The fields of a lesion that are plain values; pictures and outlines are left out."""
    values = {
        field.name: _plain(getattr(lesion, field.name)) for field in dataclasses.fields(lesion)
    }
    return {name: value for name, value in values.items() if value is not _DROPPED}


_DROPPED = object()


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, (tuple, list)) and len(value) <= _LONGEST:
        items = [_plain(item) for item in value]
        return _DROPPED if any(item is _DROPPED for item in items) else items
    return _DROPPED
