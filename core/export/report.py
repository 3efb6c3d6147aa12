"""An analysis as plain values: the rows and the tree that the contract names."""

from __future__ import annotations

import json

import numpy as np

from core import DISCLAIMER, __version__
from core.cautions.caution import caution_lists
from core.inference import SliceInterval
from core.labels import SLICE_CLASSES
from core.lesions import liver_burden
from core.pipeline import Analysis
from core.risk import PatientRisk

#: Digits kept: probabilities, millimetres and HU, volumes in mL.
_P, _MM, _ML = 6, 2, 4


def analysis_report(analysis: Analysis) -> dict:
    """The content of `analysis.json`; slice indices count from 0, the most inferior slice."""
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
        "model": {
            "name": analysis.model_name,
            "backbone": analysis.backbone,
            "weights_sha256": analysis.weights_sha256,
            "engine": analysis.engine,
        },
        "slices": slice_rows(analysis),
        "lesions": lesion_rows(analysis),
        "patient": {
            **_scores(patient),
            "category": patient.category,
            "method": patient.method,
            "rule": patient.rule,
            "calibrated": patient.calibrated,
            "thresholds": dict(analysis.patient_settings.thresholds),
            "by_rule": {
                rule: {
                    **_scores(one),
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
        "liver_volume_ml": round(burden.liver_ml, _ML),
        "lesion_volume_ml": round(burden.lesion_ml, _ML),
        "burden_percent": round(burden.burden_percent, _ML),
        **caution_lists(analysis.cautions),
        "seconds": {stage: round(value, 3) for stage, value in analysis.seconds.items()},
    }


def slice_rows(analysis: Analysis) -> list[dict]:
    """One row a slice; `position_mm` lies along the slice normal (`Series.positions_mm`).

    With `p_..._low` and `p_..._high` of each class where intervals were asked for.
    """
    return [
        {
            "index": index,
            "position_mm": round(float(position), _MM),
            **{
                f"p_{name}": round(float(p), _P)
                for name, p in zip(SLICE_CLASSES, probabilities, strict=True)
            },
            "liver_area_mm2": round(float(liver), _MM),
            "lesion_area_mm2": round(float(lesion), _MM),
            **_slice_interval(analysis.slice_interval, index),
        }
        for index, (position, probabilities, liver, lesion) in enumerate(
            zip(
                analysis.series.positions_mm,
                analysis.probabilities,
                analysis.liver_area_mm2,
                analysis.lesion_area_mm2,
                strict=True,
            )
        )
    ]


def lesion_rows(analysis: Analysis) -> list[dict]:
    """One row a lesion, the largest first; `centroid_mm` is LPS."""
    return [
        {
            "id": lesion.id,
            "label": lesion.label,
            "volume_ml": round(lesion.volume_ml, _ML),
            "diameter_mm": round(lesion.diameter_mm, _MM),
            "short_axis_mm": round(lesion.short_axis_mm, _MM),
            "mean_hu": round(lesion.mean_hu, _MM),
            "sd_hu": round(lesion.sd_hu, _MM),
            "slice_first": lesion.slice_first,
            "slice_last": lesion.slice_last,
            "slice_largest": lesion.slice_largest,
            "centroid_mm": [round(v, _MM) for v in lesion.centroid_mm],
            "probability": round(lesion.probability, _P),
            "p_malignant": round(lesion.p_malignant, _P),
            "core_hu": round(lesion.core_hu, _MM),
            "margin": lesion.margin,
            "margin_hu_per_mm": _rounded(lesion.margin_hu_per_mm, _MM),
            "margin_width_mm": _rounded(lesion.margin_width_mm, _MM),
            "homogeneous": lesion.homogeneous,
            "attenuation": lesion.attenuation,
            "edge_distance_mm": _rounded(lesion.edge_distance_mm, _MM),
            "touches_edge": lesion.touches_edge,
            "descriptors": list(lesion.descriptors),
        }
        for lesion in analysis.lesions
    ]


def _scores(patient: PatientRisk) -> dict[str, float]:
    return {f"p_{name}": round(getattr(patient, f"p_{name}"), _P) for name in SLICE_CLASSES}


def _patient_interval(patient: PatientRisk) -> dict[str, list[float]] | None:
    """Class -> [low, high]; None where no interval was asked for."""
    if patient.interval is None:
        return None
    return {name: [round(p, _P) for p in patient.interval[name]] for name in SLICE_CLASSES}


def _slice_interval(interval: SliceInterval | None, index: int) -> dict[str, float]:
    if interval is None:
        return {}
    return {
        f"p_{name}_{end}": round(float(values[index, column]), _P)
        for column, name in enumerate(SLICE_CLASSES)
        for end, values in (("low", interval.low), ("high", interval.high))
    }


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


def _rounded(value: float | None, digits: int) -> float | None:
    """None, what could not be assessed, stays None."""
    return None if value is None else round(value, digits)


def to_json(content: dict) -> str:
    """Indented JSON without NaN or infinity, ending in a newline."""
    return json.dumps(content, indent=2, allow_nan=False, default=_plain) + "\n"


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form")
