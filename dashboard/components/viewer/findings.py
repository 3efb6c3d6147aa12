"""An analysis as the viewer takes it: plain values that survive JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from core.areas import volume_ml
from core.cautions.caution import caution_lists
from core.labels import SLICE_CLASSES
from dashboard.components.cautions import verdict_colour

if TYPE_CHECKING:
    from core.inference import SliceInterval
    from core.pipeline import Analysis


def findings(analysis: Analysis) -> dict[str, object]:
    """The `findings` of `dashboard.components.viewer.slice_viewer`.

    Each lesion holds every field of `core.lesions.Lesion`; what has no column stands under its
    row. A slice holds `p_..._low` and `p_..._high` where the analysis has intervals.
    """
    slices = [
        {
            **{f"p_{name}": float(p) for name, p in zip(SLICE_CLASSES, row, strict=True)},
            "liver_area_mm2": float(liver),
            "lesion_area_mm2": float(lesion),
            **_range(analysis.slice_interval, index),
        }
        for index, (row, liver, lesion) in enumerate(
            zip(
                analysis.probabilities,
                analysis.liver_area_mm2,
                analysis.lesion_area_mm2,
                strict=True,
            )
        )
    ]
    return {
        "patient": asdict(analysis.patient),
        "colour": verdict_colour(analysis),
        "most_suspicious": analysis.most_suspicious(),
        "slices": slices,
        "lesions": [asdict(lesion) for lesion in analysis.lesions],
        **caution_lists(analysis.cautions),
        "liver_ml": volume_ml(analysis.liver_area_mm2, analysis.series),
    }


def _range(interval: SliceInterval | None, index: int) -> dict[str, float]:
    if interval is None:
        return {}
    return {
        f"p_{name}_{end}": float(values[index, column])
        for column, name in enumerate(SLICE_CLASSES)
        for end, values in (("low", interval.low), ("high", interval.high))
    }
