"""Scans made of plain numbers, with only what each test needs."""

from __future__ import annotations

from datetime import date

import numpy as np

from core.follow_up import Scan, SeenLesion, sentences
from core.follow_up.alignment import NONE, Alignment
from core.liver_box import LiverBox

PATIENT = "00000000000000aa"


def lesion(
    number: int,
    x: float,
    y: float = 0.0,
    z: float = 0.0,
    *,
    mm: float = 20.0,
    ml: float = 4.0,
    label: str = "malignant",
    **changes: object,
) -> SeenLesion:
    return SeenLesion(number, label, ml, mm, (x, y, z), slice_largest=number, **changes)


def scan(day: str | None, *lesions: SeenLesion, **changes: object) -> Scan:
    """A scan on that day (ISO); always the same patient and the same model."""
    values = {
        "label": f"the scan of {day}" if day else "the undated scan",
        "patient_key": PATIENT,
        "patient_label": PATIENT,
        "series_key": f"series of {day}",
        "study_date": date.fromisoformat(day) if day else None,
        "model_name": "quick",
        "weights_sha256": "ab" * 32,
        "category": "malignant",
        "p_malignant": 0.75,
        "liver_ml": 1500.0,
        "lesion_ml": float(sum(one.volume_ml for one in lesions)),
        "burden_percent": 1.0,
        "lesions": lesions,
        "slice_mm": 2.5,
        "thickness_mm": 2.5,
        "liver_box": box(0.0, 0.0, 0.0),
    }
    return Scan(**values | changes)


def box(x: float, y: float, z: float, size: tuple = (200.0, 150.0, 160.0)) -> LiverBox:
    """A liver with that centre."""
    middle, half = np.array([x, y, z]), np.array(size) / 2
    return LiverBox((x, y, z), tuple(middle - half), tuple(middle + half))


def moved_by(x: float, y: float, z: float, *, gate_mm: float = 15.0) -> Alignment:
    matrix = np.eye(4)
    matrix[:3, 3] = x, y, z
    return Alignment(NONE, matrix, gate_mm, sentences.not_aligned())
