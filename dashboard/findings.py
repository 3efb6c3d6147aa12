"""An analysis as the viewer takes it: plain values that survive JSON."""

from __future__ import annotations

from dataclasses import asdict

from core.areas import volume_ml
from core.labels import SLICE_CLASSES
from core.pipeline import Analysis


def findings(analysis: Analysis) -> dict[str, object]:
    """The `findings` of `dashboard.viewer.slice_viewer`.

    Each lesion holds every field of `core.lesions.Lesion`; its descriptors stand under its row.
    """
    slices = [
        {
            **{f"p_{name}": float(p) for name, p in zip(SLICE_CLASSES, row, strict=True)},
            "liver_area_mm2": float(liver),
            "lesion_area_mm2": float(lesion),
        }
        for row, liver, lesion in zip(
            analysis.probabilities,
            analysis.liver_area_mm2,
            analysis.lesion_area_mm2,
            strict=True,
        )
    ]
    return {
        "patient": asdict(analysis.patient),
        "slices": slices,
        "lesions": [asdict(lesion) for lesion in analysis.lesions],
        "cautions": list(analysis.cautions),
        "caution_codes": list(analysis.caution_codes),
        "liver_ml": volume_ml(analysis.liver_area_mm2, analysis.series),
    }
