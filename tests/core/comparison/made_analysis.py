"""Analyses with probabilities and masks written by hand."""

from __future__ import annotations

import numpy as np

from core.areas import lesion_areas_mm2, liver_areas_mm2
from core.cautions import measure_phase
from core.pipeline import Analysis
from core.risk import patient_risk
from core.series import Series
from tests.core.known_network import hu_series

#: Slices, rows, columns.
SHAPE = (5, 6, 6)


def blank_series(spacing_mm: tuple[float, float, float] = (5.0, 1.0, 1.0)) -> Series:
    return hu_series(np.zeros(SHAPE), spacing_mm)


def liver_mask(first: int = 1) -> np.ndarray:
    """4 x 4 pixels of liver on each slice from `first` on."""
    mask = np.zeros(SHAPE, np.uint8)
    mask[first:, 1:5, 1:5] = 1
    return mask


def made(
    series: Series,
    name: str,
    probabilities: list[list[float]],
    mask: np.ndarray | None = None,
    batch_ms: tuple[float, ...] = (),
) -> Analysis:
    """An analysis of `series`; the mask defaults to `liver_mask()`."""
    mask = liver_mask() if mask is None else mask
    p = np.array(probabilities, np.float32)
    liver = liver_areas_mm2(mask, series)
    return Analysis(
        series=series,
        model_name=name,
        backbone="none",
        weights_sha256="0" * 64,
        probabilities=p,
        mask=mask,
        lesion_probability=np.zeros(SHAPE, np.uint8),
        liver_area_mm2=liver,
        lesion_area_mm2=lesion_areas_mm2(mask, series),
        lesions=(),
        patient=patient_risk(p, liver),
        phase=measure_phase(series, mask),
        cautions=(),
        engine="torch",
        seconds={"network": 1.5, "total": 2.0},
        batch_ms=batch_ms,
    )
