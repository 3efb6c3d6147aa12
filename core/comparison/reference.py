"""A model's mask against a reference mask."""

from __future__ import annotations

import numpy as np

from core.comparison import sentences
from core.comparison.agreement import lesion_dice, liver_dice
from core.comparison.comparison import ReferenceScore
from core.comparison.lesion_match import match_lesions
from core.comparison.surface import surface_distances_mm
from core.errors import UsageError
from core.even_planes import even_planes
from core.labels import BACKGROUND_CODE, LESION_CODES
from core.pipeline import Analysis
from core.series import Series


def score_against(reference: np.ndarray, analysis: Analysis, series: Series) -> ReferenceScore:
    """Dice, surface distances and detected lesions.

    A reference without lesions may be of the liver alone, so that nothing is known of lesions:
    they are not scored.

    Args:
        reference: (z, y, x) codes of `core.labels` on the CT's own grid.
    """
    has_lesions = bool((reference >= min(LESION_CODES)).any())
    drawn, found = reference != BACKGROUND_CODE, analysis.mask != BACKGROUND_CODE
    spacing_mm, planes = series.spacing_mm, even_planes(series)
    if planes is not None:
        drawn, found = planes.lay(drawn), planes.lay(found)
        spacing_mm = (planes.step_mm, *spacing_mm[1:])
    distances = surface_distances_mm(drawn, found, spacing_mm)
    return ReferenceScore(
        model=analysis.model_name,
        liver_dice=liver_dice(reference, analysis.mask),
        lesion_dice=lesion_dice(reference, analysis.mask) if has_lesions else None,
        lesions=match_lesions(reference, analysis.mask) if has_lesions else None,
        liver_surface_mm=None if distances is None else float(distances.mean()),
        liver_surface_p95_mm=None if distances is None else float(np.percentile(distances, 95)),
    )


def check_reference(reference: np.ndarray, series: Series) -> None:
    """Raises UsageError if the mask's shape is not the CT's."""
    if reference.shape != series.volume.shape:
        raise UsageError(sentences.reference_on_another_grid(reference.shape, series.volume.shape))
