"""An analysis as plain values: the rows and the tree that the contract names."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from core import DISCLAIMER, __version__
from core.annotation import plain_finding, plain_slice_labels
from core.annotation.sentences import CORRECTED, corrected
from core.cautions.caution import caution_lists
from core.correction import own_values
from core.even_planes import even_planes
from core.labels import SLICE_CLASSES
from core.lesions import liver_burden
from core.measurements import Measurement
from core.measurements.files import measurement_rows
from core.pipeline import Analysis
from core.risk import PatientRisk
from core.series import Series
from core.vocabulary import SLICE, SLICE_INTERVALS, kept_row
from core.vocabulary.forms import PROBABILITY
from core.vocabulary.patient import (
    BURDEN,
    CATEGORY,
    LESION_VOLUME,
    LIVER_VOLUME,
    NOTHING_FOUND_IN_PART,
    P_CLASS,
    REASONS,
    headline,
    sizes_text,
)
from core.vocabulary.quantity import plain
from core.vocabulary.signal import lesion_quantities


def analysis_report(analysis: Analysis, measurements: Iterable[Measurement] | None = None) -> dict:
    """The content of `analysis.json`; slice indices count from 0, the most inferior slice.

    Args:
        measurements: what a reader measured in the series; None where there was no reader.
    """
    series, patient = analysis.series, analysis.patient
    burden = liver_burden(analysis.liver_area_mm2, series, analysis.lesions)
    return {
        "disclaimer": DISCLAIMER,
        "version": __version__,
        "series": {
            "uid": series.uid,
            "n_slices": series.n_slices,
            "spacing_mm": [round(float(s), 6) for s in series.spacing_mm],
            "warnings": list(series.nameless_warnings),
        },
        "segmentation": volume_grid(series),
        "model": {
            "name": analysis.model_name,
            "backbone": analysis.backbone,
            "weights_sha256": analysis.weights_sha256,
            "engine": analysis.engine,
        },
        "correction": correction_report(analysis),
        "slices": slice_rows(analysis),
        "lesions": lesion_rows(analysis),
        **(
            {}
            if measurements is None
            else {
                "measurements": measurement_rows(
                    measurements, series.unit, series.plane, sizes_text(patient.reasons)
                )
            }
        ),
        "patient": {
            **kept_row(P_CLASS.values(), patient),
            **kept_row((CATEGORY, REASONS, NOTHING_FOUND_IN_PART), patient),
            "headline": headline(patient),
            "method": patient.method,
            "rule": patient.rule,
            "calibrated": patient.calibrated,
            "thresholds": dict(analysis.patient_settings.thresholds),
            "by_rule": {
                rule: {
                    **kept_row(P_CLASS.values(), one),
                    "category": one.category,
                    "calibrated": one.calibrated,
                }
                for rule, one in analysis.by_rule().items()
            },
            "interval": _patient_interval(patient),
            "needs_review": patient.needs_review,
            "review_reason": patient.review_reason,
        },
        **_uncertainty(analysis),
        **kept_row((LIVER_VOLUME, LESION_VOLUME, BURDEN), burden),
        **caution_lists(analysis.cautions),
        "seconds": {stage: round(value, 3) for stage, value in analysis.seconds.items()},
    }


def correction_report(analysis: Analysis) -> dict[str, Any] | None:
    """What a reader said, with the model's own figures; None where nothing was corrected."""
    if analysis.correction is None:
        return None
    annotation = analysis.correction.annotation
    return {
        "mark": CORRECTED,
        "words": corrected(),
        "findings": [plain_finding(one) for one in annotation.findings],
        "slice_labels": plain_slice_labels(annotation.slice_labels),
        "own": own_values(analysis),
    }


def slice_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """One row per slice; `position_mm` lies along the slice normal (`Series.positions_mm`).

    With `p_..._low` and `p_..._high` of each class where intervals were asked for.
    """
    interval = analysis.slice_interval
    quantities = SLICE if interval is None else (*SLICE, *SLICE_INTERVALS)
    columns = {
        "position_mm": analysis.series.positions_mm,
        "liver_area_mm2": analysis.liver_area_mm2,
        "lesion_area_mm2": analysis.lesion_area_mm2,
    }
    for place, name in enumerate(SLICE_CLASSES):
        columns[f"p_{name}"] = analysis.probabilities[:, place]
        if interval is not None:
            columns[f"p_{name}_low"] = interval.low[:, place]
            columns[f"p_{name}_high"] = interval.high[:, place]
    return [
        kept_row(
            quantities, {"index": index, **{key: values[index] for key, values in columns.items()}}
        )
        for index in range(analysis.series.n_slices)
    ]


def lesion_rows(analysis: Analysis) -> list[dict[str, Any]]:
    """One row per lesion, the largest first; `centroid_mm` is LPS."""
    quantities = lesion_quantities(analysis.series.unit)
    return [kept_row(quantities, lesion) for lesion in analysis.lesions]


def volume_grid(series: Series) -> dict[str, Any]:
    """The grid of the NIfTI beside a report: the images' own ("ct" or "mr"), or even planes where
    their slices are not.

    `off_mm` says how far a slice is from the nearest plane at most.
    """
    planes = even_planes(series)
    if planes is None:
        own = "ct" if series.is_ct else "mr"
        return {"grid": own, "n_planes": series.n_slices, "off_mm": 0.0}
    return {
        "grid": "even_planes",
        "n_planes": len(planes.sources),
        "step_mm": round(planes.step_mm, 6),
        "off_mm": round(planes.off_mm, 3),
    }


def _patient_interval(patient: PatientRisk) -> dict[str, list[float]] | None:
    """Class -> [low, high]; None where no interval was asked for."""
    if patient.interval is None:
        return None
    kept = PROBABILITY.kept
    return {name: plain(patient.interval[name], kept) for name in SLICE_CLASSES}


def _uncertainty(analysis: Analysis) -> dict:
    """What the slices' intervals rest on; nothing where they were not asked for."""
    if analysis.slice_interval is None:
        return {}
    return {
        "uncertainty": {
            "method": "test-time augmentation: lowest and highest over the image as it is and its "
            "changed views",
            "views": analysis.slice_interval.n_views,
            "seed": analysis.slice_interval.seed,
        }
    }


def to_json(content: dict) -> str:
    """Indented JSON without NaN or infinity, ending in a newline."""
    return json.dumps(content, indent=2, allow_nan=False, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")
