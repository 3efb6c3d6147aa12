"""The lesions that a reader outlined, measured."""

from __future__ import annotations

from core.annotation import Annotation
from core.correction.grid import check_grid
from core.lesions import Lesion, measure_numbered
from core.series import Series


def measured(series: Series, annotation: Annotation) -> tuple[Lesion, ...]:
    """One `Lesion` for each finding that has voxels and was not rejected, the largest first.

    No model is asked: `probability` and `p_malignant` are None.

    Raises:
        InputError: the outlines lie on another grid than the series.
    """
    check_grid(annotation, series)
    return measure_numbered(annotation.lesion_numbers(), annotation.mask(), series)
