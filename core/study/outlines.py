"""The outlines of an analysis, as the other series of the study take them over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.study.case import Outlines

if TYPE_CHECKING:  # imports torch
    from core.pipeline import Analysis


def outlines_of(analysis: Analysis) -> Outlines:
    """As the model made them, or as a reader corrected them."""
    lesions = analysis.lesions
    return Outlines(
        analysis.series,
        analysis.mask,
        analysis.numbers(),
        {one.id: one.centroid_mm for one in lesions},
        {one.id: one.label for one in lesions},
        {one.id: one.diameter_mm for one in lesions},
    )
